import {
  type ContentScript,
  contentScriptsOf,
  type ExtensionManifest,
  type Family,
  type ScriptDocument,
  scriptMatches,
} from '../../manifest/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { Injection } from '../renderers.js';
import type { PageDocument } from '../tabs/page-document.js';

/** A content script that extension code has registered. */
export interface RegisteredScript {
  readonly id: string;
  readonly script: ContentScript;
  /** What it was registered with. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** The content scripts of an extension: of its manifest, and those that it has registered since. */
export class ContentScripts {
  readonly registered = new Map<string, RegisteredScript>();
  readonly #extension: string;
  readonly #ofManifest: readonly ContentScript[];

  constructor(extension: string, manifest: ExtensionManifest, family: Family) {
    this.#extension = extension;
    this.#ofManifest = contentScriptsOf(manifest, family);
  }

  /** What runs in a document, in order. */
  injectionsFor(document: PageDocument): Injection[] {
    if (this.#ofManifest.length + this.registered.size === 0) return [];
    const asked: ScriptDocument = {
      url: document.url,
      isMainFrame: document.frame.parent === undefined,
      isSandboxed: document.isSandboxed,
      ...(document.creator && {
        creatorUrl: document.creator.webAddress,
        creatorOrigin: document.creator.origin,
      }),
    };
    const scripts = [...this.#ofManifest, ...[...this.registered.values()].map(({ script }) => script)];
    return scripts
      .filter((script) => scriptMatches(script, asked))
      .map(({ js, css, runAt, world }) => ({
        extension: this.#extension,
        world: world === 'MAIN' ? 'main' : 'isolated',
        runAt,
        css,
        scripts: js.map((file) => ({ file })),
      }));
  }

  /** Where the engine does that, they run in what is there already when the extension starts. */
  runInOpenDocuments({ tabs, engine }: BrowserParts): void {
    if (!engine.tabs.injectsIntoOpenDocuments) return;
    for (const document of tabs.all.flatMap((tab) => [...tab.document.tree()])) {
      if (document.rendered === undefined) continue;
      for (const injection of this.injectionsFor(document)) void document.rendered.inject(injection);
    }
  }

  /** Whether the manifest has one that runs in main frames of this address. */
  matches(url: string): boolean {
    return this.#ofManifest.some((script) => scriptMatches(script, { url, isMainFrame: true }));
  }
}
