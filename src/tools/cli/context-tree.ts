import type { TraceEvent } from '../../browser/index.js';
import type { ContextKind } from '../../engines/index.js';
import type { Colors } from './output.js';
import { printableLine } from './printable.js';

/** An extension, for people. */
export interface NamedExtension {
  readonly id: string;
  /** Of its manifest. */
  readonly name: string;
}

interface Context {
  readonly name: string;
  readonly kind: ContextKind;
  readonly url: string;
  readonly extension: string | undefined;
  readonly documentId: string | undefined;
  readonly ports: Set<number>;
}

interface ShownDocument {
  url: string;
  readonly frames: Map<number, string>; // by frame id: the document that it shows
}

interface Tree {
  readonly text: string;
  readonly below: readonly Tree[];
}

/** Short names, because they stand at the beginning of each line. */
const KINDS: Readonly<Record<ContextKind, string>> = {
  background: 'background',
  page: 'page',
  'content-script': 'content',
  'web-page': 'web',
  'user-script': 'user',
};

/** What there is in the browser, learnt from its events: extensions with their contexts, tabs with their frames. */
export class ContextTree {
  readonly #contexts = new Map<string, Context>();
  readonly #labels = new Map<string, string>(); // also of contexts that are gone: their last lines may follow
  readonly #names = new Map<string, string>(); // of extensions
  readonly #documents = new Map<string, ShownDocument>();
  readonly #tabs = new Map<number, string>(); // the document that a tab shows

  /** An extension is there. */
  named({ id, name }: NamedExtension): void {
    this.#names.set(id, name);
  }

  /** The name of an extension, or its id. */
  nameOf(extension: string): string {
    return this.#names.get(extension) ?? extension;
  }

  /** A short name for a context, for the beginning of a line: `background`, `tab 1 content-2`. */
  labelOf(context: string): string {
    return this.#labels.get(context) ?? this.#labelOfPage(context);
  }

  /** Whether there is, or was, more than one context. */
  get isCrowded(): boolean {
    return this.#labels.size > 1;
  }

  /** To be called with every event, in order. */
  saw(event: TraceEvent): void {
    switch (event.type) {
      case 'context.created':
        this.#contexts.set(event.context, {
          documentId: undefined,
          extension: undefined,
          ...event,
          name: event.context,
          ports: new Set(),
        });
        this.#labels.set(event.context, labelFor(event));
        break;
      case 'context.gone':
        this.#contexts.delete(event.context);
        break;
      case 'port.opened':
      case 'port.received':
        this.#contexts.get(event.context)?.ports.add(event.port);
        break;
      case 'port.closed':
        for (const { ports } of this.#contexts.values()) ports.delete(event.port);
        break;
      case 'tab.opened':
        this.#tabs.set(event.tab, event.documentId);
        this.#show(event);
        break;
      case 'tab.navigated':
        this.#navigated(event);
        break;
      case 'tab.closed':
        this.#tabs.delete(event.tab);
        break;
      case 'frame.added':
        this.#show(event);
        this.#frame(event.tab, event.parentFrameId)?.frames.set(event.frameId, event.documentId);
        break;
      case 'frame.removed':
        for (const { frames } of this.#documents.values()) frames.delete(event.frameId);
        break;
      default:
        break;
    }
  }

  /** The tree as lines; `columns`: how wide they may be. Default: as wide as they are. */
  lines({ bold, dim }: Pick<Colors, 'bold' | 'dim'>, columns = Number.POSITIVE_INFINITY): string[] {
    const tree = { text: 'browser', below: [...this.#extensions(), ...this.#tabTrees()] };
    return drawn(tree).map(({ branch, text }) => {
      const [head = '', ...rest] = cut(text, columns - branch.length).split('  ');
      const tail = rest.length === 0 ? '' : `  ${dim(rest.join('  '))}`;
      return `${dim(branch)}${bold(head)}${tail}`;
    });
  }

  #extensions(): Tree[] {
    const ids = new Set([
      ...this.#names.keys(),
      ...[...this.#contexts.values()].flatMap(({ extension }) => extension ?? []),
    ]);
    return [...ids].map((id) => {
      const own = [...this.#contexts.values()].filter((each) => each.extension === id && each.documentId === undefined);
      const name = this.#names.get(id);
      return {
        text: name === undefined ? `extension  ${id}` : `extension ${printableLine(name)}  ${id}`,
        below: own.map((context) => this.#contextTree(context)),
      };
    });
  }

  #tabTrees(): Tree[] {
    return [...this.#tabs].map(([tab, documentId]) => this.#documentTree(`tab ${tab}`, documentId));
  }

  #documentTree(place: string, documentId: string): Tree {
    const { url = '', frames = new Map<number, string>() } = this.#documents.get(documentId) ?? {};
    const contexts = [...this.#contexts.values()].filter((each) => each.documentId === documentId);
    return {
      text: `${place}  ${printableLine(url)}`,
      below: [
        ...contexts.map((context) => this.#contextTree(context)),
        ...[...frames].map(([frameId, shown]) => this.#documentTree(`frame ${frameId}`, shown)),
      ],
    };
  }

  #contextTree({ name, kind, url, extension, documentId, ports }: Context): Tree {
    const isInTab = documentId !== undefined;
    const what = isInTab
      ? [KINDS_IN_TABS[kind](extension === undefined ? '' : printableLine(this.nameOf(extension)))]
      : [printableLine(fileOf(url))];
    const open = ports.size === 0 ? [] : [`${ports.size === 1 ? 'port' : 'ports'} ${[...ports].join(', ')}`];
    return { text: [shortName(name, kind), ...what, ...open].join('  '), below: [] };
  }

  #show({ documentId, url }: { readonly documentId: string; readonly url: string }): void {
    this.#documents.set(documentId, { url, frames: new Map() });
  }

  #navigated(event: Extract<TraceEvent, { type: 'tab.navigated' }>): void {
    const { tab, frameId, documentId, url } = event;
    const known = this.#documents.get(documentId);
    if (known) known.url = url;
    else this.#show(event);
    if (frameId !== 0) {
      for (const { frames } of this.#documents.values()) if (frames.has(frameId)) frames.set(frameId, documentId);
    } else if (tab !== undefined) this.#tabs.set(tab, documentId);
  }

  /** The document in a frame of a tab; undefined: it is in none, or was never told of. */
  #frame(tab: number | undefined, frameId: number): ShownDocument | undefined {
    const main = tab === undefined ? undefined : this.#tabs.get(tab);
    if (main === undefined) return undefined;
    if (frameId === 0) return this.#documents.get(main);
    const shown = [...this.#documents.values()].flatMap(({ frames }) => frames.get(frameId) ?? []).at(-1);
    return shown === undefined ? undefined : this.#documents.get(shown);
  }

  /** A web page has no context that could be named; its lines come with its address. */
  #labelOfPage(url: string): string {
    const tab = [...this.#tabs].find(([, documentId]) => this.#shows(documentId, url));
    return tab === undefined ? 'page' : `tab ${tab[0]} ${KINDS['web-page']}`;
  }

  #shows(documentId: string, url: string): boolean {
    const document = this.#documents.get(documentId);
    return document?.url === url || [...(document?.frames.values() ?? [])].some((each) => this.#shows(each, url));
  }
}

/** What a context in a tab is there for; `extension`: whose it is. */
const KINDS_IN_TABS: Readonly<Record<ContextKind, (extension: string) => string>> = {
  background: (extension) => extension,
  page: (extension) => `page of ${extension}`,
  'content-script': (extension) => `of ${extension}`,
  'web-page': () => 'an extension lets it in',
  'user-script': (extension) => `user script of ${extension}`,
};

/** Names are unique by their numbers, which stay. */
function labelFor({ context, kind, tab }: Extract<TraceEvent, { type: 'context.created' }>): string {
  return tab === undefined ? context : `tab ${tab} ${shortName(context, kind)}`;
}

const shortName = (context: string, kind: ContextKind): string =>
  context.startsWith(kind) ? KINDS[kind] + context.slice(kind.length) : context;

/** An address of an extension without the extension, which stands above it. */
const fileOf = (url: string): string => /^(?:chrome|moz)-extension:\/\/[^/]*\/(.+)$/s.exec(url)?.[1] ?? url;

function drawn({ text, below }: Tree): { readonly branch: string; readonly text: string }[] {
  const lines = below.flatMap((each, index) => {
    const isLast = index === below.length - 1;
    return drawn(each).map(({ branch, text: line }, number) => ({
      branch: `${number === 0 ? (isLast ? '└─ ' : '├─ ') : isLast ? '   ' : '│  '}${branch}`,
      text: line,
    }));
  });
  return [{ branch: '', text }, ...lines];
}

/** Never cuts in the middle of a character. */
const cut = (text: string, columns: number): string =>
  text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
