// What nativeport gives is what the sources of the sample add-on take.
import { type AttachedContext, createBrowser } from '../../../src/browser/node.js';
import { type ContextEnd, type ContextExtension, createContext, ENGINES } from '../../../src/context/index.js';
import { startBackground, tellAll } from './background.js';
import { askAnother, startContentScript } from './content-script.js';

async function attached(): Promise<void> {
  const extension = await createBrowser({ engine: 'firefox' }).loadExtension('./add-on');
  const context: AttachedContext<typeof browser> = extension.attach<typeof browser>();
  startBackground(context.browser);
  startBackground(context.chrome); // in Manifest V3 the same object
  await tellAll(context.browser, { kind: 'question', text: 'all' });
  const page = extension.attach<typeof browser>({ kind: 'page' });
  startContentScript(page.browser, 'some words').disconnect();
  await askAnother(page.browser, 'another@example.org');
  // @ts-expect-error: `@types/firefox-webext-browser` has no such API, and nothing invents one
  context.browser.nothing();
}
void attached;

declare const bridge: ContextEnd;
declare const description: ContextExtension;
startBackground(createContext<typeof browser>({ engine: ENGINES.firefox, bridge, extension: description }).browser);
