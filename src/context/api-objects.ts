import type { ContextKind, EventFilter, MemberShape, Members, Where } from '../engines/index.js';
import { createFunction } from './api-functions.js';
import type { ApiParts } from './api-parts.js';
import { checkedArguments } from './arguments.js';
import { isWebPage } from './context-extension.js';
import type { FilterMaker } from './event-objects.js';
import type { Listeners } from './listeners.js';
import type { Messenger } from './messenger.js';

/** Something that is there or not, as the permissions have it. */
interface Conditional {
  readonly permission: string;
  show(isThere: boolean): void;
}

/** How a member comes about. `isLate`: at the first read. Default: as the engine does it. */
interface Member {
  readonly isLate?: boolean;
  make(): unknown;
}

/**
 * The objects below `chrome` or `browser`, made from the engine's table: a namespace when it is first read, because most
 * contexts read few of them, and then all of its members.
 */
export class ApiObjects {
  readonly #parts: ApiParts;
  readonly #kind: ContextKind;
  readonly #manifest: { readonly manifest_version: number; readonly [key: string]: unknown };
  readonly #id: string | undefined;
  readonly #dynamicId: string | undefined;
  readonly #namespaces = new Map<string, object>();
  readonly #conditionals: Conditional[] = [];
  readonly #events = new Map<string, Listeners>(); // by their paths
  #held: ReadonlySet<string>;
  #hasEnded = false;

  constructor(parts: ApiParts) {
    const { owner } = parts;
    this.#parts = parts;
    this.#kind = owner.kind ?? 'background';
    this.#manifest = isWebPage(owner) ? NO_MANIFEST : owner.manifest;
    this.#id = isWebPage(owner) ? undefined : owner.id;
    this.#dynamicId = isWebPage(owner) ? undefined : owner.dynamicId;
    this.#held = new Set(isWebPage(owner) ? [] : owner.permissions);
  }

  /** `chrome` or `browser`. Several may show the same namespaces. */
  root(): object {
    const { messenger } = this.#parts;
    const root = messenger.realm.object({});
    for (const [name, shape] of Object.entries(messenger.engine.api.shape)) {
      if (shape.kinds && !shape.kinds.includes(this.#kind)) continue;
      this.#show(root, name, shape, { isLate: true, make: () => this.#namespace(name, shape.members) });
    }
    return root;
  }

  /** The permissions that hold from now on. */
  permissions(held: readonly string[]): void {
    const before = this.#held;
    this.#held = new Set(held);
    for (const { permission, show } of this.#conditionals) {
      if (before.has(permission) !== this.#held.has(permission)) show(this.#held.has(permission));
    }
  }

  ended(): void {
    this.#hasEnded = true;
    const runtime = this.#namespaces.get('runtime');
    if (!this.#isOrphan) return;
    if (runtime) Object.assign(runtime, { id: undefined });
    for (const [path, listeners] of this.#events) if (!listeners.isUsed) this.#refuse(path);
  }

  /** An event that no script has touched cannot be read any more. */
  #refuse(path: string): void {
    const { engine, realm } = this.#parts.messenger;
    const [name = '', key = '', ...further] = path.split('.');
    const holder = this.#namespaces.get(name);
    if (holder === undefined || further.length > 0) return;
    const get = realm.function((): never => {
      throw realm.error({ name: 'Error', text: engine.api.port.eventsOverText(key) });
    });
    Reflect.defineProperty(holder, key, { get, configurable: true, enumerable: true });
  }

  /** Whether scripts live on without an extension. */
  get #isOrphan(): boolean {
    return this.#hasEnded && this.#parts.messenger.engine.api.outlivesExtension;
  }

  /** Shows something where it is to be had; elsewhere nothing, or a key without a value. */
  #show(holder: object, key: string, where: Where, member: Member): void {
    if (where.version !== undefined && (where.version === 2) !== this.#manifest.manifest_version < 3) return;
    const hide = (): void => {
      if (this.#parts.messenger.engine.api.unavailable(this.#kind) === 'absent') Reflect.deleteProperty(holder, key);
      else Object.defineProperty(holder, key, this.#late(holder, key, undefined));
    };
    const isHere = !where.kinds || where.kinds.includes(this.#kind);
    if (!isHere || (where.manifestKey !== undefined && this.#manifest[where.manifestKey] === undefined)) {
      hide();
      return;
    }
    const { isLate = this.#areLate, make } = member;
    let made: { readonly value: unknown } | undefined;
    const makeOnce = (): unknown => {
      made ??= { value: make() };
      return made.value;
    };
    const show = (isThere: boolean): void => {
      if (isThere)
        Object.defineProperty(holder, key, isLate ? this.#late(holder, key, makeOnce) : property(makeOnce()));
      else hide();
    };
    const { permission } = where;
    show(permission === undefined || this.#held.has(permission));
    if (permission !== undefined) this.#conditionals.push({ permission, show });
  }

  get #areLate(): boolean {
    return this.#parts.messenger.engine.api.membersAreLate;
  }

  /**
   * Makes it at the first read; a script may put something else in its place. Where all members are made late, the key moves
   * behind all others then; one of which there is nothing to make vanishes.
   */
  #late(holder: object, key: string, make: (() => unknown) | undefined): PropertyDescriptor {
    const { realm } = this.#parts.messenger;
    const moves = this.#areLate;
    const keep = (value: unknown): void => {
      Reflect.defineProperty(holder, key, property(value)); // a script may have frozen it
    };
    return {
      configurable: true,
      enumerable: true,
      get: realm.function(() => {
        if (moves) Reflect.deleteProperty(holder, key);
        if (!make) return undefined;
        const value = make();
        keep(value);
        return value;
      }),
      set: realm.function(keep),
    };
  }

  #namespace(name: string, members: Members): object | undefined {
    let namespace = this.#namespaces.get(name);
    if (!namespace && this.#isOrphan && name !== 'runtime') return undefined; // nobody made it in time
    if (!namespace) {
      namespace = this.#object(name, members);
      this.#namespaces.set(name, namespace);
    }
    return namespace;
  }

  #object(path: string, members: Members): object {
    const { realm, lastError } = this.#parts.messenger;
    const object = realm.object({});
    for (const [key, member] of Object.entries(members)) {
      if (member.is === 'last-error') this.#showLastError(object, member, path === 'runtime', lastError);
      else this.#show(object, key, member, { make: () => this.#member(`${path}.${key}`, member) });
    }
    return object;
  }

  #showLastError(holder: object, where: Where, isMain: boolean, lastError: Messenger['lastError']): void {
    if (where.version !== undefined && (where.version === 2) !== this.#manifest.manifest_version < 3) return;
    if (!where.kinds || where.kinds.includes(this.#kind)) lastError.showOn(holder, isMain);
  }

  #member(path: string, member: Exclude<MemberShape, { is: 'last-error' }>): unknown {
    const { makeEvent, listenersOf, messenger } = this.#parts;
    switch (member.is) {
      case 'function':
        return createFunction(this.#parts, path, member);
      case 'event': {
        const listeners = listenersOf(member.known ?? path);
        this.#events.set(path, listeners);
        return makeEvent(listeners, path, filterFor(messenger, path, member.filter));
      }
      case 'value': {
        const { value } = member;
        return typeof value === 'object' && value !== null ? messenger.realm.object({ ...value }) : value;
      }
      case 'extension-id':
        return this.#isOrphan || !member.knownTo.includes(this.#kind) ? undefined : this.#id;
      case 'dynamic-id':
        return member.knownTo.includes(this.#kind) ? this.#dynamicId : undefined;
      case 'object':
        return this.#object(path, member.members);
    }
  }
}

/** The filters of an event that takes one. */
function filterFor(messenger: Messenger, name: string, filter: EventFilter | undefined): FilterMaker | undefined {
  if (!filter) return undefined;
  const { parameters } = filter;
  return (surplus) => {
    const [wanted] = checkedArguments(messenger, { name, parameters }, surplus);
    return (args) => filter.passes(wanted, args);
  };
}

/** A web page gets what the newest extensions get. */
const NO_MANIFEST = { manifest_version: 3 };

const property = (value: unknown): PropertyDescriptor => ({
  value,
  configurable: true,
  enumerable: true,
  writable: true,
});
