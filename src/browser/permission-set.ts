import type { ContextExtension, PermissionSet } from '../context/index.js';

type Manifest = ContextExtension['manifest'];

/** What an extension may do: what its manifest requires, what it may ask for, and what it holds at the moment. */
export class Permissions {
  readonly #required: ReadonlySet<string>;
  readonly #optional: ReadonlySet<string>;
  readonly #held: Set<string>;

  constructor(manifest: Manifest) {
    const required = ['permissions', 'host_permissions'];
    const optional = ['optional_permissions', 'optional_host_permissions'];
    this.#required = new Set(required.flatMap((key) => textsIn(manifest[key])));
    this.#optional = new Set(optional.flatMap((key) => textsIn(manifest[key])));
    this.#held = new Set(this.#required);
  }

  /** The names of permissions, without patterns of hosts. */
  get names(): string[] {
    return [...this.#held].filter((item) => !isPattern(item));
  }

  get origins(): string[] {
    return [...this.#held].filter(isPattern);
  }

  /** Patterns are compared as they are written; `<all_urls>` holds them all. */
  holds(item: string): boolean {
    return this.#held.has(item) || (isPattern(item) && this.#held.has('<all_urls>'));
  }

  isRequired(item: string): boolean {
    return this.#required.has(item);
  }

  isOptional(item: string): boolean {
    return this.#optional.has(item) || (isPattern(item) && this.#optional.has('<all_urls>'));
  }

  /** Returns what is new. */
  add(items: readonly string[]): string[] {
    const added = items.filter((item) => !this.holds(item));
    for (const item of added) this.#held.add(item);
    return added;
  }

  /** Returns what is gone. */
  remove(items: readonly string[]): string[] {
    return items.filter((item) => this.#held.delete(item));
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
