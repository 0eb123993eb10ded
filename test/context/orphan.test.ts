import { describe, expect, it } from 'vitest';
import { settled } from '../browser/several-contexts.js';
import { thrownBy } from '../browser/small-world.js';
import { at, createPlayed } from './played-browser.js';
import { createTabbed, OWN } from './tabbed-browser.js';

const INVALIDATED = { name: 'Error', message: 'Extension context invalidated.' };
const PROMISED =
  'A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received';

describe('T23: a content script whose extension is gone, in Chromium', () => {
  const orphan = async () => {
    const world = createTabbed('chromium');
    const extension = world.load(OWN.chromium, { permissions: ['storage'] });
    const background = world.attach(extension, 'background');
    const script = world.attach(extension, 'content-script', world.open('http://one.test/'));
    const heard: unknown[] = [];
    background.chrome.runtime.onConnect.addListener(() => undefined);
    background.chrome.runtime.onMessage.addListener(() => true);
    const { runtime } = script.chrome;
    runtime.onMessage.addListener(() => undefined);
    runtime.onConnect.hasListeners?.();
    const port = runtime.connect();
    port.onDisconnect.addListener(() => heard.push(['closed', runtime.lastError]));
    const untouched = runtime.connect({ name: 'untouched' });
    const pending = settled(runtime.sendMessage('m'));
    await world.tasks.run();
    await extension.unload();
    await world.tasks.run();
    return { ...world, script, runtime, port, untouched, heard, pending };
  };

  it('T76, R54: its ports are closed, and what is pending fails', async () => {
    const { heard, pending } = await orphan();
    expect(heard).toEqual([['closed', undefined]]);
    expect(await pending).toEqual({ error: `Error: ${PROMISED}` });
  });

  it('E19: nothing of the API works any more, and runtime.id tells', async () => {
    const { runtime, port, untouched } = await orphan();
    expect(runtime.id).toBeUndefined();
    expect('id' in runtime).toBe(true);
    expect(runtime.lastError).toBeUndefined();
    for (const call of ['connect', 'sendMessage', 'getManifest', 'getURL']) {
      expect(thrownBy(() => at({ runtime }, `runtime.${call}`)('x'))).toEqual(INVALIDATED);
    }
    expect(thrownBy(() => port.postMessage(1))).toEqual(INVALIDATED);
    expect(thrownBy(() => port.disconnect())).toEqual(INVALIDATED);
    expect(thrownBy(() => untouched.onMessage)?.message).toMatch(
      /^Failed to read the 'onMessage' property from 'Object': /,
    );
    expect(untouched.name).toBe('untouched');
  });

  it('an event that no script has touched cannot be read', async () => {
    const { script } = await orphan();
    expect(thrownBy(() => Reflect.get(script.chrome.runtime, 'onMessageExternal'))).toBeUndefined(); // is none of its
    const untouched = createPlayed('chromium', { kind: 'content-script' });
    const { runtime } = untouched.chrome;
    untouched.context.dispose();
    expect(thrownBy(() => runtime.onConnect)).toEqual({
      name: 'Error',
      message: "Failed to read the 'onConnect' property from 'Object': Extension context invalidated.",
    });
  });

  it('events take no listeners, in silence; namespaces that nobody has read are undefined', async () => {
    const { runtime, script } = await orphan();
    for (const event of [runtime.onMessage, runtime.onConnect]) {
      expect(event.addListener(() => undefined)).toBeUndefined();
      expect(event.hasListeners?.()).toBe(false);
    }
    expect(Object.keys(script.chrome)).toContain('storage');
    expect(script.chrome.storage).toBeUndefined();
    expect(script.chrome.runtime).toBe(runtime);
  });
});

it('7.34: in Firefox it is destroyed, and hears nothing', async () => {
  const { chrome, context, says } = createPlayed('firefox', { kind: 'content-script' });
  const heard: unknown[] = [];
  chrome.runtime.connect().onDisconnect.addListener(() => heard.push('closed'));
  context.dispose();
  await says({ type: 'close', channel: 1 });
  expect(heard).toEqual([]);
});
