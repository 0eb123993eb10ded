import path from 'node:path';
import { expect, it } from 'vitest';
import { writeExtension } from '../extension-folder.js';
import { startRun } from './start-run.js';

it.each(['chromium', 'firefox'] as const)(
  'a page and another extension run beside the background, as %s',
  async (engine) => {
    const background = (name: string) => ({
      name,
      background: engine === 'chromium' ? { service_worker: 'background.js' } : { scripts: ['background.js'] },
      browser_specific_settings: { gecko: { id: `${name}@example.org` } },
    });
    const answering = (event: string) =>
      `chrome.runtime.${event}.addListener((message, { id }, respond) => respond([message, id === chrome.runtime.id]))`;
    const run = await startRun(
      {
        'background.js': `${answering('onMessage')}; ${answering('onMessageExternal')}`,
        'page.html': '<script src="page.js"></script>',
        'page.js': 'chrome.runtime.sendMessage("from a page").then((answer) => console.log(answer))',
      },
      { engine, manifest: background('first'), stays: true },
    );
    const { extension: id } = await run.when('context.created');
    await run.running.extension.openPopup('page.html');
    const fromPage = await run.when('console', ({ context }) => context === 'page');
    expect(fromPage.args).toEqual([['from a page', true]]);
    const other = writeExtension(
      path.join(path.dirname(run.extension), 'other'),
      { 'background.js': `chrome.runtime.sendMessage("${id}", "hello").then((answer) => console.log(answer))` },
      background('second'),
    );
    await run.loadBeside(other);
    const fromOther = await run.when('console', ({ context }) => context === 'background-2');
    expect(fromOther.args).toEqual([['hello', false]]);
  },
);
