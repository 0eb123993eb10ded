import { BrowserCore } from '../../src/browser/browser-core.js';
import {
  createContext,
  createMemoryBridge,
  ENGINES,
  type EngineName,
  type ExtensionApi,
} from '../../src/context/index.js';
import { FakeConnections } from '../browser/fake-connections.js';
import { HeldTasks } from '../browser/held-tasks.js';

type ScriptKind = 'background' | 'page' | 'content-script' | 'user-script';
type Loaded = ReturnType<BrowserCore['load']>;

export const OWN = { chromium: 'a'.repeat(32), firefox: 'own@example.org' } as const;
export const OTHER = { chromium: 'b'.repeat(32), firefox: 'other@example.org' } as const;

/** A browser with tabs, in which the test makes contexts by hand. All share one task queue, held by the test. */
export function createTabbed(engineName: EngineName) {
  const engine = ENGINES[engineName];
  const connections = new FakeConnections();
  const tasks = new HeldTasks();
  const browser = new BrowserCore({ engine, connections });
  const load = (id: string, manifest: Record<string, unknown> = {}): Loaded =>
    browser.load({
      id,
      manifest: { manifest_version: 3, name: id, version: '1', ...manifest },
      baseUrl: `${engine.api.scheme}://${id}/`,
    });
  const open = (url: string) => browser.tabs.open(url);
  const attach = (extension: Loaded, kind: ScriptKind, tab?: ReturnType<typeof open>) => {
    const bridge = createMemoryBridge();
    extension.attachOver(bridge.browser, { kind }, tab?.mainFrame);
    return createContext<ExtensionApi>({
      engine,
      bridge: bridge.context,
      extension: extension.describe(kind),
      tasks,
    });
  };
  /** The API of a web page; undefined when no extension lets it in. */
  const attachPage = (tab: ReturnType<typeof open>) => {
    const bridge = createMemoryBridge();
    const attached = browser.pages.attachOver(tab.document, bridge.browser);
    if (!attached) return undefined;
    return createContext<ExtensionApi>({ engine, bridge: bridge.context, extension: attached.extension, tasks });
  };
  return { browser, load, open, attach, attachPage, tasks, connections };
}
