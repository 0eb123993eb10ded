import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES } from '../browser/small-world.js';
import { createClientWorld } from './client-world.js';

const PAGE = { kind: 'page', url: 'popup.html' } as const;

describe.each(ENGINE_NAMES)('trpc-chrome in %s', (engine) => {
  const startTwo = async () => {
    const { start } = await createClientWorld(engine);
    const background = await start('trpc-chrome/background.js');
    return { start, background, page: await start('trpc-chrome/page.js', PAGE) };
  };

  it('queries and mutations; each page has its port', async () => {
    const { page, start } = await startTwo();
    expect(await page.call('query', 'whoAmI')).toEqual({ port: 'trpc', from: true });
    expect(await page.call('query', 'double', 21)).toBe(42);
    expect(await page.call('mutate', 'store', 1)).toEqual({ stored: 1 });
    const another = await start('trpc-chrome/page.js', PAGE);
    expect(await another.call('mutate', 'store', 2)).toEqual({ stored: 3 });
  });

  it('errors cross: of the procedure, of its input, of a path that is not there', async () => {
    const { page } = await startTwo();
    await expect(page.call('mutate', 'refuse')).rejects.toEqual({ name: 'TRPCClientError', message: 'not you' });
    await expect(page.call('query', 'double', 'x')).rejects.toMatchObject({ message: 'not a number' });
    await expect(page.call('query', 'nothing')).rejects.toMatchObject({ message: /No "query"-procedure on path/ });
  });

  it('a subscription: the background speaks by itself, until it is told to stop', async () => {
    const { background, page } = await startTwo();
    await page.call('subscribe');
    await page.call('told', 2);
    await background.call('tick', 1);
    await background.call('tick', 2);
    expect(await page.call('told', 4)).toEqual([{ tick: 0 }, 'started', { tick: 1 }, { tick: 2 }]);
    await page.call('unsubscribe');
    await page.call('query', 'whoAmI'); // what was posted before has arrived
    expect(await background.call('stoppedCount')).toBe(1);
  });

  it('a page that goes ends its subscriptions; a background that goes ends the calls', async () => {
    const { background, page, start } = await startTwo();
    await page.call('subscribe');
    await page.call('told', 2);
    const another = await start('trpc-chrome/page.js', PAGE);
    await another.call('subscribe');
    await another.call('told', 2);
    await page.close();
    await another.call('query', 'whoAmI');
    expect(await background.call('stoppedCount')).toBe(1);
    await background.close();
    expect(await another.call('told', 3)).toEqual([{ tick: 0 }, 'started', 'error: Port disconnected prematurely']);
    // The client tells the dead port that it stops, and does not catch what that throws.
    await another.call('told', 3); // a task later
    expect(another.uncaught).toEqual([expect.stringContaining('disconnected port')]);
  });

  it('a content script asks, and its subscription ends with its tab', async () => {
    const { browser, start } = await createClientWorld(engine, { host_permissions: ['*://*/*'] });
    const background = await start('trpc-chrome/background.js');
    const tab = browser.openTab('https://example.org/');
    const script = await start('trpc-chrome/page.js', { kind: 'content-script', frame: tab.mainFrame });
    expect(await script.call('query', 'double', 4)).toBe(8);
    await script.call('subscribe');
    await script.call('told', 2);
    tab.close();
    await expect.poll(() => background.call('stoppedCount')).toBe(1);
  });
});
