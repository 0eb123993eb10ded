import type { DocumentNews } from '../../protocol.js';
import type { DomDocument, DomElement } from '../dom/dom-types.js';
import { currentWorld } from '../world/current-world.js';
import type { FireEvent, ReadyState } from '../world/fired.js';
import type { ScriptWorld } from '../world/script-world.js';
import { type FramedDocument, PageFrame } from './page-frame.js';

let lastKey = 0;
export const nextFrameKey = (): number => {
  lastKey += 1;
  return lastKey;
};

/** A document with frame elements. */
export interface FrameOwner extends FramedDocument {
  frames: PageFrame[];
  readonly document: DomDocument;
  readonly readyState: ReadyState;
  news(news: DocumentNews): void;
  readonly fire: FireEvent;
  /** What a frame shows before the browser has sent a document. */
  emptyDocumentIn(frame: PageFrame): FramedDocument;
}

/** The frame elements of a document. */
export class FrameElements {
  readonly #document: FrameOwner;
  readonly #byElement = new Map<DomElement, PageFrame>();
  readonly #loading = new Set<PageFrame>();
  #resolveLoaded: (() => void)[] = [];

  constructor(document: FrameOwner) {
    this.#document = document;
  }

  inserted(element: DomElement): void {
    const document = this.#document;
    if (!document.isLive) return;
    const frame = new PageFrame(nextFrameKey(), element, document);
    this.#byElement.set(element, frame);
    this.#order();
    if (document.readyState !== 'complete') this.#loading.add(frame);
    const { key, isSandboxed } = frame;
    document.news({ news: 'frameAdded', frame: key, isSandboxed, ...sourceOf(element, document) });
  }

  removed(element: DomElement): void {
    const frame = this.#byElement.get(element);
    if (!frame) return;
    this.#byElement.delete(element);
    this.#order();
    this.#settled(frame);
    frame.document?.end();
    if (frame.frameId !== undefined) this.#document.news({ news: 'frameRemoved', frameId: frame.frameId });
  }

  changed(element: DomElement): void {
    const frame = this.#byElement.get(element);
    if (!frame) return;
    const { url, html } = sourceOf(element, this.#document);
    if (html !== undefined || frame.frameId === undefined) {
      this.removed(element); // the browser knows no other way to other markup
      this.inserted(element);
    } else this.#document.news({ news: 'navigate', url, frameId: frame.frameId });
  }

  /** The browser's number of a frame. */
  known(key: number, frameId: number): void {
    const frame = [...this.#byElement.values()].find((each) => each.key === key);
    if (frame) frame.frameId = frameId;
    else this.#document.news({ news: 'frameRemoved', frameId }); // it left before it was known
  }

  byId(frameId: number): PageFrame | undefined {
    return [...this.#byElement.values()].find((each) => each.frameId === frameId);
  }

  of(element: DomElement): PageFrame | undefined {
    return this.#byElement.get(element);
  }

  /** The document of a frame is complete. */
  shown(frame: PageFrame): void {
    const { element } = frame;
    if (element && this.#byElement.get(element) === frame) {
      this.#document.fire('load', { target: element });
    }
    this.#settled(frame);
  }

  /** Resolves when no frame delays `load` any more. */
  async loaded(): Promise<void> {
    if (this.#loading.size > 0) await new Promise<void>((resolve) => this.#resolveLoaded.push(resolve));
  }

  /** The document that a frame shows now; an empty one if the browser has not sent any. */
  shownIn(frame: PageFrame): FramedDocument {
    frame.document ??= this.#document.emptyDocumentIn(frame);
    return frame.document;
  }

  adaptInterfaces(): void {
    const { window } = this.#document;
    for (const name of ['HTMLIFrameElement', 'HTMLFrameElement']) {
      const { prototype } = window[name] as { readonly prototype: object };
      const documentOf = (element: DomElement): FramedDocument | undefined => {
        const frame = this.#byElement.get(element);
        return frame && this.shownIn(frame);
      };
      const viewer = (): ScriptWorld => currentWorld() ?? this.#document.main;
      const accessors: Record<string, (element: DomElement) => unknown> = {
        contentWindow: (element) => documentOf(element)?.frame.windowFor(viewer()) ?? null,
        contentDocument: (element) => {
          const shown = documentOf(element);
          return shown?.isSameOrigin(this.#document) ? shown.window.document : null;
        },
      };
      for (const [member, get] of Object.entries(accessors)) {
        Object.defineProperty(prototype, member, {
          get(this: DomElement) {
            return get(this);
          },
          enumerable: true,
          configurable: true,
        });
      }
    }
  }

  #settled(frame: PageFrame): void {
    this.#loading.delete(frame);
    if (this.#loading.size > 0) return;
    for (const resolve of this.#resolveLoaded.splice(0)) resolve();
  }

  /** `window[0]` and so on, in the order of the document. */
  #order(): void {
    const document = this.#document;
    const elements = [...document.document.querySelectorAll('iframe, frame')];
    const known = [...this.#byElement.values()];
    const position = ({ element }: PageFrame): number => (element ? elements.indexOf(element) : -1);
    document.frames = known.sort((a, b) => position(a) - position(b));
    for (const world of document.worlds) {
      for (let index = 0; index <= document.frames.length; index += 1) {
        const frame = document.frames[index];
        if (frame === undefined) Reflect.deleteProperty(world.global, index);
        else {
          Object.defineProperty(world.global, index, {
            get: () => {
              this.shownIn(frame);
              return frame.windowFor(world);
            },
            enumerable: true,
            configurable: true,
          });
        }
      }
    }
  }
}

/** What a frame element wants to show. */
function sourceOf(element: DomElement, document: FrameOwner): { url: string; html?: string } {
  const html = element.localName === 'iframe' ? element.getAttribute('srcdoc') : null;
  if (html !== null) return { url: 'about:srcdoc', html };
  const source = element.getAttribute('src') ?? '';
  if (source === '') return { url: 'about:blank' };
  try {
    return { url: new URL(source, document.document.baseURI).href };
  } catch {
    return { url: 'about:blank' };
  }
}
