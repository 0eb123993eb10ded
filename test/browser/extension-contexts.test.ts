import { expect, it } from 'vitest';
import { createMemoryBridge, type FromContext } from '../../src/context/index.js';
import { createSeveral, OWN } from './several-contexts.js';
import { ENGINE_NAMES } from './small-world.js';

const OPEN: FromContext = { type: 'open', channel: 1, api: 'connect', extension: '', name: '' };

it.each(
  ENGINE_NAMES.flatMap((engine) => [
    { engine, kind: 'page' as const, hears: [] },
    { engine, kind: 'content-script' as const, hears: engine === 'chromium' ? ['close', 'sync'] : [] },
  ]),
)('$engine: a $kind hears $hears when its extension goes, then that it is over', async ({ engine, kind, hears }) => {
  const { browser, own, attach, tasks } = await createSeveral(engine, {
    own: { content_scripts: [{ matches: ['https://example.com/*'], js: ['a.js'] }] },
  });
  attach().chrome.runtime.onConnect.addListener(() => undefined);
  const bridge = createMemoryBridge();
  const heard: string[] = [];
  bridge.context.listen({
    received(message) {
      heard.push(message.type);
      if (message.type === 'sync') bridge.context.send({ type: 'synced', sync: message.sync });
    },
    closed: () => void heard.push('over'),
  });
  const frame = browser.openTab('https://example.com/').mainFrame;
  own.attachOver(bridge.browser, kind === 'page' ? { kind } : { kind, frame });
  bridge.context.send({ ...OPEN, extension: OWN[engine] });
  await tasks.run();
  heard.length = 0;
  await own.unload();
  expect(heard).toEqual([...hears, 'over']);
});
