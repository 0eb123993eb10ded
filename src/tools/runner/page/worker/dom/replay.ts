import type { DomDocument, DomElement, DomNode } from './dom-types.js';

const ELEMENT = 1;

export interface ReplayEvents {
  /** The root element is there, and nothing below it. */
  started(): Promise<void>;
  /** A script has been inserted with all its text; resolves when what follows may come. */
  script(script: DomElement): Promise<void>;
  isLive(): boolean;
}

/**
 * Fills a document with markup that was parsed elsewhere, node by node in the order of the text, as a parser of a browser
 * does: a script sees what stands before it and nothing that comes after.
 */
export class Replay {
  readonly #document: DomDocument;
  readonly #events: ReplayEvents;
  #written: string | undefined; // by a script that is running
  #isOver = false;
  /** A node is being inserted, and what comes into the document is not a script's doing. */
  isAdding = false;

  constructor(document: DomDocument, events: ReplayEvents) {
    this.#document = document;
    this.#events = events;
  }

  /** Fills the document. */
  async run(parsed: DomDocument): Promise<void> {
    for (const step of this.#fillDocument(parsed)) {
      if (step === 'started') await this.#events.started();
      else await this.#events.script(step);
      if (this.#isOver || !this.#events.isLive()) return;
    }
    this.#isOver = true;
  }

  /** What a running script writes comes right after it. False: nothing can be written any more. */
  write(markup: string): boolean {
    if (this.#isOver) return false;
    this.#written = (this.#written ?? '') + markup;
    return true;
  }

  stop(): void {
    this.#isOver = true;
  }

  /** Stops where something must run before more comes. */
  *#fillDocument(parsed: DomDocument): Generator<'started' | DomElement> {
    for (const node of [...parsed.childNodes]) {
      const isRoot = node.nodeType === ELEMENT;
      const copy = this.#document.appendChild(this.#document.importNode(node, !isRoot));
      if (!isRoot) continue; // the document type, comments
      yield 'started';
      yield* this.#fill(copy, node);
    }
  }

  *#fill(into: DomNode, from: DomNode): Generator<DomElement> {
    for (const node of [...from.childNodes]) yield* this.#add(node, into);
  }

  *#add(from: DomNode, into: DomNode): Generator<DomElement> {
    const element = from as DomElement;
    if (from.nodeType !== ELEMENT || element.localName === 'template') {
      this.#insert(into, this.#document.importNode(from, true));
    } else if (element.localName === 'script') {
      const script = this.#document.importNode(element, true);
      this.#insert(into, script);
      yield script;
      yield* this.#takeWritten(into);
    } else if (element.localName === 'noscript') {
      // Parsed as if there were no scripts; where there are, its content is text.
      const noscript = this.#document.importNode(element, false);
      noscript.textContent = element.innerHTML;
      this.#insert(into, noscript);
    } else {
      const copy = this.#document.importNode(from, false);
      this.#insert(into, copy);
      yield* this.#fill(copy, from);
    }
  }

  #insert(into: DomNode, node: DomNode): void {
    this.isAdding = true;
    into.appendChild(node);
    this.isAdding = false;
  }

  *#takeWritten(into: DomNode): Generator<DomElement> {
    const markup = this.#written;
    if (markup === undefined) return;
    this.#written = undefined;
    const holder = this.#document.createElement('template');
    holder.innerHTML = markup;
    const content = Reflect.get(holder, 'content') as DomNode;
    yield* this.#fill(into, content);
  }
}
