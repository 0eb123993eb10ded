import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryBridge, type FromContext } from '../../src/context/index.js';
import { createSeveral, receive } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

// What a bridge carries may come from a process that somebody else has taken over: it harms nobody but that context.
const cyclic: unknown[] = [];
cyclic.push(cyclic);
const MESSAGES: { what: string; message: unknown }[] = [
  ...[undefined, null, 5, 'text', [], {}, cyclic, () => undefined].map((message) => ({
    what: 'is no message',
    message,
  })),
  { what: 'has no known type', message: { type: 'format-disk' } },
  { what: 'has a type of a prototype', message: { type: 'constructor' } },
  { what: 'opens nothing', message: { type: 'open', channel: 1 } },
  { what: 'opens an unknown API', message: { type: 'open', channel: 1, api: 'x', extension: 'a' } },
  { what: 'opens channel 0', message: { type: 'open', channel: 0, api: 'connect', extension: 'a', name: '' } },
  {
    what: 'opens a channel of the browser',
    message: { type: 'open', channel: -1, api: 'connect', extension: 'a', name: '' },
  },
  {
    what: 'opens a channel that is no number',
    message: { type: 'open', channel: 'a', api: 'connect', extension: 'a', name: '' },
  },
  { what: 'connects to no id', message: { type: 'open', channel: 1, api: 'connect', extension: 5, name: '' } },
  {
    what: 'connects with a name that is none',
    message: { type: 'open', channel: 1, api: 'connect', extension: 'a', name: {} },
  },
  { what: 'connects to a tab that is none', message: { type: 'open', channel: 1, api: 'connect', tab: 'a', name: '' } },
  {
    what: 'connects to a frame that is none',
    message: { type: 'open', channel: 1, api: 'connect', tab: 1, frameId: 'x', name: '' },
  },
  {
    what: 'connects to a document that is none',
    message: { type: 'open', channel: 1, api: 'connect', tab: 1, documentId: {}, name: '' },
  },
  {
    what: 'connects to a host that is none',
    message: { type: 'open', channel: 1, api: 'connectNative', application: {} },
  },
  { what: 'sends on a channel that is not there', message: { type: 'message', channel: 99, message: 'x' } },
  { what: 'accepts what was not offered', message: { type: 'accepted', channel: 99 } },
  { what: 'closes what is not there', message: { type: 'close', channel: 99 } },
  { what: 'calls without arguments', message: { type: 'call', call: 1, method: 'permissions.contains' } },
  {
    what: 'calls with arguments that are none',
    message: { type: 'call', call: 1, method: 'permissions.contains', args: 5 },
  },
  {
    what: 'calls with arguments of the wrong type',
    message: { type: 'call', call: 1, method: 'permissions.request', args: [5] },
  },
  { what: 'calls with null', message: { type: 'call', call: 1, method: 'permissions.contains', args: [null] } },
  {
    what: 'calls with lists of something else',
    message: { type: 'call', call: 1, method: 'permissions.request', args: [{ permissions: 5, origins: {} }] },
  },
  { what: 'calls a method that is none', message: { type: 'call', call: 1, method: 'constructor', args: [] } },
  { what: 'calls a method that is no text', message: { type: 'call', call: 1, method: {}, args: [] } },
  ...[
    'tabs.query',
    'tabs.get',
    'tabs.create',
    'tabs.remove',
    'tabs.update',
    'tabs.sendMessage',
    'scripting.executeScript',
    'storage.local.get',
    'storage.local.set',
    'storage.session.get',
    'runtime.getContexts',
    'management.getSelf',
  ].map((method) => ({
    what: `calls ${method} with nonsense`,
    message: { type: 'call', call: 1, method, args: [Symbol.iterator, 5, {}] },
  })),
  { what: 'logs nothing', message: { type: 'console' } },
  { what: 'fails without a text', message: { type: 'uncaught' } },
  { what: 'listens to nothing', message: { type: 'listening' } },
  { what: 'is synced with nothing', message: { type: 'synced', sync: 5 } },
];

describe.each(ENGINE_NAMES)('a message of a context in %s that is not of ours', (engine) => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  beforeEach(() => process.on('unhandledRejection', note));
  afterEach(() => void process.off('unhandledRejection', note));

  it.each(MESSAGES)('$what', async ({ message }) => {
    const { own, attach, tasks } = await createSeveral(engine);
    const received = receive(attach());
    const bridge = createMemoryBridge();
    own.attachOver(bridge.browser, { kind: 'page' });
    bridge.context.listen({ received: () => undefined, closed: () => undefined });
    expect(() => bridge.context.send(message as FromContext)).not.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections.splice(0)).toEqual([]);
    received.length = 0;
    attach({ kind: 'page' }).chrome.runtime.connect(); // the others talk on
    await tasks.run();
    expect(received).toHaveLength(1);
  });
});
