import type { NativePortError } from '../errors/index.js';
import { utf8Bytes } from '../framing/index.js';
import type { TraceEvent, TraceReason } from './trace.js';

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'time'> : never;
export type Traced = WithoutTime<TraceEvent>;

/** Tells what happens to whoever wants to know; costs nothing when nobody does. */
export class Tracer {
  readonly #listener: ((event: TraceEvent) => void) | undefined;
  readonly #now: () => number;

  constructor(listener: ((event: TraceEvent) => void) | undefined, now: () => number) {
    this.#listener = listener;
    this.#now = now;
  }

  get isWatched(): boolean {
    return this.#listener !== undefined;
  }

  emit(event: Traced): void {
    this.#listener?.({ time: this.#now(), ...event } as TraceEvent); // a spread loses which of the union it was
  }

  message(context: string, port: number, direction: 'to-host' | 'from-host', text: string): void {
    if (!this.isWatched) return;
    this.emit({ type: 'message', context, port, direction, bytes: utf8Bytes(text), ...bodyOf(text) });
  }
}

/** What is nested deeper stays text: whoever writes such a value down, or clones it, runs out of stack. */
const DEEPEST_BODY = 1000;

function bodyOf(text: string): { body: unknown } | { text: string } {
  if (isDeeperThan(DEEPEST_BODY, text)) return { text };
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { text };
  }
}

/** Whether more than `depth` brackets are open at once, in a text that may be JSON. */
function isDeeperThan(depth: number, text: string): boolean {
  if (text.length <= depth) return false;
  let open = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString) at += code === BACKSLASH ? 1 : 0;
    else if (code === BRACKET || code === BRACE) {
      open += 1;
      if (open > depth) return true;
    } else if (code === BRACKET_END || code === BRACE_END) open -= 1;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACKET, BRACKET_END, BRACE, BRACE_END] = ['"', '\\', '[', ']', '{', '}'].map((sign) =>
  sign.charCodeAt(0),
);

export const reasonOf = ({ code, message, hint }: NativePortError): TraceReason => ({ code, message, hint });
