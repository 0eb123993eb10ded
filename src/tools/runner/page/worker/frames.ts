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
  readonly #handles = new WeakMap<World, object>();

  constructor(key: number, element?: DomElement, parent?: PageDocument) {
    this.key = key;
    this.element = element;
    this.parent = parent;
    this.name = element?.getAttribute('name') ?? '';
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
