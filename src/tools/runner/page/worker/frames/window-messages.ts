import type { DomWindow } from '../dom/dom-types.js';
import { markEvent } from '../world/events.js';
import type { ScriptWorld, WorldDocument, WorldFrame } from '../world/script-world.js';
import { notCloneable } from '../world/world.js';

/** A frame to whose window a message goes: to the document that it shows when the message comes. */
export interface AddressedFrame {
  readonly document:
    | (Pick<WorldDocument, 'origin' | 'tasks'> & { readonly worlds: readonly ScriptWorld[] })
    | undefined;
}

/**
 * `window.postMessage`. Each world of the document that listens gets an event of its own with a copy of its own, in which
 * `source` is the window as that world knows it. Ports go to one world only: one that has not sent them, if one listens.
 */
export function postMessageTo(
  frame: AddressedFrame,
  sender: ScriptWorld,
  message: unknown,
  options: unknown,
  transferOrNone: unknown,
): void {
  const { targetOrigin, transfer } = optionsOf(options, transferOrNone);
  const wanted = originWanted(targetOrigin, sender);
  const ports = transfer.filter(isPort);
  const kept = keep({ message, ports }, transfer, sender); // as it is now, whatever the script does with it later
  const source = sender.document;
  frame.document?.tasks.post(() => {
    const { document } = frame;
    if (document === undefined || (wanted !== '*' && document.origin !== wanted)) return;
    const listening = document.worlds.filter((world) => world.hears('message'));
    if (ports.length > 0) {
      const [receiver] = [...listening].sort((a, b) => Number(a === sender) - Number(b === sender));
      if (receiver) deliver(receiver, kept, source.frame, source.origin, kept.ports);
    } else for (const world of listening) deliver(world, kept, source.frame, source.origin, []);
  });
}

interface Kept {
  readonly message: unknown;
  readonly ports: readonly object[];
}

function keep(value: Kept, transfer: readonly unknown[], sender: ScriptWorld): Kept {
  try {
    if (sender.document.isDom(value.message)) throw notCloneable(value.message);
    return structuredClone(value, { transfer: transfer as never });
  } catch (error) {
    const { name, message } = error as Error;
    throw name === 'DataCloneError' ? sender.parts.makeError(name, message) : error;
  }
}

function deliver(world: ScriptWorld, kept: Kept, from: WorldFrame, origin: string, transfer: readonly object[]): void {
  const { message, ports } = world.clone(kept, transfer) as Kept;
  const event = new (world.window.MessageEvent as DomWindow['Event'])('message');
  const own = {
    data: message,
    origin,
    source: from.windowFor(world),
    ports: ports.map(world.parts.adoptPort),
    lastEventId: '',
  };
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(event, name, { value, enumerable: true, configurable: true });
  }
  markEvent(event, { world });
  world.document.dispatch(world.window, event);
}

function optionsOf(options: unknown, transferOrNone: unknown): { targetOrigin: string; transfer: readonly unknown[] } {
  const isDictionary = typeof options === 'object' && options !== null;
  const list: unknown = isDictionary ? Reflect.get(options, 'transfer') : transferOrNone;
  const origin: unknown = isDictionary ? Reflect.get(options, 'targetOrigin') : options;
  return {
    targetOrigin: origin === undefined ? '/' : String(origin),
    transfer: list === undefined || list === null ? [] : [...(list as Iterable<unknown>)],
  };
}

/** `*`, or an origin; `/` is the sender's own. Source: HTML, "window post message steps". */
function originWanted(targetOrigin: string, sender: ScriptWorld): string {
  if (targetOrigin === '*') return '*';
  if (targetOrigin === '/') return sender.document.origin;
  try {
    return sender.document.originOfUrl(new URL(targetOrigin).href);
  } catch {
    const text = `Failed to execute 'postMessage' on 'Window': Invalid target origin '${targetOrigin}' in a call to 'postMessage'.`;
    throw sender.parts.makeError('SyntaxError', text);
  }
}

/** A `MessagePort` of any world. */
const isPort = (value: unknown): value is object => Object.prototype.toString.call(value) === '[object MessagePort]';
