import { describe, expect, it } from 'vitest';
import { createPlayed } from './played-browser.js';

describe.each(['chromium', 'firefox'] as const)('the browser hears what is listened to, in %s', (engine) => {
  it('T77, 9.18: when the first listener comes, and when the last one goes', () => {
    const { chrome, of } = createPlayed(engine, { permissions: ['storage'] });
    const [first, second] = [() => undefined, () => undefined];
    chrome.runtime.onMessage.addListener(first);
    chrome.runtime.onMessage.addListener(second);
    chrome.runtime.onMessage.addListener(first);
    chrome.storage.local.onChanged.addListener(first);
    chrome.runtime.onMessage.removeListener(first);
    chrome.runtime.onMessage.removeListener(first);
    chrome.runtime.onMessage.removeListener(second);
    expect(of('listening')).toEqual([
      { type: 'listening', event: 'runtime.onMessage', isListening: true },
      { type: 'listening', event: 'storage.local.onChanged', isListening: true },
      { type: 'listening', event: 'runtime.onMessage', isListening: false },
    ]);
  });

  it('events of ports are the context’s own', () => {
    const { chrome, of } = createPlayed(engine);
    const port = chrome.runtime.connect();
    port.onMessage.addListener(() => undefined);
    port.onDisconnect.addListener(() => undefined);
    expect(of('listening')).toEqual([]);
  });

  it('the button has one name', () => {
    const { chrome, of } = createPlayed(engine, { version: 2, manifest: { browser_action: {} } });
    chrome.browserAction?.onClicked.addListener(() => undefined);
    expect(of('listening')).toEqual([{ type: 'listening', event: 'action.onClicked', isListening: true }]);
  });

  it('nothing is said any more when the context is gone', () => {
    const { chrome, context, of } = createPlayed(engine);
    const { onMessage } = chrome.runtime;
    context.dispose();
    onMessage.addListener(() => undefined);
    expect(of('listening')).toEqual([]);
  });
});

it('both namespaces of Firefox’s V2 count as one', () => {
  const { chrome, browser, of } = createPlayed('firefox', { version: 2 });
  const listener = () => undefined;
  chrome.runtime.onConnect.addListener(listener);
  browser.runtime.onConnect.addListener(listener);
  chrome.runtime.onConnect.removeListener(listener);
  expect(of('listening')).toHaveLength(1);
  browser.runtime.onConnect.removeListener(listener);
  expect(of('listening').at(-1)).toMatchObject({ event: 'runtime.onConnect', isListening: false });
});
