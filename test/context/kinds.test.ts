import { describe, expect, it } from 'vitest';
import { settled } from '../browser/several-contexts.js';
import { thrownBy } from '../browser/small-world.js';
import { at, createPlayed, IDS } from './played-browser.js';

const OTHER = 'b'.repeat(32);
const CONNECT = 'runtime.connect(optional string extensionId, optional object connectInfo)';
const SEND =
  'runtime.sendMessage(optional string extensionId, any message, optional object options, optional function callback)';
const NO_ID = (api: string): string =>
  `chrome.runtime.${api}() called from a webpage must specify an Extension ID (string) for its first argument.`;

describe('a web page, in Chromium', () => {
  const page = () => createPlayed('chromium', { kind: 'web-page', messageFormats: { [OTHER]: 'structured-clone' } });

  it('R87: has runtime alone, under both names', () => {
    const { chrome, browser } = page();
    expect([Object.keys(chrome), Object.keys(browser)]).toEqual([['runtime'], ['runtime']]);
    expect(chrome.runtime).toBe(browser.runtime);
    expect(chrome).not.toBe(browser);
    expect(chrome.runtime.id).toBeUndefined();
  });

  it.each([
    { ids: 'R4', call: 'connect', args: [], signature: CONNECT, reason: NO_ID('connect') },
    { ids: 'R4', call: 'connect', args: [{ name: 'n' }], signature: CONNECT, reason: NO_ID('connect') },
    { ids: 'R4', call: 'connect', args: [''], signature: CONNECT, reason: NO_ID('connect') },
    { ids: 'R4', call: 'connect', args: [null], signature: CONNECT, reason: NO_ID('connect') },
    { ids: 'R3, E22', call: 'connect', args: ['bad'], signature: CONNECT, reason: "Invalid extension id: 'bad'" },
    { ids: 'R13', call: 'connect', args: [5], signature: CONNECT, reason: 'No matching signature.' },
    { ids: 'R13', call: 'sendMessage', args: [], signature: SEND, reason: 'No matching signature.' },
    { ids: 'R4, E23', call: 'sendMessage', args: ['m'], signature: SEND, reason: NO_ID('sendMessage') },
    { ids: 'R4', call: 'sendMessage', args: [{ a: 1 }], signature: SEND, reason: NO_ID('sendMessage') },
    { ids: 'R4', call: 'sendMessage', args: [null, 'm'], signature: SEND, reason: NO_ID('sendMessage') },
    { ids: 'R4', call: 'sendMessage', args: ['', 'm'], signature: SEND, reason: NO_ID('sendMessage') },
    { ids: 'R3', call: 'sendMessage', args: ['bad', 'm'], signature: SEND, reason: "Invalid extension id: 'bad'" },
    {
      ids: 'R8',
      call: 'sendMessage',
      args: [IDS.chromium, 'm', { foo: 1 }],
      signature: SEND,
      reason: "Error at parameter 'options': Unexpected property: 'foo'.",
    },
    {
      ids: 'S37',
      call: 'sendMessage',
      args: [IDS.chromium, 1n],
      signature: SEND,
      reason: 'Could not serialize message.',
    },
    {
      ids: 'S34, S37',
      call: 'sendMessage',
      args: [OTHER, { f: () => 1 }],
      signature: SEND,
      reason: 'Could not serialize message.',
    },
  ])('$ids: $call($args) throws', ({ call, args, signature, reason }) => {
    const { chrome, sent } = page();
    const message = `Error in invocation of ${signature}: ${reason}`;
    expect(thrownBy(() => at(chrome, `runtime.${call}`)(...args))).toEqual({ name: 'TypeError', message });
    expect(sent).toEqual([]);
  });

  it('S37: speaks to each extension in its format, to unknown ones in JSON', () => {
    const { chrome, of } = page();
    chrome.runtime.connect(OTHER).postMessage(new Map([[1, 2]]));
    chrome.runtime.connect(IDS.chromium).postMessage(new Map([[1, 2]]));
    at(chrome, 'runtime.sendMessage')(OTHER, 1n);
    expect(of('message').map(({ message }) => message)).toEqual([new Map([[1, 2]]), '{}', 1n]);
  });

  it('R50-R52: gets answers and failures as an extension does', async () => {
    const { chrome, says } = page();
    const answer = chrome.runtime.sendMessage(OTHER, 'm');
    await says({ type: 'message', channel: 1, message: new Set([1]) });
    expect(await answer).toEqual(new Set([1]));
    const text = 'Could not establish connection. Receiving end does not exist.';
    const got: unknown[] = [];
    chrome.runtime.sendMessage(IDS.chromium, 'm', (...args: unknown[]) =>
      got.push(args, { ...chrome.runtime.lastError }),
    );
    await says({ type: 'close', channel: 2, error: text });
    expect(got).toEqual([[], { message: text }]);
    expect('lastError' in chrome.runtime).toBe(false);
  });

  it('has nothing in Firefox', () => {
    expect(createPlayed('firefox', { kind: 'web-page', messageFormats: {} }).chrome).toEqual({});
  });
});

describe('a user script', () => {
  it('in Chromium has messages, and no id', () => {
    const { chrome } = createPlayed('chromium', { kind: 'user-script', permissions: ['storage', 'tabs'] });
    expect(Object.keys(chrome)).toEqual(['runtime']);
    const { id, onMessage, onConnect, connect, sendMessage, ...enums } = chrome.runtime;
    expect([id, typeof onMessage, typeof onConnect, typeof connect, typeof sendMessage]).toEqual([
      undefined,
      'object',
      'object',
      'function',
      'function',
    ]);
    const { dynamicId, ...rest }: Record<string, unknown> = enums;
    expect(dynamicId).toBeUndefined();
    expect(Object.values(rest).every((value) => typeof value === 'object' && !('addListener' in Object(value)))).toBe(
      true,
    );
  });

  it('in Firefox has connect and sendMessage alone', () => {
    const { chrome } = createPlayed('firefox', { kind: 'user-script', permissions: ['storage'] });
    expect(Object.keys(chrome)).toEqual(['runtime']);
    expect(Object.keys(chrome.runtime)).toEqual(['connect', 'sendMessage']);
  });

  it('R5, E24: may not name another extension in Chromium', () => {
    const { chrome } = createPlayed('chromium', { kind: 'user-script' });
    const reason = 'User scripts may not message external extensions.';
    expect(thrownBy(() => chrome.runtime.connect(OTHER))?.message).toBe(`Error in invocation of ${CONNECT}: ${reason}`);
    expect(thrownBy(() => at(chrome, 'runtime.sendMessage')(OTHER, 'm'))?.message).toBe(
      `Error in invocation of ${SEND}: ${reason}`,
    );
    expect(chrome.runtime.connect(IDS.chromium).name).toBe('');
  });

  it.each([
    { ids: '9.8, 11.23', call: 'connect', args: [OTHER], message: 'extensionId is not supported' },
    { ids: '9.8, 11.23', call: 'connect', args: [IDS.firefox], message: 'extensionId is not supported' },
    { ids: '9.8, 11.23', call: 'connect', args: [''], message: 'extensionId is not supported' },
    { ids: '9.2', call: 'connect', args: [5], message: 'Incorrect argument types for runtime.connect.' },
    { ids: '9.8', call: 'sendMessage', args: [], message: "runtime.sendMessage's message argument is missing" },
    { ids: '9.8', call: 'sendMessage', args: [OTHER, 'm'], message: 'runtime.sendMessage received too many arguments' },
    { ids: '9.8', call: 'sendMessage', args: ['m', {}], message: 'runtime.sendMessage received too many arguments' },
  ])('$ids: $call($args) throws in Firefox', ({ call, args, message }) => {
    const { chrome, sent } = createPlayed('firefox', { kind: 'user-script' });
    expect(thrownBy(() => at(chrome, `runtime.${call}`)(...args))).toEqual({ name: 'Error', message });
    expect(sent).toEqual([]);
  });

  it.each(['chromium', 'firefox'] as const)('R5, 9.35: speaks to its own extension, in %s', (engine) => {
    const { chrome, of } = createPlayed(engine, { kind: 'user-script' });
    chrome.runtime.connect({ name: 'n' });
    void settled(chrome.runtime.sendMessage('m'));
    expect(of('open')).toMatchObject([
      { api: 'connect', extension: IDS[engine], name: 'n' },
      { api: 'sendMessage', extension: IDS[engine] },
    ]);
  });

  it.each(['chromium', 'firefox'] as const)(
    'R20: its ports and messages have events of their own, in %s',
    async (engine) => {
      const { chrome, says, of } = createPlayed(engine, { permissions: ['userScripts'] });
      const got: unknown[] = [];
      chrome.runtime.onUserScriptConnect.addListener(({ name, sender }) => got.push([name, sender]));
      chrome.runtime.onUserScriptMessage.addListener((message, sender) => got.push([message, sender]));
      const sender = { id: IDS[engine], userScriptWorldId: '' };
      const m = engine === 'chromium' ? '"m"' : 'm';
      await says({
        type: 'offer',
        channel: -1,
        event: 'runtime.onUserScriptConnect',
        api: 'connect',
        name: 'n',
        sender,
      });
      await says({
        type: 'offer',
        channel: -2,
        event: 'runtime.onUserScriptMessage',
        api: 'sendMessage',
        message: m,
        sender,
      });
      expect(got).toEqual([
        ['n', sender],
        ['m', sender],
      ]);
      expect(of('accepted')).toMatchObject([{ channel: -1 }]);
    },
  );
});

describe('a content script', () => {
  it.each(['chromium', 'firefox'] as const)('R24, 9.14: reaches its own extension and others, in %s', (engine) => {
    const { chrome, of } = createPlayed(engine, { kind: 'content-script' });
    chrome.runtime.connect({ name: 'own' });
    chrome.runtime.connect(OTHER, { name: 'other' });
    expect(of('open')).toMatchObject([
      { extension: IDS[engine], name: 'own' },
      { extension: OTHER, name: 'other' },
    ]);
  });

  it.each([
    { args: [], message: "runtime.sendMessage's message argument is missing" },
    { args: [5, 'm', {}], message: "runtime.sendMessage's extensionId argument is invalid" },
  ])('9.8: sendMessage($args) rejects in Firefox', async ({ args, message }) => {
    const { chrome, sent } = createPlayed('firefox', { kind: 'content-script' });
    expect(await settled(at(chrome, 'runtime.sendMessage')(...args))).toEqual({ error: `Error: ${message}` });
    expect(sent).toEqual([]);
  });

  it('7.31, 8.11: in Firefox it has the native functions, which ask for a host', () => {
    const { chrome, of } = createPlayed('firefox', { kind: 'content-script', permissions: ['nativeMessaging'] });
    chrome.runtime.connectNative('a').postMessage(1); // does not throw
    void settled(chrome.runtime.sendNativeMessage('a', 1));
    expect(of('open')).toMatchObject([
      { api: 'connectNative', application: 'a' },
      { api: 'sendNativeMessage', application: 'a' },
    ]);
  });

  it('has none of them in Chromium', () => {
    const { chrome } = createPlayed('chromium', { kind: 'content-script', permissions: ['nativeMessaging'] });
    expect('connectNative' in chrome.runtime).toBe(false);
  });

  it('keeps its id until its extension is gone, in Chromium', async () => {
    const { chrome, context } = createPlayed('chromium', { kind: 'content-script' });
    expect(chrome.runtime.id).toBe(IDS.chromium);
    context.dispose();
    expect(chrome.runtime.id).toBeUndefined();
    expect('id' in chrome.runtime).toBe(true);
    const unread = createPlayed('chromium', { kind: 'content-script' });
    unread.context.dispose();
    expect(unread.chrome.runtime.id).toBeUndefined();
  });
});
