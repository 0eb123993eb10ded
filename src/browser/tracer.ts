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

function bodyOf(text: string): { body: unknown } | { text: string } {
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { text };
  }
}

export const reasonOf = ({ code, message, hint }: NativePortError): TraceReason => ({ code, message, hint });
