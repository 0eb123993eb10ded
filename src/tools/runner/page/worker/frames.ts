import type { DomElement } from './dom-types.js';
import type { PageDocument } from './page-document.js';
import { createWindowHandle } from './window-handle.js';
import type { World } from './world.js';

/** A place that shows a document: the main one of a page, or a frame element. */
export class PageFrame {
  /** Of this thread. */
  readonly key: number;
  readonly element: DomElement | undefined;
  readonly parent: PageDocument | undefined;
  /** As the browser calls it; known after it has been told of the frame. */
  frameId: number | undefined;
  /** The document that it shows now. */
  document: PageDocument | undefined;
  /** The value of `window.name`. */
  name: string;
  readonly #sandbox: ReadonlySet<string> | undefined; // what it allows; undefined: it is none
  readonly #handles = new WeakMap<World, object>();

  constructor(key: number, element?: DomElement, parent?: PageDocument) {
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
  windowFor(world: World): object {
    const own = this.document?.worldLike(world);
    if (own === world) return world.global;
    const known = this.#handles.get(world) ?? createWindowHandle(this, world);
    this.#handles.set(world, known);
    return known;
  }
}
