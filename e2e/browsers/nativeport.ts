import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserOptions, BrowserTab, Renderers, TraceEvent } from '../../src/browser/node.js';
import type { EngineName } from '../../src/engines/index.js';
import type { NodeRenderers } from '../../src/tools/runner/index.js';
import type { NodeDocument, PageSource } from '../../src/tools/runner/page/index.js';
import type { ConsoleLine, Driver, LoadedExtension, Tab } from './driver.js';
import { ThrowAwayHome } from './throw-away.js';
import { WEB_HOSTS } from './web.js';

/** The build: a background runs in a thread, and a thread starts from a JavaScript file. */
const BUILD = path.resolve(import.meta.dirname, '../../dist');

/** Whose places for host manifests, and where that is below HOME. Source: src/locations. */
const PLACES = {
  chromium: {
    browser: 'chromium',
    linux: '.config/chromium/NativeMessagingHosts',
    darwin: 'Library/Application Support/Chromium/NativeMessagingHosts',
  },
  firefox: {
    browser: 'firefox',
    linux: '.mozilla/native-messaging-hosts',
    darwin: 'Library/Application Support/Mozilla/NativeMessagingHosts',
  },
} as const;

type Report = Parameters<NonNullable<ConstructorParameters<typeof NodeRenderers>[0]['onReport']>>[0];

/** What a script wrote to its console, or did not catch. */
function consoleLine(report: Report['report']): ConsoleLine {
  if (report.type === 'error') return { by: 'browser', level: 'error', text: report.message };
  return { by: report.by, level: report.level, text: report.args.map(String).join(' ') };
}

const CRASHED = 'PAGE_CRASHED';

/**
 * What the browser writes to a console, and what listeners throw; and what no script has caused, such as a file that is
 * missing: no browser says that.
 */
function tracedLine(event: TraceEvent): ConsoleLine | undefined {
  if (event.type === 'console') return consoleLine(event);
  if (event.type !== 'error' || event.code === CRASHED) return undefined;
  const isOfScript = event.context !== undefined && event.code === undefined;
  return { by: 'browser', level: 'error', text: isOfScript ? event.message : `nativeport: ${event.message}` };
}

type Build = Pick<typeof import('../../src/browser/node.js'), 'createBrowser'> &
  Pick<typeof import('../../src/tools/runner/index.js'), 'NodeRenderers'>;

async function readBuild(): Promise<Build> {
  const files = ['browser/node.js', 'tools/runner/index.js'];
  const found = files.map((file) => path.join(BUILD, file));
  const missing = found.find((file) => !existsSync(file));
  if (missing !== undefined) throw new Error(`${missing} is missing. Build it first: npm run build`);
  const modules = await Promise.all(found.map((file) => import(pathToFileURL(file).href)));
  return Object.assign({}, ...modules);
}

/** The small web: the same files on each of its sites, and nothing else. */
function pageAt(url: string, folder: string | undefined): PageSource {
  const { hostname, pathname } = new URL(url);
  const file = path.join(folder ?? '', pathname);
  const isThere =
    folder !== undefined && WEB_HOSTS.includes(hostname) && statSync(file, { throwIfNoEntry: false })?.isFile();
  return isThere ? { file } : { html: '' };
}

/** Starts nativeport, behaving like one browser, with a HOME of its own. */
export async function startNativeport(engine: EngineName): Promise<Driver> {
  const build = await readBuild();
  const place = new ThrowAwayHome();
  const { browser, ...folders } = PLACES[engine];
  const platform = process.platform === 'darwin' ? 'darwin' : 'linux';
  let pages: string | undefined;
  let run: ScenarioBrowser | undefined;

  return {
    engine,
    name: `nativeport as ${engine}`,
    hostManifests: path.join(place.home, folders[platform]),
    home: place.home,
    servePages(folder) {
      pages = folder;
    },
    async openTab(url) {
      if (!run) throw new Error('No extension is loaded.');
      return run.openTab(url);
    },
    async load(directory, heard) {
      run ??= new ScenarioBrowser(build, {
        engine,
        heard,
        pages,
        settings: { browser, home: place.home, env: place.env },
        closed: () => {
          run = undefined;
        },
      });
      return run.load(directory);
    },
    close: () => place.remove(async () => undefined),
  };
}

interface ScenarioParts {
  readonly engine: EngineName;
  readonly pages: string | undefined;
  readonly settings: Omit<BrowserOptions, 'engine' | 'renderers' | 'onTrace'>;
  heard(line: ConsoleLine): void;
  closed(): void;
}

/** One browser for each scenario, made of the parts that `nativeport run` is made of. */
class ScenarioBrowser {
  readonly #build: Build;
  readonly #parts: ScenarioParts;
  readonly #browser: Browser;
  readonly #shown = new Map<string, NodeDocument>(); // by their ids

  constructor(build: Build, parts: ScenarioParts) {
    this.#build = build;
    this.#parts = parts;
    this.#browser = build.createBrowser({
      ...parts.settings,
      engine: parts.engine,
      renderers: this.#renderers(),
      onTrace(event) {
        const line = tracedLine(event);
        if (line) parts.heard(line);
      },
    });
    this.#browser.openTab('about:blank'); // a browser starts with one
  }

  async load(directory: string): Promise<LoadedExtension> {
    const extension = await this.#browser.loadExtension(directory);
    return {
      clickAction: async () => extension.click(),
      openPage: async (file) => this.openTab(new URL(file, extension.baseUrl).href),
      stopBackground: () => extension.suspendBackground(),
      setEnabled: async (isEnabled) => (isEnabled ? extension.enable() : extension.disable()),
      reload: () => extension.reload(),
      unload: async () => {
        this.#parts.closed();
        for (const tab of this.#browser.tabs) tab.close();
        await Promise.all([...this.#shown.values()].map((document) => document.end()));
        await this.#browser.close(); // with all extensions
      },
    };
  }

  openTab(url: string): Tab {
    const tab = this.#browser.openTab(url);
    return {
      click: async (selector) => this.#shownIn(tab).click(selector),
      go: async (address) => void tab.navigate(address),
      back: async () => void tab.back(),
      forward: async () => void tab.forward(),
      reload: async () => void tab.reload(),
      close: async () => tab.close(),
      crash: () => this.#shownIn(tab).thread.kill(),
    };
  }

  #shownIn(tab: BrowserTab): NodeDocument {
    const shown = this.#shown.get(tab.document.id);
    if (!shown) throw new Error(`${tab.url} has not been loaded.`);
    return shown;
  }

  #renderers(): Renderers {
    const { engine, pages, heard } = this.#parts;
    const node = new this.#build.NodeRenderers({
      engine,
      pages: (url) => pageAt(url, pages),
      onReport: ({ report }) => heard(consoleLine(report)),
    });
    return {
      startBackground: (site) => node.startBackground(site),
      loadDocument: (site) => {
        const document = node.loadDocument(site);
        this.#shown.set(site.documentId, document);
        return document;
      },
      close: () => node.close(),
    };
  }
}
