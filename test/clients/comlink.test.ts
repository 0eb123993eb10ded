import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES } from '../browser/small-world.js';
import { createClientWorld } from './client-world.js';

const SCRIPT = 'comlink/context.js';

describe.each(ENGINE_NAMES)('comlink over a port, in %s', (engine) => {
  const startTwo = async () => {
    const { start } = await createClientWorld(engine);
    const background = await start(SCRIPT);
    const page = await start(SCRIPT, { kind: 'page', url: 'popup.html' });
    await page.call('connect');
    await background.call('whenConnected');
    return { background, page };
  };

  it('calls and properties of the other side, both ways over one port', async () => {
    const { background, page } = await startTwo();
    expect(await page.call('add', 2)).toBe(2);
    expect(await page.call('add', 3)).toBe(5);
    expect(await background.call('add', 10)).toBe(10);
    expect(await page.call('setCount', 7)).toBe(7);
    expect(await page.call('count')).toBe(7);
    expect(await background.call('count')).toBe(10);
    expect(await page.call('list', 3)).toEqual([{ index: 0 }, { index: 1 }, { index: 2 }]);
  });

  it('what the other side throws, both ways', async () => {
    const { background, page } = await startTwo();
    await expect(page.call('fail', 'too far')).rejects.toEqual({ name: 'RangeError', message: 'too far' });
    await expect(background.call('fail', 'back')).rejects.toEqual({ name: 'RangeError', message: 'back' });
  });

  it('calls that overlap', async () => {
    const { page } = await startTwo();
    const results = await Promise.all(Array.from({ length: 50 }, () => page.call('add', 1)));
    expect(results).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('the end of the other side is noticed', async () => {
    const { background, page } = await startTwo();
    const ended = background.call('whenEnded');
    await page.close();
    expect(await ended).toBe('noticed');
  });

  it('a content script calls its background, and is called, until its tab goes', async () => {
    const { browser, start } = await createClientWorld(engine, { host_permissions: ['*://*/*'] });
    const background = await start(SCRIPT);
    const tab = browser.openTab('https://example.org/');
    const script = await start(SCRIPT, { kind: 'content-script', frame: tab.mainFrame });
    await script.call('connect');
    await background.call('whenConnected');
    expect(await script.call('add', 2)).toBe(2);
    expect(await background.call('add', 3)).toBe(3);
    const ended = background.call('whenEnded');
    tab.navigate('https://example.com/');
    expect(await ended).toBe('noticed');
  });
});
