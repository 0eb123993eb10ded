import type { BackgroundSite, DocumentSite, Rendered, RenderedDocument, Renderers } from '../../browser/index.js';
import { Backgrounds, type BackgroundsOptions } from './backgrounds.js';
import { documentsMissing } from './errors.js';

/** Runs a browser's scripts in Node: a thread for each background. */
export class NodeRenderers implements Renderers {
  readonly backgrounds: Backgrounds;

  constructor(options: BackgroundsOptions) {
    this.backgrounds = new Backgrounds(options);
  }

  startBackground(site: BackgroundSite): Rendered {
    return this.backgrounds.startBackground(site);
  }

  loadDocument({ url, events }: DocumentSite): RenderedDocument {
    queueMicrotask(() => events.failed(documentsMissing(url)));
    return {
      freeze: () => undefined,
      thaw: () => undefined,
      inject: async () => [{ gone: true }],
      end: async () => undefined,
    };
  }

  /** Whether nothing that runs has anything left to do by itself. What sleeps is idle. */
  get isIdle(): boolean {
    return this.backgrounds.isIdle;
  }

  close(): Promise<void> {
    return this.backgrounds.close();
  }
}
