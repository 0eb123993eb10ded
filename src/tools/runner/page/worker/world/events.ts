import type { DomEvent, DomEventTarget, DomWindow } from '../dom/dom-types.js';
import { currentWorld, inWorld, worldOfObject } from './current-world.js';
import type { Listener, ScriptWorld } from './script-world.js';

// Worlds share the DOM and its events, and each has a `window` of its own. So listeners are wrapped: events show the
// window of the listener's world, what a listener throws is that world's, and some events are for one world only.

/** What events of one window need to know of its document. */
export interface EventWorlds {
  readonly main: ScriptWorld;
  /** Whether events reach anybody: not after the document's end. */
  readonly isLive: boolean;
}

const worldsOf = new WeakMap<object, EventWorlds>(); // by window
const onlyFor = new WeakMap<object, ScriptWorld>(); // by event
const targetOf = new WeakMap<object, object>(); // by event, where it is not where it was dispatched
const ours = new WeakSet<object>(); // events
const wrappers = new WeakSet<object>();

/** Events that the DOM library fires by itself for a document that it believes to load. We fire our own. */
const AUTOMATIC = new Set(['readystatechange', 'DOMContentLoaded', 'load', 'pageshow', 'hashchange', 'popstate']);

/** Marks an event as the browser's. `world`: nobody else hears it. `target`: what it tells in place of the window. */
export function markEvent(
  event: DomEvent,
  { world, target }: { world?: ScriptWorld | undefined; target?: object } = {},
): void {
  ours.add(event);
  if (world) onlyFor.set(event, world);
  if (target) targetOf.set(event, target);
}

/** Shows events of a window to listeners as their worlds must see them. */
export function adaptEvents(window: DomWindow, worlds: EventWorlds): void {
  worldsOf.set(window, worlds);
  const { prototype } = window.EventTarget;
  const { addEventListener, removeEventListener } = prototype;
  const wrapped = new WeakMap<object, Listener>();
  const targetFor = (target: unknown): DomEventTarget => {
    if (target === undefined) return currentWorld()?.window ?? window;
    return worldOfGlobal(target)?.window ?? (target as DomEventTarget);
  };
  define(prototype, {
    addEventListener(this: unknown, type: string, listener: Listener | null, options?: unknown): void {
      Reflect.apply(addEventListener, targetFor(this), [type, wrap(wrapped, listener, worlds), options]);
    },
    removeEventListener(this: unknown, type: string, listener: Listener | null, options?: unknown): void {
      Reflect.apply(removeEventListener, targetFor(this), [type, wrap(wrapped, listener, worlds), options]);
    },
  });
  const shown = (value: unknown): unknown => {
    const own = typeof value === 'object' && value !== null ? worldsOf.get(value) : undefined;
    if (!own) return value;
    const asking = currentWorld();
    return (asking && asking.window === value ? asking : own.main).global;
  };
  for (const name of ['target', 'srcElement', 'currentTarget'] as const) {
    adapt(window.Event.prototype, name, (value, event) => {
      const only = onlyFor.get(event);
      const target = name === 'currentTarget' ? undefined : targetOf.get(event);
      return target ?? (only && value === only.window ? only.global : shown(value));
    });
  }
  adapt((window.UIEvent as DomWindow['Event']).prototype, 'view', shown);
  const details = new WeakMap<object, Map<ScriptWorld, unknown>>(); // by event, for the worlds that did not make it
  adapt((window.CustomEvent as DomWindow['Event']).prototype, 'detail', (value, event) => {
    const asking = currentWorld();
    const maker = worldOfObject(value);
    if (!asking || !maker || asking === maker) return value;
    const copies = details.get(event) ?? new Map<ScriptWorld, unknown>();
    details.set(event, copies);
    if (!copies.has(asking)) copies.set(asking, copyFor(asking, value));
    return copies.get(asking);
  });
  const { composedPath } = window.Event.prototype as { composedPath(): object[] };
  define(window.Event.prototype, {
    composedPath(this: object): unknown[] {
      return [...Reflect.apply(composedPath, this, [])].map(shown);
    },
  });
}

/** What a world gets of another's `detail`: a copy, or null. Seen in Chromium 156. */
function copyFor(world: ScriptWorld, value: unknown): unknown {
  try {
    return world.clone(value);
  } catch {
    return null;
  }
}

/** A listener of a world for its window. */
export function windowListener(world: ScriptWorld, listener: unknown): Listener | null {
  return wrap(world.wrappedListeners, listener as Listener | null, undefined, world);
}

const globals = new WeakMap<object, ScriptWorld>();
export const rememberGlobal = (world: ScriptWorld): void => void globals.set(world.global, world);
/** The world whose `window` this is. */
export const worldOfGlobal = (value: unknown): ScriptWorld | undefined =>
  typeof value === 'object' && value !== null ? globals.get(value) : undefined;

/** The same wrapper for the same listener, so that it is added once and can be removed. */
function wrap(
  wrapped: WeakMap<object, Listener>,
  listener: Listener | null,
  worlds: EventWorlds | undefined,
  registering?: ScriptWorld,
): Listener | null {
  if ((typeof listener !== 'object' && typeof listener !== 'function') || listener === null) return listener;
  if (wrappers.has(listener)) return listener;
  const known = wrapped.get(listener);
  if (known) return known;
  const world = registering ?? worldOfObject(listener) ?? currentWorld() ?? worlds?.main;
  if (!world) return listener;
  const wrapper = function (this: unknown, event: DomEvent): void {
    if (!isFor(event, world)) return;
    const self = this === world.window ? world.global : this;
    world.run(() => {
      if (typeof listener === 'function') Reflect.apply(listener, self, [event]);
      else listener.handleEvent?.(event);
    });
  };
  wrapped.set(listener, wrapper);
  wrappers.add(wrapper);
  return wrapper;
}

function isFor(event: DomEvent, world: ScriptWorld): boolean {
  const only = onlyFor.get(event);
  if (only && only !== world) return false;
  if (worldsOf.get(world.window)?.isLive === false) return false;
  const isAutomatic = AUTOMATIC.has(event.type) && Reflect.get(event, 'isTrusted') === true && !ours.has(event);
  if (!isAutomatic) return true;
  const target = inWorld(world, () => event.target);
  return target !== world.global && target !== world.window.document;
}

function define(holder: object, members: object): void {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function adapt(prototype: object, name: string, change: (value: unknown, event: object) => unknown): void {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  if (!own?.get) return;
  const { get } = own;
  Object.defineProperty(prototype, name, {
    ...own,
    get(this: object) {
      return change(Reflect.apply(get, this, []), this);
    },
  });
}
