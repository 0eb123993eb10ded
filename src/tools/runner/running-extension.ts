import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Extension } from '../../browser/node.js';
import { optionsPageOf, popupOf } from '../../manifest/index.js';
import { backgroundBusy, optionsNone, pageBusy, popupNone } from './errors.js';
import { ExtensionFiles } from './extension-files.js';
import type { RunningExtension, RunPage } from './extension-run.js';
import type { Pending } from './pending.js';
import { OpenPage, type OpenPageParts } from './run-pages.js';
import type { RunStep } from './run-steps.js';

/** What an extension needs of the run that it is in. */
export interface RunParts extends OpenPageParts {
  readonly browser: Browser;
  /** A page in no tab was opened. */
  opened(page: RunPage): void;
  readonly pending: Pending;
}

/** An extension of a run, whose files are in a folder. */
export class LoadedExtension implements RunningExtension {
  readonly #parts: RunParts;

  #extension: Extension;

  #loaded: Promise<void>;
  #actionPopup: OpenPage | undefined;
  constructor(parts: RunParts, extension: Extension) {
    this.#parts = parts;
    this.#extension = extension;
    this.#loaded = this.#awaitBackground();
  }

  /** Resolves when the scripts of its background have run, or could not. */
  get loaded(): Promise<void> {
    return this.#loaded;
  }

  get id(): string {
    return this.#extension.id;
  }

  get name(): string {
    return this.#extension.manifest.name;
  }

  async clickAction(): Promise<void> {
    if (this.#popup !== undefined) {
      this.#actionPopup?.close();
      this.#actionPopup = this.#openPopup(this.#popupAddress());
      await this.#pageLoaded(this.#actionPopup);
      return;
    }
    this.#extension.click();
    this.#parts.tell({ type: 'action.clicked', extension: this.id });
  }

  async openPage(file: string, askedBy = 'openPage'): Promise<RunPage> {
    return this.#openTab(this.#addressOf(file, askedBy));
  }

  async openPopup(file?: string, askedBy = 'openPopup'): Promise<RunPage> {
    const popup = this.#openPopup(file === undefined ? this.#popupAddress() : this.#addressOf(file, askedBy));
    await this.#pageLoaded(popup);
    return popup;
  }

  async openOptions(): Promise<RunPage> {
    return this.#openTab(this.#optionsAddress());
  }

  /**
   * Throws what a step would throw, and does nothing.
   *
   * @throws {BrowserError} `ACTION_MISSING`
   * @throws {RunnerError} `FILE_MISSING`, `FILE_OUTSIDE`, `OPTIONS_NONE`, `POPUP_NONE`
   */
  check(step: RunStep): void {
    switch (step.do) {
      case 'open-page':
        this.#addressOf(step.file, '--tab');
        break;
      case 'open-popup':
        if (step.file === undefined) this.#popupAddress();
        else this.#addressOf(step.file, '--page');
        break;
      case 'open-options':
        this.#optionsAddress();
        break;
      case 'click-action':
        if (this.#popup === undefined) this.#extension.checkClick();
        else this.#popupAddress();
        break;
      case 'open-tab':
      case 'click':
        break;
    }
  }
  /** It was loaded again, as another one. */
  replaced(extension: Extension): void {
    this.#extension = extension;
    this.#loaded = this.#awaitBackground();
  }

  async #openTab(url: string): Promise<OpenPage> {
    const tab = new OpenPage(this.#parts.browser.openTab(url), this.#parts);
    await this.#pageLoaded(tab);
    return tab;
  }

  #openPopup(page: string): OpenPage {
    const popup = new OpenPage(this.#extension.openPopup(page), this.#parts);
    this.#parts.opened(popup);
    return popup;
  }

  #awaitBackground(): Promise<void> {
    return this.#parts.pending.during(this.#extension.wakeBackground(), backgroundBusy);
  }

  #pageLoaded(page: OpenPage): Promise<void> {
    return this.#parts.pending.during(page.loaded(), (seconds) => pageBusy(page.url, seconds));
  }

  get #popup(): string | undefined {
    return popupOf(this.#extension.manifest);
  }

  #popupAddress(): string {
    if (this.#popup === undefined) throw popupNone();
    return this.#addressOfNamed(this.#popup);
  }

  #optionsAddress(): string {
    const page = optionsPageOf(this.#extension.manifest);
    if (page === undefined) throw optionsNone();
    return this.#addressOfNamed(page);
  }
  /** The address of a page that the manifest names. */

  #addressOfNamed(page: string): string {
    const { baseUrl, directory } = this.#extension;
    const url = new URL(page, baseUrl);
    if (directory !== undefined) new ExtensionFiles(directory, baseUrl).locate(url, 'manifest.json');
    return url.href;
  }
  /** The address of a file that is there. A path that leads into the folder from where we are will do, too. */

  #addressOf(file: string, askedBy: string): string {
    const { baseUrl, directory } = this.#extension;
    const url = new URL(encodeURI(file), baseUrl);
    if (directory === undefined) return url.href;
    try {
      new ExtensionFiles(directory, baseUrl).locate(url, askedBy);
      return url.href;
    } catch (error) {
      const inside = pathInside(directory, file);
      if (inside === undefined) throw error;
      return new URL(encodeURI(inside), baseUrl).href;
    }
  }
}
/** Where a path of this process leads in a folder; undefined: not to a file in it. */
function pathInside(directory: string, file: string): string | undefined {
  try {
    const inside = path.relative(directory, realpathSync(file));
    const isThere = statSync(file).isFile() && !inside.startsWith('..') && !path.isAbsolute(inside);
    return isThere ? inside.split(path.sep).join('/') : undefined;
  } catch {
    return undefined;
  }
}
