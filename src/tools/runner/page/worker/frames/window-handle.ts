import type { ScriptWorld, WorldDocument, WorldFrame } from '../world/script-world.js';
import { type AddressedFrame, postMessageTo } from './window-messages.js';

/** A frame whose window is looked at. */
export interface SeenFrame extends WorldFrame, AddressedFrame {
  readonly top: WorldFrame;
  readonly parent: { readonly frame: WorldFrame } | undefined;
  readonly document: SeenDocument | undefined;
}

type AddressedDocument = NonNullable<AddressedFrame['document']>;
interface SeenDocument extends AddressedDocument {
  readonly frames: readonly WorldFrame[];
  readonly navigation: { go(address: string, from: WorldDocument): void };
  isSameOrigin(other: WorldDocument): boolean;
  worldFor(viewer: ScriptWorld): ScriptWorld;
}

/** What a window of another origin shows. Source: HTML, "CrossOriginProperties". */
const OPEN_TO_ALL = new Set<PropertyKey>([
  'window',
  'self',
  'frames',
  'location',
  'close',
  'closed',
  'focus',
  'blur',
  'length',
  'top',
  'opener',
  'parent',
  'postMessage',
]);

/** A window of another frame, as the code of `viewer` sees it. Of the same origin it is that frame's window itself, nearly. */
export function createWindowHandle(frame: SeenFrame, viewer: ScriptWorld): object {
  const viewing = viewer.document;
  const open: Record<string, unknown> = {
    postMessage: (message: unknown, options?: unknown, transfer?: unknown) =>
      postMessageTo(frame, viewer, message, options, transfer),
    focus: () => undefined,
    blur: () => undefined,
    close: () => undefined,
  };
  const isAlike = (): boolean => frame.document?.isSameOrigin(viewing) === true;
  const globalOf = (): object | undefined => frame.document?.worldFor(viewer).global;
  const refuse = (name: PropertyKey): never => {
    const text = `Blocked a frame with origin "${viewing.origin}" from accessing ${String(name)} of a cross-origin frame.`;
    throw viewer.parts.makeError('SecurityError', text);
  };
  const openOf = (name: PropertyKey): unknown => {
    const shown = frame.document;
    switch (name) {
      case 'window':
      case 'self':
      case 'frames':
        return frame.windowFor(viewer);
      case 'top':
        return frame.top.windowFor(viewer);
      case 'parent':
        return (frame.parent?.frame ?? frame).windowFor(viewer);
      case 'opener':
        return null;
      case 'closed':
        return shown === undefined;
      case 'length':
        return shown?.frames.length ?? 0;
      case 'location':
        return isAlike() ? Reflect.get(globalOf() ?? {}, 'location') : locationHandle(frame, viewer, refuse);
      default:
        return open[String(name)];
    }
  };
  return new Proxy(viewer.parts.makeObject(), {
    get(_target, name) {
      if (OPEN_TO_ALL.has(name)) return openOf(name);
      if (typeof name === 'string' && /^\d+$/.test(name))
        return frame.document?.frames[Number(name)]?.windowFor(viewer);
      if (isAlike()) return Reflect.get(globalOf() ?? {}, name);
      if (name === 'then' || typeof name === 'symbol') return undefined;
      return refuse(name);
    },
    set(_target, name, value) {
      if (name === 'location') {
        frame.document?.navigation.go(String(value), viewing);
        return true;
      }
      return isAlike() ? Reflect.set(globalOf() ?? {}, name, value) : refuse(name);
    },
    has: (_target, name) => OPEN_TO_ALL.has(name) || (isAlike() ? Reflect.has(globalOf() ?? {}, name) : false),
    deleteProperty: (_target, name) => (isAlike() ? Reflect.deleteProperty(globalOf() ?? {}, name) : refuse(name)),
    defineProperty: (_target, name, descriptor) =>
      isAlike() ? Reflect.defineProperty(globalOf() ?? {}, name, descriptor) : refuse(name),
    getOwnPropertyDescriptor(_target, name) {
      const descriptor = isAlike() ? Reflect.getOwnPropertyDescriptor(globalOf() ?? {}, name) : undefined;
      return descriptor && { ...descriptor, configurable: true };
    },
    ownKeys: () => (isAlike() ? Reflect.ownKeys(globalOf() ?? {}) : []),
    getPrototypeOf: () => (isAlike() ? Reflect.getPrototypeOf(globalOf() ?? {}) : null),
    setPrototypeOf: () => false,
    preventExtensions: () => false,
  });
}

/** `location` of a window of another origin can be set, and nothing else. */
function locationHandle(frame: SeenFrame, viewer: ScriptWorld, refuse: (name: PropertyKey) => never): object {
  const go = (url: unknown): void => frame.document?.navigation.go(String(url), viewer.document);
  return new Proxy(viewer.parts.makeObject(), {
    get: (_target, name) =>
      name === 'replace' ? go : typeof name === 'symbol' || name === 'then' ? undefined : refuse(name),
    set(_target, name, value) {
      if (name !== 'href') return refuse(name);
      go(value);
      return true;
    },
  });
}
