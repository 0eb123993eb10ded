import type { EngineName } from '../../../engines/index.js';

/** What a background can see of an engine besides `chrome` and `browser`. */
export interface BackgroundWords {
  userAgent(platform: NodeJS.Platform): string;
  readonly vendor: string;
  /** A module specifier that is neither a URL nor starts with `/`, `./` or `../`. */
  bareSpecifier(specifier: string): string;
  moduleNotLoaded(url: string): string;
  readonly importRefused: string;
  readonly importScriptsInModule: string;
  importScriptsFailed(url: string): string;
}

// Sources: Chromium, module_record_resolver and worker_global_scope.cc; Firefox, dom/locales/en-US, js.properties.
// The versions of the user agents are those that nativeport was compared with.
export const WORDS: Record<EngineName, BackgroundWords> = {
  chromium: {
    userAgent: (platform) =>
      `Mozilla/5.0 (${CHROMIUM_SYSTEMS[platform] ?? CHROMIUM_SYSTEMS.linux}) AppleWebKit/537.36 (KHTML, like Gecko) ` +
      'Chrome/156.0.0.0 Safari/537.36',
    vendor: 'Google Inc.',
    bareSpecifier: (specifier) =>
      `Failed to resolve module specifier "${specifier}". Relative references must start with either "/", "./", or "../".`,
    moduleNotLoaded: (url) => `Failed to fetch dynamically imported module: ${url}`,
    importRefused:
      'import() is disallowed on ServiceWorkerGlobalScope by the HTML specification. ' +
      'See https://github.com/w3c/ServiceWorker/issues/1356.',
    importScriptsInModule:
      "Failed to execute 'importScripts' on 'WorkerGlobalScope': Module scripts don't support importScripts().",
    importScriptsFailed: (url) =>
      `Failed to execute 'importScripts' on 'WorkerGlobalScope': The script at '${url}' failed to load.`,
  },
  firefox: {
    userAgent: (platform) =>
      `Mozilla/5.0 (${FIREFOX_SYSTEMS[platform] ?? FIREFOX_SYSTEMS.linux}; rv:153.0) Gecko/20100101 Firefox/153.0`,
    vendor: '',
    bareSpecifier: (specifier) =>
      `The specifier “${specifier}” was a bare specifier, but was not remapped to anything. ` +
      'Relative module specifiers must start with “./”, “../” or “/”.',
    moduleNotLoaded: (url) => `error loading dynamically imported module: ${url}`,
    importRefused: 'import() is disallowed on ServiceWorkerGlobalScope.',
    importScriptsInModule: "Can't use importScripts in a module worker.",
    importScriptsFailed: (url) => `Failed to load worker script at “${url}”`,
  },
};

const CHROMIUM_SYSTEMS: Partial<Record<NodeJS.Platform, string>> & { linux: string } = {
  linux: 'X11; Linux x86_64',
  darwin: 'Macintosh; Intel Mac OS X 10_15_7',
  win32: 'Windows NT 10.0; Win64; x64',
};
const FIREFOX_SYSTEMS: Partial<Record<NodeJS.Platform, string>> & { linux: string } = {
  linux: 'X11; Linux x86_64',
  darwin: 'Macintosh; Intel Mac OS X 10.15',
  win32: 'Windows NT 10.0; Win64; x64',
};
