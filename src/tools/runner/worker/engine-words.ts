import type { EngineName } from '../../../engines/index.js';

/** What a background can see of an engine besides `chrome` and `browser`. */
export interface BackgroundWords {
  userAgent(platform: NodeJS.Platform): string;
  readonly vendor: string;
  /** A module specifier that is neither a URL nor starts with `/`, `./` or `../`. */
  bareSpecifier(specifier: string): string;
  moduleNotLoaded(url: string): string;
  readonly importRefused: string;
  /** `eval`, or a constructor of functions, against the content security policy. */
  evalRefused(name: 'eval' | 'Function'): string;
  readonly importScriptsInModule: string;
  importScriptsFailed(url: string): string;
  /** A script of `importScripts` with a syntax error, which V8 words. */
  importScriptsSyntax(text: string): string;
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
    evalRefused: () =>
      'Evaluating a string as JavaScript violates the following Content Security Policy directive because ' +
      "'unsafe-eval' is not an allowed source of script: script-src 'self' 'wasm-unsafe-eval' " +
      "'inline-speculation-rules' http://localhost:* http://127.0.0.1:*\".\n",
    importScriptsInModule:
      "Failed to execute 'importScripts' on 'WorkerGlobalScope': Module scripts don't support importScripts().",
    importScriptsFailed: (url) =>
      `Failed to execute 'importScripts' on 'WorkerGlobalScope': The script at '${url}' failed to load.`,
    importScriptsSyntax: (text) => `Failed to execute 'importScripts' on 'WorkerGlobalScope': ${text}`,
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
    evalRefused: (name) => `call to ${name}() blocked by CSP`,
    importScriptsInModule: "Can't use importScripts in a module worker.",
    importScriptsFailed: (url) => `Failed to load worker script at “${url}”`,
    importScriptsSyntax: (text) => text,
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
