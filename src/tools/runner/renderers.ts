import type { BackgroundSite, DocumentSite, Rendered, RenderedExtension, Renderers } from '../../browser/index.js';
import { ENGINES, type EngineName } from '../../engines/index.js';
import type { ExtensionManifest } from '../../manifest/index.js';
import { type BackgroundReport, Backgrounds } from './backgrounds.js';
import { opensDocuments } from './has-pages.js';
import { type DocumentReport, Documents, freeThreads, type NodeDocument, type PagesOf } from './page/index.js';
import type { TimedThreads } from './time-keeper.js';

export interface NodeRenderersOptions {
  readonly engine: EngineName;
  /** What to show at an address of the web in place of what is there. Default: everything comes from the network. */
  readonly pages?: PagesOf;
  /** Hears what scripts write to their consoles, and what they do not catch. */
  readonly onReport?: (report: BackgroundReport | DocumentReport) => void;
  /** Something may have become idle. */
  readonly onIdle?: () => void;
  /** Holds the time of all scripts at this moment, in milliseconds since the Unix epoch; `advanceTo` lets it go on. */
  readonly heldAt?: number;
  /** Documents will come, whatever extensions are loaded. Default false: what the manifests say counts. */
  readonly expectsDocuments?: boolean;
  /** More browsers will come in this process, so a thread is kept ready for the next background. Default false. */
  readonly expectsMore?: boolean;
  /** Largest heap of a background or a tab, in MiB; above it that one crashes, and only it. Default: Node's own limit. */
  readonly memoryMiB?: number;
}

/** Runs a browser's scripts in Node: a thread for each background, a thread with a DOM for each tab. */
export class NodeRenderers implements Renderers, TimedThreads {
  readonly backgrounds: Backgrounds;
  readonly #options: NodeRenderersOptions;
  #documents: Documents | undefined; // made with the first document: most runs need no DOM
  #now: number | undefined;

  constructor(options: NodeRenderersOptions) {
    this.#options = options;
    this.#now = options.heldAt;
    this.backgrounds = new Backgrounds(options);
  }

  startBackground(site: BackgroundSite): Rendered {
    const { extension } = site;
    return this.backgrounds.startBackground({
      extension,
      attach: (bridge, url) => site.attach(bridge, url),
      crashed: (error) => site.crashed(error),
      loaded: () => {
        if (this.#mayOpenDocuments(extension)) this.#prepare();
        site.loaded();
      },
    });
  }

  extensionStarted(extension: RenderedExtension): void {
    const isAlone = this.backgrounds.runningOf(extension.id) === undefined;
    if (this.#options.expectsDocuments === true || (isAlone && this.#mayOpenDocuments(extension))) this.#prepare();
  }

  loadDocument(site: DocumentSite): NodeDocument {
    const heldAt = this.#now;
    this.#documents ??= new Documents({ ...this.#options, ...(heldAt !== undefined && { heldAt }) });
    return this.#documents.loadDocument(site);
  }

  /** A document that is shown or in the back/forward cache, by its id. */
  documentOf(id: string): NodeDocument | undefined {
    return this.#documents?.documentOf(id);
  }

  /** Whether nothing that runs has anything left to do by itself. What sleeps is idle. */
  get isIdle(): boolean {
    return this.backgrounds.isIdle && (this.#documents?.isIdle ?? true);
  }

  get nextDue(): number | undefined {
    const due = [this.backgrounds.nextDue, this.#documents?.nextDue].filter((time) => time !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  advanceTo(now: number): void {
    this.#now = now;
    this.backgrounds.advanceTo(now);
    this.#documents?.advanceTo(now);
  }

  #mayOpenDocuments({ manifest }: RenderedExtension): boolean {
    return opensDocuments(manifest as ExtensionManifest, ENGINES[this.#options.engine].native.family);
  }

  /**
   * The first document would wait for the DOM library. So it is loaded at once where documents are certain, when the background
   * has run where they are likely, and never otherwise.
   */
  #prepare(): void {
    if (this.#documents === undefined && this.#options.memoryMiB === undefined) freeThreads.prepare();
  }

  async close(): Promise<void> {
    await Promise.all([this.backgrounds.close(), this.#documents?.close()]);
  }
}
