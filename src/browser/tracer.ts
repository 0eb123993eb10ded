import type { MessageFormatName } from '../engines/index.js';
import { utf8Bytes } from '../framing/index.js';
import type { MessageDirection, TraceEvent, UntimedEvent } from './trace.js';

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

  emit(event: UntimedEvent): void {
    this.#listener?.({ time: this.#now(), ...event } as TraceEvent); // a spread loses which of the union it was
  }

  /** `crossed`: the message as it crosses the bridge, a text or a copy. */
  message(
    context: string,
    port: number,
    direction: MessageDirection,
    crossed: unknown,
    format: MessageFormatName,
  ): void {
    if (!this.isWatched) return;
    const what =
      format === 'json'
        ? { bytes: utf8Bytes(String(crossed)), ...bodyOf(String(crossed)) }
        : { body: plainOf(crossed) };
    this.emit({ type: 'message', context, port, direction, ...what });
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

/** What JSON can say of a structured clone. What it cannot say becomes a text that shows the value's kind. */
function plainOf(value: unknown): unknown {
  const above: unknown[] = [];
  const visit = (each: unknown): unknown => {
    if (typeof each === 'bigint') return `${each}n`;
    if (each === undefined || (typeof each === 'number' && !Number.isFinite(each))) return String(each);
    if (typeof each !== 'object' || each === null) return each;
    if (above.includes(each)) return '[cyclic]';
    if (above.length >= DEEPEST_BODY) return '…';
    above.push(each);
    try {
      if (Array.isArray(each)) return Array.from(each, visit);
      if (Object.getPrototypeOf(each) === Object.prototype) {
        return Object.fromEntries(Object.entries(each).map(([key, member]) => [key, visit(member)]));
      }
      if (each instanceof Map) return { Map: Array.from(each, visit) };
      if (each instanceof Set) return { Set: Array.from(each, visit) };
      return each instanceof Error || each instanceof RegExp
        ? String(each)
        : (JSON.parse(JSON.stringify(each)) as unknown);
    } finally {
      above.pop();
    }
  };
  return visit(value);
}
