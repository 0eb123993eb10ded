import type { DocumentNews } from '../../protocol.js';
import type { DomDocument, DomElement } from '../dom/dom-types.js';
import type { FramedDocument } from '../frames/page-frame.js';
import type { FireEvent } from '../world/fired.js';
import type { ScriptWorld, WorldDocument } from '../world/script-world.js';
import { runJavaScriptUrl } from '../world/scripts.js';

/** An entry of the history that this document has made without a new document. */
interface Entry {
  readonly url: string;
  readonly state: unknown;
}

/** A document that goes elsewhere. */
export interface NavigatingDocument extends FramedDocument {
  readonly document: DomDocument;
  readonly fire: FireEvent;
  news(news: DocumentNews): void;
  /** The address has changed without a new document. */
  moveTo(url: string): void;
}

/** Where a document goes: `location`, links, forms, `history`. The browser loads what is not in this document. */
export class Navigation {
  readonly #document: NavigatingDocument;
  readonly #entries: Entry[] = [];
  #at = 0;

  constructor(document: NavigatingDocument) {
    this.#document = document;
  }

  /** Goes to an address; relative ones count from the document `from`, whose script or link wants it. */
  go(address: string, from: WorldDocument = this.#document, replaces = false): void {
    const document = this.#document;
    let url: URL;
    try {
      url = new URL(address, from.window.document.baseURI);
    } catch {
      throw from.main.parts.makeError('SyntaxError', `'${address}' is not a valid URL.`);
    }
    if (url.protocol === 'javascript:') {
      if (document.frame.runsScripts) document.tasks.post(() => runJavaScriptUrl(document.main, url));
      return;
    }
    if (url.hash !== '' && withoutHash(url.href) === withoutHash(document.url)) this.#goToFragment(url.href, replaces);
    else document.news({ news: 'navigate', url: url.href, ...(replaces && { replaces }) });
  }

  reload(): void {
    this.#document.news({ news: 'reload' });
  }

  close(): void {
    if (!this.#document.frame.parent) this.#document.news({ news: 'close' });
  }

  /** `window.open`, and what follows a link with a target. A window of its own cannot be reached: the answer is null. */
  open(address: string, target: string): null {
    const to = this.#targetOf(target);
    const url = address === '' ? 'about:blank' : new URL(address, this.#document.document.baseURI).href;
    if (to) to.navigation.go(url, this.#document);
    else this.#document.news({ news: 'opened', url });
    return null;
  }

  follow(link: DomElement): void {
    const href = link.getAttribute('href');
    if (href === null || link.hasAttribute('download')) return;
    this.#follow(href, link.getAttribute('target') ?? this.#baseTarget);
  }

  /** Sends a form with GET; others go to their address without their fields. */
  submit(form: DomElement, submitter: DomElement | null): void {
    const attribute = (name: string): string | null =>
      submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name);
    const url = new URL(attribute('action') || this.#document.url, this.#document.document.baseURI);
    const method = (attribute('method') ?? 'get').toLowerCase();
    if (method === 'dialog') return;
    if (method === 'get' && /^https?:|^file:|-extension:$/.test(url.protocol)) {
      const fields = new (this.#document.window.FormData as new (...args: unknown[]) => Iterable<[string, unknown]>)(
        form,
      );
      const query = new URLSearchParams();
      for (const [name, value] of fields) query.append(name, typeof value === 'string' ? value : '');
      const name = submitter?.getAttribute('name');
      if (name) query.append(name, submitter?.getAttribute('value') ?? '');
      url.search = String(query);
    }
    this.#follow(url.href, attribute('target') ?? this.#baseTarget);
  }

  /** `history` as a world sees it. */
  historyFor(world: ScriptWorld): object {
    const document = this.#document;
    const current = (): Entry => this.#current;
    let seen: { entry: Entry; state: unknown } | undefined;
    const change = (isNew: boolean, state: unknown, address: unknown): void => {
      const url = address === undefined || address === null ? document.url : this.#sameOrigin(world, String(address));
      this.#put({ url, state: this.#keep(world, state) }, isNew);
      document.moveTo(url);
      document.news({ news: 'moved', url });
    };
    const history = {
      get length(): number {
        return lengthOf();
      },
      get state(): unknown {
        const entry = current();
        if (seen?.entry !== entry) seen = { entry, state: world.clone(entry.state) };
        return seen.state;
      },
      scrollRestoration: 'auto',
      pushState: (state: unknown, _unused?: unknown, url?: unknown) => change(true, state, url),
      replaceState: (state: unknown, _unused?: unknown, url?: unknown) => change(false, state, url),
      go: (delta?: unknown) => this.#traverse(Number(delta) || 0),
      back: () => this.#traverse(-1),
      forward: () => this.#traverse(1),
    };
    const lengthOf = (): number => this.#all.length;
    return history;
  }

  /** The entries of this document; the first is the one it was loaded with. */
  get #all(): Entry[] {
    if (this.#entries.length === 0) this.#entries.push({ url: this.#document.url, state: null });
    return this.#entries;
  }

  get #current(): Entry {
    return this.#all[this.#at] ?? { url: this.#document.url, state: null };
  }

  #put(entry: Entry, isNew: boolean): void {
    const entries = this.#all;
    if (isNew) {
      this.#at += 1;
      entries.splice(this.#at, entries.length, entry);
    } else entries[this.#at] = entry;
  }

  #traverse(delta: number): void {
    const document = this.#document;
    if (delta === 0) {
      this.reload();
      return;
    }
    const to = this.#at + delta;
    const entry = this.#all[to];
    if (entry === undefined) {
      // What lies before and after this document is the browser's.
      document.news({ news: 'go', delta: delta < 0 ? to : to - this.#all.length + 1 });
      return;
    }
    document.tasks.post(() => {
      const before = document.url;
      this.#at = to;
      document.moveTo(entry.url);
      document.news({ news: 'moved', url: entry.url });
      this.#tell(before, true);
    });
  }

  #goToFragment(url: string, replaces: boolean): void {
    const document = this.#document;
    const before = document.url;
    if (url === before) return;
    this.#put({ url, state: null }, !replaces);
    document.moveTo(url);
    document.news({ news: 'moved', url });
    document.tasks.post(() => this.#tell(before, true));
  }

  #tell(before: string, pops: boolean): void {
    const document = this.#document;
    if (pops) {
      for (const world of document.worlds) {
        if (!world.hears('popstate')) continue;
        document.fire('popstate', { kind: 'PopStateEvent', world, state: world.clone(this.#current.state) });
      }
    }
    const isFragment = withoutHash(before) === withoutHash(document.url) && before !== document.url;
    if (isFragment) document.fire('hashchange', { kind: 'HashChangeEvent', oldURL: before, newURL: document.url });
  }

  #follow(address: string, target: string): void {
    const to = this.#targetOf(target);
    const document = this.#document;
    document.tasks.post(() => {
      if (to) to.navigation.go(address, document);
      else document.news({ news: 'opened', url: new URL(address, document.document.baseURI).href });
    });
  }

  get #baseTarget(): string {
    return this.#document.document.querySelector('base[target]')?.getAttribute('target') ?? '';
  }

  /** The document that a target names; undefined: a new tab. */
  #targetOf(target: string): FramedDocument | undefined {
    const { frame } = this.#document;
    switch (target.toLowerCase()) {
      case '':
      case '_self':
        return this.#document;
      case '_parent':
        return frame.parent ?? this.#document;
      case '_top':
        return frame.top.document;
      case '_blank':
        return undefined;
      default:
        return named(frame.top.document, target);
    }
  }

  #keep(world: ScriptWorld, state: unknown): unknown {
    try {
      return structuredClone(state);
    } catch (error) {
      const { name, message } = error as Error;
      throw name === 'DataCloneError' ? world.parts.makeError(name, message) : error;
    }
  }

  #sameOrigin(world: ScriptWorld, address: string): string {
    const { document } = this.#document;
    const url = new URL(address, document.baseURI).href;
    if (this.#document.originOfUrl(url) === this.#document.origin) return url;
    const text = `A history state object with URL '${url}' cannot be created in a document with origin '${this.#document.origin}'.`;
    throw world.parts.makeError('SecurityError', text);
  }
}

const withoutHash = (url: string): string => url.replace(/#.*$/s, '');

/** The frame of this name, in this document or below. */
function named(document: FramedDocument | undefined, name: string): FramedDocument | undefined {
  for (const { name: own, document: shown } of document?.frames ?? []) {
    const found = own === name ? shown : named(shown, name);
    if (found) return found;
  }
  return undefined;
}
