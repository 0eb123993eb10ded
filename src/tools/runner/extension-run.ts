import type { TraceEvent } from '../../browser/index.js';
import type { createBrowser } from '../../browser/node.js';
import type { EngineName } from '../../engines/index.js';
import type { RunStep, ShownPage } from './run-steps.js';

type BrowserSettings = Omit<
  Parameters<typeof createBrowser>[0],
  'engine' | 'onTrace' | 'onUncaughtError' | 'connections' | 'renderers'
>;
export interface RunOptions extends BrowserSettings {
  /** Folder of the unpacked extension. */
  readonly directory: string;
  /** Folders of further extensions, loaded right after it. Default: none. */
  readonly beside?: readonly string[];
  readonly engine: EngineName;
  /**
   * What is opened and clicked, in this order. What is opened waits until all before it has loaded, a click until things have
   * settled. A step that cannot be done is an error of the run, and ends the steps.
   */
  readonly steps?: readonly RunStep[];
  /** The run ends after so many milliseconds. Default: it does not. */
  readonly forMs?: number;
  /** Ends the run as soon as the effects of the last step have settled, even with ports open. Default false. */
  readonly untilQuiet?: boolean;
  /** Goes on although nothing is left to happen, because somebody may click. Default false. */
  readonly stays?: boolean;
  /** Largest heap of each background and each tab, in MiB; above it that one crashes. Default: Node's own limit. */
  readonly memoryMiB?: number;
  /** A warning tells of scripts that have not run to their end after so many milliseconds. Default 5000. */
  readonly busyMs?: number;
  /** Hears everything that happens, in order; `trace.ended` comes last. */
  readonly onTrace: (event: TraceEvent) => void;
}
/** How a run ended. */
export interface RunEnd {
  /** 0; or 1 after an error that nobody caught, or a step that could not be done; or what `stop` said. */
  readonly exitCode: number;
  readonly why: string;
}
/** A page that is shown. */
export interface RunPage {
  readonly url: string;
  /** False: it is closed. */
  readonly isOpen: boolean;
  /**
   * Clicks the first element that the CSS selector finds, as a user does.
   *
   * @throws {PageError} `ELEMENT_MISSING`, `SELECTOR_INVALID`
   */
  click(selector: string): Promise<void>;
  close(): void;
}
/** An extension in a run. */
export interface RunningExtension {
  readonly id: string;
  /** Of its manifest. */
  readonly name: string;
  /**
   * Clicks its button: its popup opens, or `action.onClicked` fires with the tab in front.
   *
   * @throws {BrowserError} `ACTION_MISSING`
   */
  clickAction(): Promise<void>;
  /**
   * Opens a page of it in a tab; resolves when it is complete.
   *
   * @throws {RunnerError} `FILE_MISSING`
   */
  openPage(file: string): Promise<RunPage>;
  /**
   * Opens the popup of its button, or another page of it, in no tab; resolves when it is complete.
   *
   * @throws {BrowserError} `POPUP_MISSING`
   * @throws {RunnerError} `FILE_MISSING`
   */
  openPopup(file?: string): Promise<RunPage>;
  /**
   * Opens its page of options in a tab; resolves when it is complete.
   *
   * @throws {BrowserError} `OPTIONS_MISSING`
   */
  openOptions(): Promise<RunPage>;
}

/** An extension that runs, and the browser around it. */
export interface ExtensionRun {
  /** The extension that it is about. */
  readonly extension: RunningExtension;
  /** Resolves after the last event, when no host and no thread is left. */
  readonly ended: Promise<RunEnd>;
  /** True when everything that the steps open is there and has settled; false when the run ends before. */
  readonly opened: Promise<boolean>;
  /** All extensions, in the order in which they were loaded. */
  readonly extensions: readonly RunningExtension[];
  /**
   * Opens a tab with an address of the web or of an extension; resolves when its document is complete. `shows`: what is
   * there in place of what the address has; from then on it is there for everybody.
   *
   * @throws {BrowserError} `ADDRESS_INVALID`
   * @throws {PageError} when the document cannot be loaded
   */
  openTab(url: string, shows?: ShownPage): Promise<RunPage>;
  /**
   * Clicks an element of the tab or page that was opened last.
   *
   * @throws {PageError} `ELEMENT_MISSING`, `SELECTOR_INVALID`
   * @throws {RunnerError} `PAGE_NONE`
   */
  click(selector: string): Promise<void>;
  /**
   * Loads another extension into the same browser and starts its background.
   *
   * @throws {BrowserError} as `loadExtension`
   * @throws {RunnerError} `BACKGROUND_NONE`, `FILE_MISSING`
   */
  loadBeside(directory: string): Promise<RunningExtension>;
  /**
   * Ends the extension with its hosts and starts it again from the files as they are now, then loads the tabs again; what
   * fails is an event.
   */
  reload(): Promise<void>;
  /** Ends the run, with `exitCode`; without it, with what the run has earned. */
  stop(why: string, exitCode?: number): void;
}
