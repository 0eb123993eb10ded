import { describe, expect, it } from 'vitest';
import { createClientWorld } from './client-world.js';

const SCRIPT = 'webext-core-messaging/context.js';
const NOBODY = { name: 'Error', message: 'Could not establish connection. Receiving end does not exist.' };

// What the sender is told in the words of each engine, or of the client where the engine gives no answer.
// biome-ignore format: a table reads best in columns
const ROWS = [
  { engine: 'chromium', unheard: 'The message port closed before a response was received.', gone: 'A listener indicated an asynchronous response by returning true, but the message channel closed before a response was received' },
  { engine: 'firefox', unheard: 'No response', gone: 'Could not establish connection. Receiving end does not exist.' },
] as const;

describe.each(ROWS)('@webext-core/messaging in $engine', ({ engine, unheard, gone }) => {
  const startTwo = async () => {
    const { start } = await createClientWorld(engine);
    return { background: await start(SCRIPT), page: await start(SCRIPT, { kind: 'page', url: 'popup.html' }) };
  };

  it('typed messages are answered, both ways', async () => {
    const { background, page } = await startTwo();
    expect(await page.call('send', 'double', 21)).toEqual({ doubled: 42, from: true });
    expect(await background.call('send', 'double', 4)).toEqual({ doubled: 8, from: true });
  });

  it('what a listener throws is thrown at the sender', async () => {
    const { page } = await startTwo();
    await expect(page.call('send', 'fail', 'too far')).rejects.toMatchObject({ message: 'too far' });
  });

  it('nobody listens to this type', async () => {
    const { page } = await startTwo();
    await expect(page.call('send', 'unheard', 1)).rejects.toEqual({ name: 'Error', message: unheard });
  });

  it('a receiver that stops listening, and one that is gone', async () => {
    const { background, page } = await startTwo();
    await background.call('stopListening');
    await expect(page.call('send', 'double', 1)).rejects.toEqual(NOBODY);
    await background.close();
    await expect(page.call('send', 'double', 1)).rejects.toEqual(NOBODY);
  });

  it('a receiver that goes before it has answered', async () => {
    const { background, page } = await startTwo();
    const sent = expect(page.call('send', 'never', 1)).rejects.toEqual({ name: 'Error', message: gone });
    expect(await page.call('send', 'double', 1)).toMatchObject({ doubled: 2 }); // so the first has arrived
    await background.close();
    await sent;
  });

  it('a content script, by the number of its tab or of its frame', async () => {
    const { browser, start } = await createClientWorld(engine, { host_permissions: ['*://*/*'] });
    const background = await start(SCRIPT);
    const tab = browser.openTab('https://example.org/');
    const frame = tab.mainFrame.addFrame('https://example.org/frame.html');
    const script = await start(SCRIPT, { kind: 'content-script', frame: tab.mainFrame });
    const answer = { doubled: 42, from: true };
    expect(await background.call('send', 'double', 21, tab.id)).toEqual(answer);
    expect(await script.call('send', 'double', 21)).toEqual(answer);
    await expect(background.call('send', 'fail', 'too far', tab.id)).rejects.toMatchObject({ message: 'too far' });
    const inFrame = await start(SCRIPT, { kind: 'content-script', frame });
    expect(await background.call('send', 'double', 21, { tabId: tab.id, frameId: frame.id })).toEqual(answer);
    await inFrame.close();
    // The client waits for an answer without looking at lastError: none is an error of its own.
    await expect(background.call('send', 'double', 21, { tabId: tab.id, frameId: frame.id })).rejects.toEqual({
      name: 'Error',
      message: 'No response',
    });
  });
});
