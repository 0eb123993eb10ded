import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../src/engines/index.js';
import { createClientWorld } from './client-world.js';

const SCRIPT = 'webextension-polyfill/context.js';

interface Row {
  engine: EngineName;
  names: readonly ('chrome' | 'browser')[];
  isWrapped: boolean;
}

// The client wraps `chrome` only where there is no `browser`, as in older versions of Chromium.
describe.each<Row>([
  { engine: 'chromium', names: ['chrome'], isWrapped: true },
  { engine: 'chromium', names: ['chrome', 'browser'], isWrapped: false },
  { engine: 'firefox', names: ['chrome', 'browser'], isWrapped: false },
])('webextension-polyfill in $engine, where there is $names', ({ engine, names, isWrapped }) => {
  const startTwo = async () => {
    const { start } = await createClientWorld(engine);
    return {
      background: await start(SCRIPT, { names }),
      page: await start(SCRIPT, { names, kind: 'page', url: 'popup.html' }),
    };
  };

  it('promises as answers, both ways', async () => {
    const { background, page } = await startTwo();
    expect(await page.call('isWrapped')).toBe(isWrapped);
    expect(await page.call('ask', { ask: 21 })).toEqual({ answer: 42, from: true });
    expect(await background.call('ask', { ask: 4 })).toEqual({ answer: 8, from: true });
    expect(await background.call('received')).toEqual([{ ask: 21 }]);
  });

  it('a rejection of the listener rejects the sender', async () => {
    const { background, page } = await startTwo();
    await expect(page.call('ask', { fail: 'too far' })).rejects.toEqual({ name: 'Error', message: 'too far' });
    await expect(background.call('ask', { fail: 'much' })).rejects.toEqual({ name: 'Error', message: 'much' });
  });

  it('nobody answers: undefined; nobody is there: an error', async () => {
    const { background, page } = await startTwo();
    expect(await page.call('ask', { hello: 1 })).toBeUndefined();
    await page.close();
    await expect(background.call('ask', { ask: 1 })).rejects.toMatchObject({
      message: 'Could not establish connection. Receiving end does not exist.',
    });
  });

  it('ports carry messages both ways, and their end is noticed', async () => {
    const { background, page } = await startTwo();
    expect(await page.call('converse', 'chat', { n: 1 })).toEqual({ echo: { n: 1 } });
    const noticed = page.call('whenDisconnected');
    await background.close();
    expect(await noticed).toBe('noticed');
  });

  it('a content script and its background, by the number of the tab', async () => {
    const { browser, start } = await createClientWorld(engine, { host_permissions: ['*://*/*'] });
    const background = await start(SCRIPT, { names });
    const tab = browser.openTab('https://example.org/');
    const script = await start(SCRIPT, { names, kind: 'content-script', frame: tab.mainFrame });
    expect(await background.call('askTab', tab.id, { ask: 3 })).toEqual({ answer: 6, from: true });
    expect(await background.call('askTab', tab.id, { ask: 4 }, { frameId: 0 })).toEqual({ answer: 8, from: true });
    expect(await script.call('ask', { ask: 5 })).toEqual({ answer: 10, from: true });
    expect(await script.call('converse', 'page', 'hello')).toEqual({ echo: 'hello' });
    await expect(background.call('askTab', tab.id, { fail: 'no' })).rejects.toMatchObject({ message: 'no' });
    tab.close();
    await expect(background.call('askTab', tab.id, { ask: 1 })).rejects.toMatchObject({
      message: 'Could not establish connection. Receiving end does not exist.',
    });
    expect(await background.call('portLogs')).toEqual([['page', 'hello', 'disconnected']]);
  });

  it('functions of other namespaces are promises, too', async () => {
    const { browser, start } = await createClientWorld(engine, {
      host_permissions: ['*://*/*'],
      permissions: ['tabs', 'storage'],
    });
    const background = await start(SCRIPT, { names });
    browser.openTab('https://example.org/');
    expect(await background.call('tabAddresses')).toEqual(['https://example.org/']);
    expect(await background.call('keep', { a: [1, { b: 2 }] })).toEqual({ a: [1, { b: 2 }] });
    await expect(background.call('keepTooMuch')).rejects.toMatchObject({ message: expect.any(String) });
  });
});
