// As much of the DOM as is used here: this project is compiled without the types of a browser.

export interface DomEventTarget {
  addEventListener(type: string, listener: unknown, options?: unknown): void;
  removeEventListener(type: string, listener: unknown, options?: unknown): void;
  dispatchEvent(event: DomEvent): boolean;
}

export interface DomEvent {
  readonly type: string;
  readonly defaultPrevented: boolean;
  readonly target: object | null;
  readonly currentTarget: object | null;
}

export interface DomNode extends DomEventTarget {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly ownerDocument: DomDocument;
  readonly parentNode: DomNode | null;
  readonly childNodes: Iterable<DomNode>;
  readonly firstChild: DomNode | null;
  readonly nextSibling: DomNode | null;
  readonly isConnected: boolean;
  textContent: string;
  appendChild<Node extends DomNode>(node: Node): Node;
  insertBefore<Node extends DomNode>(node: Node, before: DomNode | null): Node;
  removeChild<Node extends DomNode>(node: Node): Node;
  cloneNode(deep?: boolean): DomNode;
  contains(other: DomNode | null): boolean;
}

export interface DomElement extends DomNode {
  readonly localName: string;
  readonly id: string;
  readonly className: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  innerHTML: string;
  readonly outerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  hasAttribute(name: string): boolean;
  remove(): void;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  closest(selector: string): DomElement | null;
  matches(selector: string): boolean;
}

export interface DomDocument extends DomNode {
  readonly URL: string;
  readonly baseURI: string;
  title: string;
  readonly documentElement: DomElement | null;
  readonly head: DomElement | null;
  readonly body: DomElement | null;
  readonly activeElement: DomElement | null;
  readonly location: object;
  readonly doctype: DomNode | null;
  createElement(name: string): DomElement;
  createEvent(name: string): DomEvent & { initEvent(type: string, bubbles: boolean, cancelable: boolean): void };
  createTextNode(text: string): DomNode;
  importNode<Node extends DomNode>(node: Node, deep?: boolean): Node;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
}

type DomEventMaker = new (type: string, init?: object) => DomEvent;

/** The window of the DOM library: what all worlds of a document share. No script ever gets it. */
export interface DomWindow extends DomEventTarget {
  readonly document: DomDocument;
  readonly DOMParser: new () => { parseFromString(markup: string, type: string): DomDocument };
  readonly MutationObserver: new (
    callback: () => void,
  ) => {
    observe(node: DomNode, options: object): void;
    disconnect(): void;
  };
  readonly EventTarget: (new () => DomEventTarget) & { readonly prototype: DomEventTarget };
  readonly Event: DomEventMaker & { readonly prototype: object };
  readonly DOMException: new (message: string, name: string) => Error;
  readonly [name: string]: unknown;
}

/** `new JSDOM(…)`. */
export interface Dom {
  readonly window: DomWindow;
  reconfigure(settings: { url?: string; windowTop?: object }): void;
  serialize(): string;
}
