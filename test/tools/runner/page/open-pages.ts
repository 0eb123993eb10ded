import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
// The built files: the thread is a file of its own, which Node loads by its name.
import {
  type Browser,
  createBrowser,
  createContext,
  createMemoryBridge,
  type Extension,
  type ExtensionApi,
} from '../../../../dist/browser/node.js';
import { ENGINES } from '../../../../dist/engines/index.js';
import { type DocumentReport, Documents, type NodeDocument } from '../../../../dist/tools/runner/page/index.js';
import type { EngineName } from '../../../../src/engines/index.js';
import { makeFolder } from '../../../fixtures/install-host.js';
import { writeExtension } from '../../extension-folder.js';

type DocumentsOptions = ConstructorParameters<typeof Documents>[0];
type DocumentSite = Parameters<Documents['loadDocument']>[0];
type BrowserSettings = Partial<Parameters<typeof createBrowser>[0]>;

export interface PagesSettings extends Omit<DocumentsOptions, 'engine' | 'onReport' | 'onIdle'> {
  readonly engine?: EngineName;
  /** Files of the extension. */
  readonly files?: Readonly<Record<string, string>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Files outside of the extension, in `folder`. */
  readonly outside?: Readonly<Record<string, string>>;
  readonly browser?: BrowserSettings;
  /** Called with `folder` before the browser starts. */
  readonly prepare?: (folder: string) => unknown;
  /** Plays the background: gets its `chrome`, before anything can arrive. */
  readonly background?: (chrome: ExtensionApi) => void;
  /** Called for each document before it is loaded. */
  readonly onSite?: (site: DocumentSite) => void;
}

export interface Pages {
  readonly browser: Browser;
  readonly documents: Documents;
  readonly extension: Extension;
  readonly folder: string;
  readonly reports: readonly DocumentReport[];
  /** What the consoles said: the context, then what it wrote. */
  said(): readonly (readonly unknown[])[];
  /** The first console line or error that matches, also one that has been. */
  heard(matches: (text: string) => boolean): Promise<DocumentReport>;
  /** The document that was loaded last at an address, as soon as there is one. */
  at(url: string): Promise<NodeDocument>;
  /** Opens a tab and waits until it is complete. */
  open(url: string, html?: string): Promise<{ tab: ReturnType<Browser['openTab']>; document: NodeDocument }>;
  /** Resolves when no document has anything left to do. */
  idle(): Promise<void>;
}

/** A browser whose documents are real; everything ends with the test. */
export async function startPages(settings: PagesSettings = {}): Promise<Pages> {
  const {
    engine = 'chromium',
    files = {},
    manifest = {},
    outside = {},
    browser: more,
    onSite,
    prepare,
    background: playBackground,
    ...options
  } = settings;
  const folder = makeFolder();
  for (const [name, text] of Object.entries(outside)) {
    const file = path.join(folder.path, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  prepare?.(folder.path);
  const reports: DocumentReport[] = [];
  const loaded: { url: string; document: NodeDocument }[] = [];
  let background: ExtensionApi | undefined;
  const watching = new Set<() => void>();
  const changed = (): void => {
    for (const look of [...watching]) look();
  };
  const until = <Found>(find: () => Found | undefined): Promise<Found> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        watching.delete(look);
        resolve(found);
      };
      watching.add(look);
      look();
    });
  const documents = new Documents({
    engine,
    spare: false, // one thread is enough for most tests, and takes its time to start
    ...options,
    onReport(report) {
      reports.push(report);
      changed();
    },
    onIdle: changed,
  });
  const browser = createBrowser({
    engine,
    ...more,
    renderers: {
      // Backgrounds are played by hand here, in this thread.
      startBackground(site) {
        const bridge = createMemoryBridge();
        const { extension: owner } = site.attach(bridge.browser, `${site.extension.baseUrl}background.js`);
        background = createContext({ engine: ENGINES[engine], bridge: bridge.context, extension: owner }).chrome;
        playBackground?.(background);
        setImmediate(() => site.loaded());
        return { end: async () => bridge.context.close() };
      },
      loadDocument(site) {
        onSite?.(site);
        const document = documents.loadDocument(site);
        loaded.push({ url: site.url, document });
        changed();
        return document;
      },
      close: () => documents.close(),
    },
  });
  onTestFinished(async () => {
    await browser.close();
    folder.remove();
  });
  const extension = await browser.loadExtension(
    writeExtension(path.join(folder.path, 'extension'), { 'background.js': '', ...files }, manifest),
  );
  const at = (url: string): Promise<NodeDocument> =>
    until(() => [...loaded].reverse().find((each) => each.url === url)?.document);
  return {
    browser,
    documents,
    extension,
    folder: folder.path,
    reports,
    said: () =>
      reports.map(({ context, report }) =>
        report.type === 'console' ? [context, ...report.args] : [context, report.message],
      ),
    heard: (matches) => until(() => reports.find((report) => matches(textOf(report)))),
    at,
    async open(url, html) {
      const tab = browser.openTab(url, html === undefined ? {} : { html });
      await tab.loaded();
      return { tab, document: await at(new URL(url).href) };
    },
    idle: () => until(() => (documents.isIdle ? true : undefined)).then(() => undefined),
  };
}

const textOf = ({ report }: DocumentReport): string =>
  report.type === 'console' ? report.args.map(String).join(' ') : report.message;

/** A page with these parts. */
export const page = (body: string, head = ''): string =>
  `<!DOCTYPE html><html><head>${head}</head><body>${body}</body></html>`;

/** A server that answers when it is told to. */
export async function startServer(): Promise<{ readonly url: string; readonly asked: Promise<ServerResponse> }> {
  let ask: (response: ServerResponse) => void = () => undefined;
  const asked = new Promise<ServerResponse>((resolve) => {
    ask = resolve;
  });
  const server = createServer((_request, response) => ask(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}
