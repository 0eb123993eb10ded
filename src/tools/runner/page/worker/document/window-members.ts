import os from 'node:os';
import process from 'node:process';
import type { Clock } from '../../../../../clock/index.js';
import { createConsole } from '../../../worker/console.js';
import { WORDS } from '../../../worker/engine-words.js';
import type { DomLibrary } from '../dom/dom-library.js';
import type { DomDocument } from '../dom/dom-types.js';
import { originOf } from '../dom/origin.js';
import { ORDER } from '../engine-facts.js';
import type { FramedDocument } from '../frames/page-frame.js';
import { postMessageTo } from '../frames/window-messages.js';
import { fetchOwn } from '../reading/own-fetch.js';
import { closePort, letGo, postToPort, startPort } from '../realm/ports.js';
import type { RealmHost } from '../realm/realm-globals.js';
import type { PortHost } from '../realm/realm-ports.js';
import { windowListener } from '../world/events.js';
import type { Listener, ScriptWorld } from '../world/script-world.js';
import { textTask } from '../world/scripts.js';
import type { Navigation } from './navigation.js';
import { storageOf } from './storage.js';
import type { Timers } from './timers.js';

/** A document with windows. */
export interface WindowDocument extends FramedDocument {
  readonly document: DomDocument;
  readonly timers: Pick<Timers, 'start' | 'stop'>;
  /** Since when `performance.now()` counts. */
  readonly timeOrigin: number;
  /** undefined: the empty document of a new frame. */
  readonly plan: { readonly navigation: string } | undefined;
  readonly tab: { readonly clock: Clock; readonly isHeld: boolean; readonly library: Pick<DomLibrary, 'internals'> };
  readonly navigation: Navigation;
}

/** Everything that the globals of a world need of its document and its thread. */
export function realmHostFor(world: ScriptWorld, document: WindowDocument): RealmHost & PortHost {
  const { tab, timers } = document;
  return {
    node: { fetch, Request, Response, FormData, URL, AbortController, AbortSignal, TextEncoder },
    window: world.window,
    baseUrl: () => document.document.baseURI,
    originOf,
    fetchOwn: (url) => fetchOwn(url, document.asker, document.engine),
    ending: document.asker.ending,
    now: () => tab.clock.now(),
    isHeld: tab.isHeld,
    timeOrigin: document.timeOrigin,
    navigation: () => ({ name: document.url, type: document.plan?.navigation ?? 'navigate' }),
    startTimer: (run, afterMs, isOnce) => timers.start(() => world.run(run), afterMs, isOnce),
    stopTimer: (id) => timers.stop(id),
    textTask: (name, text) => textTask(world, name, text),
    clone: (value, transfer) => world.clone(value, transfer),
    createChannel: () => world.createChannel(),
    postToPort,
    startPort,
    closePort,
    letGo,
    uncaught: (error) => world.uncaught(error),
    microtask: (run) => queueMicrotask(() => world.run(run)),
    functions: functionsOf(world, document),
    accessors: { ...accessorsOf(world, document), ...handlersOf(world) },
  };
}

function functionsOf(world: ScriptWorld, document: WindowDocument): RealmHost['functions'] {
  const { window } = world;
  const add = (type: unknown, listener: unknown, options?: unknown): void => {
    world.listens(String(type));
    window.addEventListener(String(type), windowListener(world, listener), options);
  };
  const say = (text: string): void =>
    document.report(world, { type: 'console', by: 'browser', level: 'warn', args: [text] });
  const forwarded =
    (name: string) =>
    (...args: unknown[]): unknown =>
      Reflect.apply(window[name] as (...args: unknown[]) => unknown, window, args);
  const nothing = (): void => undefined;
  return {
    addEventListener: add,
    removeEventListener: (type, listener, options) =>
      window.removeEventListener(String(type), windowListener(world, listener), options),
    dispatchEvent: (event) => window.dispatchEvent(event as never),
    postMessage: (message, options, transfer) => postMessageTo(document.frame, world, message, options, transfer),
    getComputedStyle: forwarded('getComputedStyle'),
    getSelection: forwarded('getSelection'),
    alert: (text = '') => say(`alert: ${text}`),
    confirm: (text = '') => {
      say(`confirm: ${text}`);
      return false; // as if the user had pressed Escape
    },
    prompt: (text = '') => {
      say(`prompt: ${text}`);
      return null;
    },
    open: (url, target) => document.navigation.open(url === undefined ? '' : String(url), String(target ?? '_blank')),
    close: () => document.navigation.close(),
    stop: nothing,
    focus: nothing,
    blur: nothing,
    print: nothing,
    scroll: nothing,
    scrollTo: nothing,
    scrollBy: nothing,
    moveTo: nothing,
    moveBy: nothing,
    resizeTo: nothing,
    resizeBy: nothing,
  };
}

function accessorsOf(world: ScriptWorld, document: WindowDocument): RealmHost['accessors'] {
  const { window } = world;
  const { frame, tab } = document;
  const of = (name: string): { get(): unknown } => ({ get: () => window[name] });
  const constant = (value: unknown): { get(): unknown } => ({ get: () => value });
  const console = createConsole((level, args) =>
    document.report(world, { type: 'console', by: 'extension', level, args }),
  );
  const geometry =
    'innerWidth innerHeight outerWidth outerHeight pageXOffset pageYOffset screenX screenY scrollX scrollY';
  const plain = `${geometry} devicePixelRatio screen event visualViewport external`.split(' ');
  return {
    ...Object.fromEntries(plain.filter((name) => name in window).map((name) => [name, of(name)])),
    customElements: constant(isOfPage(world) ? window.customElements : ownElements(world)),
    document: constant(window.document),
    console: constant(console),
    navigator: constant(createNavigator(world)),
    location: { get: () => window.document.location, set: (url) => Reflect.set(window.document.location, 'href', url) },
    history: constant(document.navigation.historyFor(world)),
    origin: { get: () => document.origin },
    isSecureContext: { get: () => isSecure(document.url) },
    crypto: { get: () => (isSecure(document.url) ? crypto : insecureCrypto) },
    crossOriginIsolated: constant(false),
    parent: { get: () => (frame.parent?.frame ?? frame).windowFor(world) },
    top: { get: () => frame.top.windowFor(world) },
    opener: constant(null),
    closed: { get: () => !document.isLive },
    length: { get: () => document.frames.length },
    frameElement: { get: () => (frame.parent?.isSameOrigin(document) ? (frame.element ?? null) : null) },
    name: {
      get: () => frame.name,
      set(value) {
        frame.name = String(value);
      },
    },
    localStorage: { get: () => storageOf(document, 'localStorage', tab.library.internals) },
    sessionStorage: { get: () => storageOf(document, 'sessionStorage', tab.library.internals) },
  };
}

const isOfPage = ({ name }: ScriptWorld): boolean => name === 'main';

const ownElements = ({ window, document }: ScriptWorld): unknown =>
  ORDER[document.engine].customElements === null ? null : window.customElements;

/** `onload` and its like, for each world its own. */
function handlersOf(world: ScriptWorld): RealmHost['accessors'] {
  const handlers = new Map<string, unknown>();
  const isSet = new Set<string>();
  const names = Object.getOwnPropertyNames(world.window).filter((name) => name.startsWith('on'));
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        get: () => handlers.get(name) ?? null,
        set(handler: unknown) {
          handlers.set(name, typeof handler === 'function' ? handler : null);
          if (isSet.has(name)) return;
          isSet.add(name);
          const type = name.slice(2);
          world.listens(type);
          world.window.addEventListener(
            type,
            windowListener(
              world,
              listenerFor(world, () => handlers.get(name)),
            ),
          );
        },
      },
    ]),
  );
}

/** Source: HTML, "the event handler processing algorithm": five arguments for `onerror`, and what prevents. */
function listenerFor(world: ScriptWorld, handlerNow: () => unknown): Listener {
  return (event) => {
    const handler = handlerNow();
    if (typeof handler !== 'function') return;
    const { message, filename, lineno, colno, error } = event as unknown as Record<string, unknown>;
    const isError = event.type === 'error' && message !== undefined;
    const args = isError ? [message, filename, lineno, colno, error] : [event];
    const result: unknown = Reflect.apply(handler, world.global, args);
    if (isError ? result === true : result === false) Reflect.apply(Reflect.get(event, 'preventDefault'), event, []);
  };
}

function createNavigator({ window, document }: ScriptWorld): object {
  const { userAgent, vendor } = WORDS[document.engine];
  const text = userAgent(process.platform);
  const language = Intl.DateTimeFormat().resolvedOptions().locale;
  const members = {
    userAgent: text,
    appVersion: text.replace(/^Mozilla\//, ''),
    appName: 'Netscape',
    appCodeName: 'Mozilla',
    product: 'Gecko',
    vendor,
    platform: { darwin: 'MacIntel', win32: 'Win32' }[process.platform as string] ?? 'Linux x86_64',
    language,
    languages: Object.freeze([language]),
    onLine: true,
    cookieEnabled: true,
    webdriver: false,
    hardwareConcurrency: os.availableParallelism(),
  };
  const { prototype } = window.Navigator as { readonly prototype: object };
  const navigator = Object.create(prototype) as object;
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(navigator, name, { value, enumerable: true, configurable: true });
  }
  return navigator;
}

/** Source: Secure Contexts, "potentially trustworthy". */
const isSecure = (url: string): boolean =>
  /^(?:https|file|chrome-extension|moz-extension):|^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::|\/)/.test(url);

/** What is left of `crypto` elsewhere. */
const insecureCrypto = Object.create(Object.getPrototypeOf(crypto) as object, {
  subtle: { value: undefined },
  randomUUID: { value: undefined },
  getRandomValues: { value: (array: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(array) },
}) as object;
