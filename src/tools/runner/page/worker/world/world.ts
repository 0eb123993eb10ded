import vm from 'node:vm';
import { MessageChannel, type MessagePort, moveMessagePortToContext, receiveMessageOnPort } from 'node:worker_threads';
import { keyOf, type WorldName } from '../../protocol.js';
import type { DomWindow } from '../dom/dom-types.js';
import { letGo } from '../realm/ports.js';
import { installRealm, type RealmHost } from '../realm/realm-globals.js';
import { installPorts, type PortHost } from '../realm/realm-ports.js';
import { inWorld, rememberRoot } from './current-world.js';
import { rememberGlobal } from './events.js';
import type { Listener, ScriptWorld, WorldDocument, WorldParts } from './script-world.js';

export interface WorldOptions {
  readonly name: WorldName;
  /** How reports call it. */
  readonly label: string;
  readonly document: WorldDocument;
  readonly window: DomWindow;
  /** Gets what code of this world throws and nobody catches. */
  uncaught(error: unknown): void;
}

const INSTALL = new vm.Script(`(${installRealm.toString()})`, { filename: 'node:nativeport' });
const INSTALL_PORTS = new vm.Script(`(${installPorts.toString()})`, { filename: 'node:nativeport' });
const NAMES = new WeakMap<DomWindow, PropertyDescriptorMap>();

/**
 * A world: a realm with intrinsics and globals of its own, and the document that it shares with the other worlds of its
 * document. Making one takes a millisecond.
 */
export class World implements ScriptWorld {
  readonly name: WorldName;
  readonly key: string;
  label: string;
  /** The content security policy forbids code as text. */
  refusesText = false;
  readonly document: WorldDocument;
  readonly window: DomWindow;
  readonly global: ScriptWorld['global'];
  /** Listeners that were added to its `window`. */
  readonly wrappedListeners = new WeakMap<object, Listener>();
  readonly #heard = new Set<string>(); // events that somebody has ever listened to
  readonly #uncaught: WorldOptions['uncaught'];
  #parts: WorldParts | undefined;
  #intake: Intake | undefined;
  #isSilent = false;

  constructor({ name, label, document, window, uncaught }: WorldOptions) {
    this.name = name;
    this.key = keyOf(name);
    this.label = label;
    this.document = document;
    this.window = window;
    this.#uncaught = uncaught;
    const context = vm.createContext(vm.constants.DONT_CONTEXTIFY as unknown as object, { name: this.key });
    this.global = vm.runInContext('globalThis', context) as ScriptWorld['global'];
    rememberRoot(this.global.Object.prototype as object, this);
    rememberGlobal(this);
  }

  /** Puts the globals into the realm; comes once. */
  install(host: RealmHost & PortHost): void {
    Object.defineProperties(this.global, interfacesOf(this.window));
    const install = INSTALL.runInContext(this.global) as typeof installRealm;
    const installPortsHere = INSTALL_PORTS.runInContext(this.global) as typeof installPorts;
    this.#parts = { ...install(host), adoptPort: installPortsHere(host) };
  }

  get parts(): WorldParts {
    if (!this.#parts) throw new Error('The world has no globals yet.');
    return this.#parts;
  }

  /** Runs code of this world that was called from outside; what it throws is reported. */
  run(code: () => void): void {
    if (this.#isSilent) return;
    try {
      inWorld(this, code);
    } catch (error) {
      this.uncaught(error);
    }
  }

  /** None of its code is called any more. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Somebody listens for an event of the window. */
  listens(type: string): void {
    this.#heard.add(type);
  }

  hears(type: string): boolean {
    return this.#heard.has(type);
  }

  uncaught(error: unknown): void {
    this.#uncaught(error);
  }

  /** A copy of a value, made of this world's classes. Throws the platform's `DataCloneError`. */
  clone(value: unknown, transfer: readonly unknown[] = []): unknown {
    if (this.document.isDom(value)) throw notCloneable(value);
    this.#intake ??= openIntake(this.global);
    const { send, receive } = this.#intake;
    send.postMessage({ value }, transfer as never);
    return (receiveMessageOnPort(receive) as { message: { value: unknown } }).message.value;
  }

  /** Two entangled ports whose messages become objects of this world. */
  createChannel(): [object, object] {
    const { port1, port2 } = new MessageChannel();
    return [moveMessagePortToContext(port1, this.global), moveMessagePortToContext(port2, this.global)];
  }

  end(): void {
    this.#intake?.send.close();
  }
}

/** The platform does not know the DOM library's objects as what they are. */
export function notCloneable(value: unknown): DOMException {
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return new DOMException(`${name} object could not be cloned.`, 'DataCloneError');
}

/** A channel into the realm: what comes out of it is made there. */
interface Intake {
  readonly send: MessagePort;
  readonly receive: MessagePort;
}

function openIntake(context: vm.Context): Intake {
  const { port1, port2 } = new MessageChannel();
  const receive = moveMessagePortToContext(port2, context);
  letGo(port1);
  letGo(receive);
  return { send: port1, receive };
}

/** What a realm has itself, or gets from Node; the DOM library's is not taken. */
const NOT_OF_THE_DOM = new Set(
  'Infinity NaN Window URL URLSearchParams Headers Blob File FormData TextEncoder TextDecoder WebAssembly SharedArrayBuffer'.split(
    ' ',
  ),
);
/** Globals of Node that work for any realm as they are. */
const OF_NODE = (
  'URLSearchParams Headers Blob File TextDecoder TextDecoderStream TextEncoderStream ReadableStream WritableStream ' +
  'TransformStream ReadableStreamDefaultReader WritableStreamDefaultWriter ByteLengthQueuingStrategy ' +
  'CountQueuingStrategy CompressionStream DecompressionStream crypto Crypto CryptoKey SubtleCrypto atob btoa'
).split(' ');
const OF_REALMS = new Set(Object.getOwnPropertyNames(vm.runInNewContext('globalThis')));

/** The interfaces of the DOM, the same for all worlds of a document. */
function interfacesOf(window: DomWindow): PropertyDescriptorMap {
  const known = NAMES.get(window);
  if (known) return known;
  const found: PropertyDescriptorMap = {};
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(window))) {
    if (!/^[A-Z]/.test(name) || OF_REALMS.has(name) || NOT_OF_THE_DOM.has(name)) continue;
    found[name] = { ...descriptor, enumerable: false };
  }
  for (const name of OF_NODE) {
    const value: unknown = Reflect.get(globalThis, name);
    if (value !== undefined) found[name] = { value, writable: true, enumerable: false, configurable: true };
  }
  NAMES.set(window, found);
  return found;
}
