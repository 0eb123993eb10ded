import {
  type AttachedContext,
  type AttachOptions,
  type BrowserOptions,
  createBrowser,
  type Extension,
  type ExtensionApi,
  type Port,
  type TraceEvent,
} from '../../src/browser/node.js';
import type { EngineName } from '../../src/engines/index.js';
import { FakeConnections } from './fake-connections.js';
import { HeldTasks } from './held-tasks.js';

export const OWN = { chromium: 'a'.repeat(32), firefox: 'own@example.org' } as const;
export const OTHER = { chromium: 'b'.repeat(32), firefox: 'other@example.org' } as const;

/** A browser with two extensions, in which the test attaches contexts. All share one task queue, held by the test. */
export async function createSeveral(
  engine: EngineName,
  manifests: { own?: Record<string, unknown>; other?: Record<string, unknown> } = {},
  options: Partial<BrowserOptions> = {},
) {
  const trace: TraceEvent[] = [];
  const uncaught: unknown[] = [];
  const tasks = new HeldTasks();
  const connections = new FakeConnections();
  const browser = createBrowser({
    engine,
    connections,
    onTrace: (event) => trace.push(event),
    onUncaughtError: (error) => uncaught.push(error),
    ...options,
  });
  const load = (id: string, manifest = {}): Promise<Extension> =>
    browser.loadExtension({ manifest_version: 3, name: id, version: '1', ...manifest }, { id });
  const own = await load(OWN[engine], manifests.own);
  const other = await load(OTHER[engine], manifests.other);
  const attach = (options: AttachOptions = {}, to = own): AttachedContext<ExtensionApi> =>
    to.attach<ExtensionApi>({ tasks, ...options });
  /** What a call of the API comes to. */
  const ask = async (promise: unknown): Promise<unknown> => {
    const outcome = settled(promise);
    await tasks.run();
    return outcome;
  };
  return { browser, own, other, attach, ask, tasks, trace, uncaught, connections };
}

/** Why ports and messages were not received, in order, as the trace tells it. */
export const reasonsIn = (trace: readonly TraceEvent[]): string[] =>
  trace.flatMap((event) => (event.type === 'port.closed' && event.reason ? [event.reason.code] : []));

/** Keeps what happens to a port, in order. */
export function listenTo({ chrome }: AttachedContext<ExtensionApi>, port: Port): unknown[] {
  const heard: unknown[] = [];
  port.onMessage.addListener((message) => heard.push(message));
  port.onDisconnect.addListener(() => {
    heard.push(`closed: ${chrome.runtime.lastError?.message ?? port.error?.message ?? 'in peace'}`);
  });
  return heard;
}

/** Keeps the ports that a context gets, and listens to each. */
export function receive(
  context: AttachedContext<ExtensionApi>,
  event: 'onConnect' | 'onConnectExternal' | 'onUserScriptConnect' = 'onConnect',
) {
  const ports: { port: Port; heard: unknown[] }[] = [];
  context.chrome.runtime[event].addListener((port) => ports.push({ port, heard: listenTo(context, port) }));
  return ports;
}

/** How a promise ends. */
export const settled = (promise: unknown): Promise<unknown> =>
  Promise.resolve(promise).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error instanceof Error ? `${error.name}: ${error.message}` : error }),
  );
