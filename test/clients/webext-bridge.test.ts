import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES } from '../browser/small-world.js';
import { createClientWorld } from './client-world.js';

const POPUP = { kind: 'page', url: 'popup.html' } as const;

describe.each(ENGINE_NAMES)('webext-bridge between background and popup, in %s', (engine) => {
  const startTwo = async () => {
    const { start } = await createClientWorld(engine);
    const background = await start('webext-bridge/background.js');
    return { background, popup: await start('webext-bridge/popup.js', POPUP) };
  };

  it('messages are answered, both ways', async () => {
    const { background, popup } = await startTwo();
    expect(await popup.call('send', 'double', { n: 21 }, 'background')).toMatchObject({ doubled: 42, asked: 'popup' });
    expect(await background.call('send', 'double', { n: 4 }, 'popup')).toMatchObject({
      doubled: 8,
      asked: 'background',
    });
  });

  it('what a listener throws is thrown at the sender, with its class', async () => {
    const { background, popup } = await startTwo();
    const failure = { name: 'RangeError', message: 'too far' };
    await expect(popup.call('send', 'fail', { message: 'too far' }, 'background')).rejects.toEqual(failure);
    await expect(background.call('send', 'fail', { message: 'too far' }, 'popup')).rejects.toEqual(failure);
    // The client throws once more where the listener is, for the console: nothing but `undefined`.
    await popup.call('whatWasStreamed'); // a task later
    expect([background.uncaught, popup.uncaught]).toEqual([['undefined'], ['undefined']]);
  });

  it('a stream, both ways', async () => {
    const { background, popup } = await startTwo();
    expect(await popup.call('stream', 'background', [1, 2, 3])).toEqual([{ seen: 1 }, { seen: 2 }, { seen: 3 }]);
    await popup.call('send', 'double', { n: 1 }, 'background'); // after the end of the stream
    expect(await background.call('whatWasStreamed')).toEqual([1, 2, 3, 'closed']);
  });

  it('a popup that goes before it has answered', async () => {
    const { background, popup } = await startTwo();
    const sent = expect(background.call('send', 'never', {}, 'popup')).rejects.toEqual({
      value: 'Transaction was ended before it could complete',
    });
    await background.call('send', 'double', { n: 1 }, 'popup'); // the first has arrived
    await popup.close();
    await sent;
  });

  it('a message to a popup that is not open waits for it', async () => {
    const { start } = await createClientWorld(engine);
    const background = await start('webext-bridge/background.js');
    const sent = background.call('send', 'double', { n: 1 }, 'popup');
    await start('webext-bridge/popup.js', POPUP);
    expect(await sent).toMatchObject({ doubled: 2, by: 'popup' });
  });
});
