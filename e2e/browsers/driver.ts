import type { EngineName } from '../../src/engines/index.js';

/** Something that runs extensions: a real browser, or nativeport behaving like it. */
export interface Driver {
  readonly engine: EngineName;
  /** With the version, for people. */
  readonly name: string;
  /** The folder that it reads host manifests from, below a throw-away HOME. */
  readonly hostManifests: string;
  /** HOME of the browser and of its hosts. */
  readonly home: string;
  /**
   * Loads an unpacked extension and starts its background. `heard` gets every console line of it from the first one on,
   * in order. A second extension may be loaded beside it, with the same `heard`.
   */
  load(extensionFolder: string, heard: (line: ConsoleLine) => void): Promise<LoadedExtension>;
  /** From now on the addresses of `WEB_HOSTS` lead to the files of this folder; undefined: to nothing. */
  servePages(folder: string | undefined): void;
  /** Opens an address in a new tab, in front of the others. Its console is heard, too. */
  openTab(url: string): Promise<Tab>;
  /** Resolves when the browser, its hosts and its folders are gone. */
  close(): Promise<void>;
}

/** One tab. All do as a user would, and resolve when the browser has begun to do it. */
export interface Tab {
  /** Clicks the first element of the main frame that the CSS selector finds. */
  click(selector: string): Promise<void>;
  go(url: string): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
  /** The process that shows the page is gone at once. */
  crash(): Promise<void>;
}

export interface LoadedExtension {
  /** Opens a page of the extension, as a user who types its address. Its console is heard, too. */
  openPage(file: string): Promise<Tab>;
  /** As if the user had clicked the extension's button in the toolbar. */
  clickAction(): Promise<void>;
  /** Ends the service worker, or the event page, as if it had been idle for too long. */
  stopBackground(): Promise<void>;
  /** As the switch in the browser's list of extensions. */
  setEnabled(isEnabled: boolean): Promise<void>;
  /** As the button in the browser's list of extensions: with the files as they are now. */
  reload(): Promise<void>;
  /** Before the extension goes, all console lines that it has caused so far are heard. */
  unload(): Promise<void>;
}

/** `by`: whether a script wrote it, or the browser itself (an uncaught error, an unchecked lastError). */
export interface ConsoleLine {
  readonly by: 'extension' | 'browser';
  readonly level: string;
  readonly text: string;
}
