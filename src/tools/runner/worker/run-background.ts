import { setImmediate } from 'node:timers';
import type { BackgroundSetup } from '../background-setup.js';
import type { RunnerError } from '../errors.js';
import { scriptInline } from '../errors.js';
import type { ExtensionFiles } from '../extension-files.js';
import type { BackgroundWords } from './engine-words.js';
import { ExtendableEvent, InstallEvent } from './global-events.js';
import { type PageScript, scriptsOf } from './page-scripts.js';
import type { GlobalScope } from './scope.js';
import type { Scripts } from './scripts.js';

export interface BackgroundParts {
  readonly setup: BackgroundSetup;
  readonly files: ExtensionFiles;
  readonly words: BackgroundWords;
  readonly scope: GlobalScope;
  readonly scripts: Scripts;
  /** Gets what the browser's console would complain about. */
  readonly warn: (problem: RunnerError) => void;
  readonly failed: (error: unknown) => void;
}

const MANIFEST = 'manifest.json';

/** Runs the scripts of a background, in order, and fires the events of its start. Resolves when that is done. */
export async function runBackground(parts: BackgroundParts): Promise<void> {
  const { setup, files } = parts;
  const { background } = setup;
  const at = (file: string): URL =>
    new URL(encodeURI(file).replace(/[?#]/g, encodeURIComponent), setup.extension.baseUrl);
  if (background.kind === 'service-worker') return runWorker(parts, at(background.file), background.module);
  if (background.kind === 'scripts') {
    const scripts = background.files.map((file) => ({ url: at(file), isModule: background.module }));
    return runPage(parts, scripts, MANIFEST);
  }
  const page = at(background.file);
  try {
    const html = new TextDecoder().decode(files.read(page, MANIFEST).bytes);
    const isRunnable = ({ source, line }: PageScript): boolean => {
      if (source === undefined) parts.warn(scriptInline(background.file, line));
      return source !== undefined;
    };
    const scripts = scriptsOf(html)
      .filter(isRunnable)
      .map(({ source = '', isModule }) => ({ url: new URL(source, page), isModule }));
    await runPage(parts, scripts, background.file);
  } catch (error) {
    parts.failed(error);
  }
}

async function runWorker(
  { scope, scripts, words, failed }: BackgroundParts,
  url: URL,
  isModule: boolean,
): Promise<void> {
  const importScripts = (...addresses: unknown[]): void => {
    if (isModule) throw new TypeError(words.importScriptsInModule);
    scripts.importScripts(url, addresses);
  };
  Object.defineProperty(globalThis, 'importScripts', { value: importScripts, writable: true, configurable: true });
  let isSound = true;
  const track = (error: unknown): void => {
    isSound = false;
    failed(error);
  };
  if (isModule) await scripts.runModule(url, MANIFEST, track);
  else scripts.runClassic(url, MANIFEST, track);
  if (!isSound) return; // a worker that threw is not installed
  for (const [event, before, after] of [
    [new InstallEvent('install'), 'installing', 'installed'],
    [new ExtendableEvent('activate'), 'activating', 'activated'],
  ] as const) {
    await aTurnLater();
    scope.becomeWorker(before);
    scope.events.dispatch(event);
    await ExtendableEvent.settled(event);
    scope.becomeWorker(after);
  }
}

/** Each event of a worker is a task of its own. */
const aTurnLater = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface ScriptAt {
  readonly url: URL;
  readonly isModule: boolean;
}

/** Classic scripts run at once, modules after the page was parsed; one that fails does not keep the next from running. */
async function runPage(
  { scope, scripts, failed }: BackgroundParts,
  list: readonly ScriptAt[],
  wantedBy: string,
): Promise<void> {
  for (const { url } of list.filter(({ isModule }) => !isModule)) scripts.runClassic(url, wantedBy, failed);
  scope.page?.become('interactive');
  for (const { url } of list.filter(({ isModule }) => isModule)) await scripts.runModule(url, wantedBy, failed);
  const loaded = new Event('DOMContentLoaded', { bubbles: true });
  scope.page?.scope.dispatch(loaded);
  scope.events.dispatch(new Event('DOMContentLoaded'));
  scope.page?.become('complete');
  scope.events.dispatch(new Event('load'));
}
