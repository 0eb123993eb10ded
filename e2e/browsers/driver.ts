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
  /** Resolves when the browser, its hosts and its folders are gone. */
  close(): Promise<void>;
}

export interface LoadedExtension {
  /** Opens a page of the extension, as a user who types its address. Its console is heard, too. */
  openPage(file: string): Promise<void>;
  /** As if the user had clicked the extension's button in the toolbar. */
  clickAction(): Promise<void>;
  /** Before the extension goes, all console lines that it has caused so far are heard. */
  unload(): Promise<void>;
}

/** `by`: whether a script wrote it, or the browser itself (an uncaught error, an unchecked lastError). */
export interface ConsoleLine {
  readonly by: 'extension' | 'browser';
  readonly level: string;
  readonly text: string;
}
