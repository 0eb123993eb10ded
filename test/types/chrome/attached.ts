// What nativeport gives is what the sources of the sample extension take.
import { type AttachedContext, createBrowser } from '../../../src/browser/node.js';
import {
  bridgeOverMessagePort,
  type ContextExtension,
  createContext,
  ENGINES,
  type ExtensionContext,
} from '../../../src/context/index.js';
import { startBackground, tellActiveTab } from './background.js';
import { ask, askWithCallback, startContentScript } from './content-script.js';

async function attached(): Promise<void> {
  const extension = await createBrowser({ engine: 'chromium' }).loadExtension('./extension');
  const context: AttachedContext<typeof chrome> = extension.attach<typeof chrome>();
  startBackground(context.chrome);
  startBackground(context.browser);
  await tellActiveTab(context.chrome, ['a']);
  const page = extension.attach<typeof chrome>({ kind: 'page', url: 'popup.html', realm: globalThis });
  startContentScript(page.chrome, (text) => console.log(text));
  await ask(page.chrome, { type: 'settings' });
  await askWithCallback(page.chrome, { type: 'forget', keys: [] });
  // @ts-expect-error: `@types/chrome` has no such API, and nothing invents one
  context.chrome.nothing();
  // @ts-expect-error: without a name, the API is nativeport's own
  extension.attach().chrome.bookmarks;
}
void attached;

declare const port: MessagePort;
declare const description: ContextExtension;
const remote: ExtensionContext<typeof chrome> = createContext<typeof chrome>({
  engine: ENGINES.chromium,
  bridge: bridgeOverMessagePort(port),
  extension: description,
});
startBackground(remote.chrome);
