import { describe, expect, it } from 'vitest';
import { settled } from '../browser/several-contexts.js';
import { thrownBy } from '../browser/small-world.js';
import { at, createPlayed } from './played-browser.js';

const NO_RECEIVER = 'Could not establish connection. Receiving end does not exist.';

describe.each(['chromium', 'firefox'] as const)('tabs.connect in %s', (engine) => {
  it.each([
    { args: [7], to: {}, name: '' },
    { args: [7, null], to: {}, name: '' },
    { args: [7, { name: 'n' }], to: {}, name: 'n' },
    { args: [7, { name: 'n', frameId: 0 }], to: { frameId: 0 }, name: 'n' },
    { args: [7, { name: 'n', documentId: 'd' }], to: { documentId: 'd' }, name: 'n' },
    { args: [7, { name: 'n', frameId: 2, documentId: 'd' }], to: { frameId: 2, documentId: 'd' }, name: 'n' },
    { args: [7, { name: 'n', frameId: null }], to: {}, name: 'n' },
  ])('R10, R41, 9.4: $args', ({ args, to, name }) => {
    const { chrome, sent } = createPlayed(engine);
    const port = at(chrome, 'tabs.connect')(...args);
    expect(sent).toEqual([{ type: 'open', channel: 1, api: 'connect', tab: 7, ...to, name }]);
    expect(port).toMatchObject({ name, sender: undefined });
  });

  it('R40, 9.16: a failure comes later, as of every port', async () => {
    const { chrome, says } = createPlayed(engine);
    const port = chrome.tabs.connect(99);
    const heard: unknown[] = [];
    port.onDisconnect.addListener((closed) => heard.push((closed.error ?? chrome.runtime.lastError)?.message));
    await says({ type: 'close', channel: 1, error: NO_RECEIVER });
    expect(heard).toEqual([NO_RECEIVER]);
  });

  it('messages cross in the format of the extension', () => {
    const { chrome, of } = createPlayed(engine);
    chrome.tabs.connect(7).postMessage({ a: 1 });
    expect(of('message').map(({ message }) => message)).toEqual([engine === 'chromium' ? '{"a":1}' : { a: 1 }]);
  });
});

it('Firefox: a connectInfo without a name makes a port without one', () => {
  const { chrome, of } = createPlayed('firefox');
  expect(chrome.tabs.connect(7, { frameId: 0 }).name).toBe(null);
  expect(of('open')).toMatchObject([{ frameId: 0, name: null }]);
  expect(chrome.runtime.connect({}).name).toBe(''); // there the name has a default
});

describe.each(['chromium', 'firefox'] as const)('tabs.sendMessage in %s', (engine) => {
  const message = engine === 'chromium' ? '"m"' : 'm';

  it.each([
    { args: [7, 'm'], to: {} },
    { args: [7, 'm', null], to: {} },
    { args: [7, 'm', {}], to: {} },
    { args: [7, 'm', { frameId: 0 }], to: { frameId: 0 } },
    { args: [7, 'm', { documentId: 'd' }], to: { documentId: 'd' } },
    { args: [7, 'm', () => undefined], to: {} },
    { args: [7, 'm', { frameId: 0 }, () => undefined], to: { frameId: 0 } },
  ])('R10, R41, 9.4: $args', ({ args, to }) => {
    const { chrome, sent } = createPlayed(engine);
    const result = at(chrome, 'tabs.sendMessage')(...args);
    expect(sent).toEqual([
      { type: 'open', channel: 1, api: 'sendMessage', tab: 7, ...to },
      { type: 'message', channel: 1, message },
    ]);
    if (typeof args.at(-1) === 'function') expect(result).toBeUndefined();
    else expect(result).toBeInstanceOf(Promise);
  });

  it('R51, 9.22: the answer', async () => {
    const { chrome, says } = createPlayed(engine);
    const answer = chrome.tabs.sendMessage(7, 'm');
    await says({ type: 'message', channel: 1, message: engine === 'chromium' ? '"yes"' : 'yes' });
    expect(await answer).toBe('yes');
  });

  it('R52, 9.16: nobody is there', async () => {
    const { chrome, says } = createPlayed(engine);
    const promise = settled(chrome.tabs.sendMessage(99, 'm'));
    await says({ type: 'close', channel: 1, error: NO_RECEIVER });
    expect(await promise).toEqual({ error: `Error: ${NO_RECEIVER}` });
    const got: unknown[] = [];
    chrome.tabs.sendMessage(99, 'm', (...args) => got.push(args, chrome.runtime.lastError?.message));
    await says({ type: 'close', channel: 2, error: NO_RECEIVER });
    expect(got).toEqual([[], NO_RECEIVER]);
  });

  it('R53, 9.38: nobody answers', async () => {
    const { chrome, says } = createPlayed(engine);
    const promise = chrome.tabs.sendMessage(7, 'm');
    await says({ type: 'close', channel: 1 });
    expect(await promise).toBeUndefined();
    const got: unknown[] = [];
    chrome.tabs.sendMessage(7, 'm', (...args) => got.push(args, chrome.runtime.lastError?.message));
    await says({ type: 'close', channel: 2 });
    const text = 'The message port closed before a response was received.';
    expect(got).toEqual(engine === 'chromium' ? [[], text] : [[undefined], undefined]);
  });
});

it('R50: in Chromium’s V2, a message without a callback is sent and forgotten', () => {
  const { chrome, sent } = createPlayed('chromium', { version: 2 });
  expect(at(chrome, 'tabs.sendMessage')(7, 'm')).toBeUndefined();
  expect(sent.map(({ type }) => type)).toEqual(['open', 'message', 'close']);
});

describe('messages that cannot be sent', () => {
  const signature = 'tabs.sendMessage(integer tabId, any message, optional object options, optional function callback)';

  it.each([
    { ids: 'S10, S11', args: [1, () => undefined] },
    { ids: 'S10, S11', args: [1, 1n] },
    { ids: 'S3', args: [1, Symbol('s')] },
  ])('$ids: thrown at once in Chromium', ({ args }) => {
    const { chrome } = createPlayed('chromium');
    expect(thrownBy(() => at(chrome, 'tabs.sendMessage')(...args))).toEqual({
      name: 'TypeError',
      message: `Error in invocation of ${signature}: Could not serialize message.`,
    });
  });

  it('10.2: rejected in Firefox', async () => {
    const { chrome, of } = createPlayed('firefox');
    const promise = at(chrome, 'tabs.sendMessage')(1, () => undefined);
    await expect(promise).rejects.toMatchObject({
      name: 'DataCloneError',
      message: 'Function object could not be cloned.',
    });
    at(chrome, 'tabs.sendMessage')(1, 1n);
    expect(of('message').map(({ message }) => message)).toEqual([1n]);
  });
});
