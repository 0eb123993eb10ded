import type { DomElement } from '../dom/dom-types.js';
import type { ScriptWorld, WorldDocument, WorldFrame } from '../world/script-world.js';
import { createWindowHandle } from './window-handle.js';

/** A document as its frame knows it, and as the documents around it do. */
export interface FramedDocument extends WorldDocument {
  readonly frame: PageFrame;
  /** Its frame elements, in the order of the document. */
  readonly frames: readonly PageFrame[];
  readonly worlds: readonly ScriptWorld[];
  readonly navigation: {
    /** Goes to an address; relative ones count from the document `from`, whose script or link wants it. */
    go(address: string, from?: WorldDocument, replaces?: boolean): void;
  };
  isSameOrigin(other: WorldDocument): boolean;
  /** The world in which code of another document's world looks at this one. */
  worldFor(viewer: ScriptWorld): ScriptWorld;
  /** The same, if it is there. */
  worldLike(viewer: ScriptWorld): ScriptWorld | undefined;
  /** The document in one of its frames is complete. */
  frameShown(frame: PageFrame): void;
  freeze(): void;
  thaw(): void;
  end(): void;
}

/** A place that shows a document: the main one of a page, or a frame element. */
export class PageFrame implements WorldFrame {
  /** Of this thread. */
  readonly key: number;
  readonly element: DomElement | undefined;
  readonly parent: FramedDocument | undefined;
  /** As the browser calls it; known after it has been told of the frame. */
  frameId: number | undefined;
  /** The document that it shows now. */
  document: FramedDocument | undefined;
  /** The value of `window.name`. */
  name: string;
  readonly #sandbox: ReadonlySet<string> | undefined; // what it allows; undefined: it is none
  readonly #handles = new WeakMap<ScriptWorld, object>();

  constructor(key: number, element?: DomElement, parent?: FramedDocument) {
    this.key = key;
    this.element = element;
    this.parent = parent;
    this.name = element?.getAttribute('name') ?? '';
    const allowed = element?.localName === 'iframe' ? element.getAttribute('sandbox') : null;
    this.#sandbox = allowed === null ? undefined : new Set(allowed.toLowerCase().split(/\s+/));
  }

  /** A sandbox takes the origin of its documents away, also of those in their frames. */
  get isSandboxed(): boolean {
    return this.forbids('allow-same-origin');
  }

  /** Whether pages in it run scripts; those of extensions do in any case. */
  get runsScripts(): boolean {
    return !this.forbids('allow-scripts');
  }

  /** Whether its sandbox, or one around it, does not allow something. */
  forbids(what: string): boolean {
    if (this.#sandbox !== undefined && !this.#sandbox.has(what)) return true;
    return this.parent?.frame.forbids(what) ?? false;
  }

  get top(): PageFrame {
    return this.parent ? this.parent.frame.top : this;
  }

  /** The window of this frame as code of a world sees it: its own, or a handle that stays the same when the frame moves on. */
  windowFor(world: ScriptWorld): object {
    const own = this.document?.worldLike(world);
    if (own === world) return world.global;
    const known = this.#handles.get(world) ?? createWindowHandle(this, world);
    this.#handles.set(world, known);
    return known;
  }
}
