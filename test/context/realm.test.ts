import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createWorld, ENGINE_NAMES } from '../browser/small-world.js';

describe.each(ENGINE_NAMES)('what a script puts in the place of the language’s own, in %s', (engine) => {
  it('counts for nothing', async () => {
    const global = createContext();
    const world = await createWorld(engine, { realm: runInContext('globalThis', global) });
    Object.assign(global, world.context);
    const run = (code: string): unknown => runInContext(code, global);
    run(`
      const seen = [];
      const own = { Error, TypeError, Promise };
      JSON.stringify = () => '"replaced"';
      JSON.parse = () => 'replaced';
      Error = class extends Error {};
      TypeError = class extends TypeError {};
      Promise = class extends Promise {};
      const port = chrome.runtime.connectNative('a');
      port.onMessage.addListener((message) => seen.push(message.answer));
      port.postMessage({ ask: 1 });
      try { chrome.runtime.connectNative(5) } catch (error) { seen.push(error instanceof own.Error, error instanceof Error) }
      const reply = chrome.runtime.sendNativeMessage('a', { ask: 2 });
      seen.push(reply.constructor === own.Promise);
      reply.catch((error) => seen.push(error.constructor === own.Error));
    `);
    const [port, call] = world.connections.hosts;
    expect([port?.sent, call?.sent]).toEqual([['{"ask":1}'], ['{"ask":2}']]);
    port?.says({ answer: 3 });
    call?.ends('HOST_NOT_FOUND');
    await world.tasks.run();
    expect(run('JSON.stringify = undefined, seen')).toEqual([true, false, true, 3, true]);
  });
});

describe.each(ENGINE_NAMES)('code of another realm, in %s', (engine) => {
  async function withRealm(version: 2 | 3 = 3) {
    const global = createContext();
    const world = await createWorld(engine, { realm: runInContext('globalThis', global), version });
    Object.assign(global, world.context);
    return { ...world, run: (code: string): unknown => runInContext(code, global) };
  }

  it.each([
    'chrome instanceof Object',
    'chrome.runtime instanceof Object',
    'chrome.runtime.connectNative instanceof Function',
    'chrome.action.onClicked instanceof Object',
    'chrome.action.onClicked.addListener instanceof Function',
    'chrome.runtime.getManifest() instanceof Object',
    'chrome.runtime.getManifest().permissions instanceof Array',
    'chrome.runtime.connectNative("a") instanceof Object',
    'chrome.runtime.connectNative("a").postMessage instanceof Function',
    'chrome.runtime.connectNative("a").onMessage instanceof Object',
    'chrome.runtime.sendNativeMessage("a", {}) instanceof Promise',
    'chrome.permissions.contains({}) instanceof Promise',
    'try { chrome.runtime.connectNative(5) } catch (error) { error instanceof Error }',
    'const dead = chrome.runtime.connectNative("a"); dead.disconnect(); try { dead.postMessage(1) } catch (error) { error instanceof Error }',
  ])('%s', async (code) => {
    const { run } = await withRealm();
    expect(run(code)).toBe(true);
  });

  it('messages, errors and events that arrive belong to it', async () => {
    const { run, connections, tasks, extension } = await withRealm();
    run(`
      const seen = [];
      const port = chrome.runtime.connectNative('a');
      port.onMessage.addListener((message) => seen.push(message instanceof Object && message.list instanceof Array));
      port.onDisconnect.addListener(() => seen.push((port.error ?? chrome.runtime.lastError) instanceof Object));
      chrome.action.onClicked.addListener((tab) => seen.push(tab instanceof Object));
    `);
    connections.last.says({ list: [] });
    connections.last.ends('HOST_NOT_FOUND');
    extension.click();
    await tasks.run();
    run(`chrome.runtime.sendNativeMessage('a', {}).catch((error) => seen.push(error instanceof Error))`);
    connections.last.ends('HOST_NOT_FOUND');
    await tasks.run();
    expect(run('seen.every(Boolean) && seen.length')).toBe(4);
  });

  it('its error in a toJSON goes through as it is, in Firefox', async () => {
    if (engine !== 'firefox') return;
    const { run } = await withRealm();
    const code = `
      const mine = new RangeError('mine');
      try { chrome.runtime.connectNative('a').postMessage({ toJSON() { throw mine } }) } catch (error) { error === mine }`;
    expect(run(code)).toBe(true);
  });
});
