import type { PermissionSet } from '../../context/index.js';
import {
  type ExtensionManifest,
  type Family,
  hostPatternsOf,
  type PatternSet,
  parseMatchPattern,
  patternSet,
} from '../../manifest/index.js';

/** What an extension may do: what its manifest requires, what it may ask for, and what it holds at the moment. */
export class Permissions {
  readonly #required: ReadonlySet<string>;
  readonly #optional: ReadonlySet<string>;
  readonly #held: Set<string>;
  readonly #family: Family;
  #hosts: PatternSet | undefined; // of what is held now, made when it is asked for

  constructor(manifest: ExtensionManifest, family: Family) {
    const namesIn = (key: string): string[] => textsIn(manifest[key]).filter((item) => !isPattern(item));
    const hosts = hostPatternsOf(manifest, family);
    this.#family = family;
    this.#required = new Set([...namesIn('permissions'), ...hosts.required]);
    this.#optional = new Set([...namesIn('optional_permissions'), ...hosts.optional]);
    this.#held = new Set(this.#required);
  }

  /** What it holds beyond its manifest. */
  get granted(): string[] {
    return [...this.#held].filter((item) => !this.#required.has(item));
  }

  /** The names of permissions, without patterns of hosts. */
  get names(): string[] {
    return [...this.#held].filter((item) => !isPattern(item));
  }

  get origins(): string[] {
    return [...this.#held].filter(isPattern);
  }

  /** A pattern is held when one that is held covers it. */
  holds(item: string): boolean {
    return this.#held.has(item) || this.#isCovered(item, this.#heldHosts);
  }

  /** Whether an address belongs to a host for which permission is held. */
  matches(url: string): boolean {
    return this.#heldHosts.matchesOrigin(url);
  }

  isRequired(item: string): boolean {
    return this.#required.has(item);
  }

  isOptional(item: string): boolean {
    return this.#optional.has(item) || this.#isCovered(item, patternSet([...this.#optional], this.#family));
  }

  /** Returns what is new. */
  add(items: readonly string[]): string[] {
    const added = items.filter((item) => !this.holds(item));
    for (const item of added) this.#held.add(item);
    this.#hosts = undefined;
    return added;
  }

  /** Returns what is gone. */
  remove(items: readonly string[]): string[] {
    this.#hosts = undefined;
    return items.filter((item) => this.#held.delete(item));
  }

  get #heldHosts(): PatternSet {
    this.#hosts ??= patternSet(this.origins, this.#family);
    return this.#hosts;
  }

  #isCovered(item: string, by: PatternSet): boolean {
    if (!isPattern(item)) return false;
    const read = parseMatchPattern(item, this.#family);
    return 'pattern' in read && by.covers(read.pattern);
  }
}

/** A list of permissions and patterns as extension code sees it. */
export const permissionSet = (items: readonly string[]): Required<PermissionSet> => ({
  origins: items.filter(isPattern),
  permissions: items.filter((item) => !isPattern(item)),
});

/** The items of what extension code passed; the context has checked its form, but the browser trusts no context. */
export function itemsOf(set: unknown): string[] {
  if (typeof set !== 'object' || set === null) return [];
  const list = (key: string): string[] => textsIn(Reflect.get(set, key));
  return [...list('permissions'), ...list('origins')];
}

export const isPattern = (item: string): boolean => item === '<all_urls>' || item.includes('://');

const textsIn = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
