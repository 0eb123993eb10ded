// A browser whose backgrounds and content scripts all run in this thread: what is measured is nativeport alone, no thread and
// no DOM. Backgrounds live as in the browser: they are watched, and would fall asleep.
import { createBrowser, createContext, createMemoryBridge } from '../../dist/browser/node.js';

/** An extension with a background and a content script for every page of the web. */
export const manifestOf = (number) => ({
  manifest_version: 3,
  name: `benchmark ${number}`,
  version: '1.0',
  background: { service_worker: 'background.js', scripts: ['background.js'] },
  content_scripts: [{ matches: ['http://*/*'], js: ['content.js'] }],
  browser_specific_settings: { gecko: { id: `benchmark-${number}@nativeport.example` } },
});

/**
 * `started(extensionId, chrome)` is called with each background, `injected(tabId, extensionId, chrome)` with each content
 * script.
 */
export async function startHere(engineName, extensions, { started, injected }) {
  let engine;
  const contexts = new Map(); // document id -> what ends its contexts
  const attach = (serve) => {
    const bridge = createMemoryBridge();
    const site = serve(bridge.browser);
    return site && createContext({ engine, bridge: bridge.context, extension: site.extension });
  };
  const browser = createBrowser({
    engine: engineName,
    backForwardCache: false,
    renderers: {
      startBackground(site) {
        const context = attach((bridge) => site.attach(bridge, `${site.extension.baseUrl}background.js`));
        queueMicrotask(() => {
          started(site.extension.id, context.chrome);
          site.loaded();
        });
        return { end: async () => context.dispose() };
      },
      loadDocument(site) {
        queueMicrotask(() => {
          const made = [];
          for (const { extension } of site.injections) {
            const context = attach((bridge) => site.attach('content-script', bridge, extension));
            if (context === undefined) continue;
            made.push(context);
            injected(site.tab, extension, context.chrome);
          }
          contexts.set(site.documentId, made);
          site.events.became('interactive');
          site.events.became('complete');
        });
        return {
          freeze: () => undefined,
          thaw: () => undefined,
          inject: async () => [],
          async end() {
            for (const context of contexts.get(site.documentId) ?? []) context.dispose();
            contexts.delete(site.documentId);
          },
        };
      },
      close: async () => undefined,
    },
  });
  ({ engine } = browser);
  for (let number = 1; number <= extensions; number += 1) {
    const extension = await browser.loadExtension(manifestOf(number));
    await extension.wakeBackground();
  }
  return browser;
}
