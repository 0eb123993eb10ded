import process from 'node:process';
import type { HostEvent } from '../../browser/index.js';
import {
  createNativeConnections,
  type HostConnection,
  type HostConnections,
  type NativeError,
} from '../../native/index.js';
import type { ChosenHost, RefusedHost } from './choose-host.js';
import { type Colors, colorsFor, explain, say } from './output.js';
import { printableLine } from './printable.js';

export interface SessionEvents {
  received(text: string): void;
  closed(reason: NativeError | undefined): void;
}

/** A host that runs, with its stderr shown. */
export class HostSession {
  readonly #chosen: ChosenHost;
  readonly #connections: HostConnections;
  readonly #connection: HostConnection;
  readonly #isVerbose: boolean;
  readonly #colors: Colors = colorsFor(process.stderr);
  readonly #show: (line: string) => void;
  #exit: Extract<HostEvent, { type: 'exited' }> | undefined;

  /** `show`: how a line for people reaches them. */
  constructor(chosen: ChosenHost, isVerbose: boolean, events: SessionEvents, show: (line: string) => void = say) {
    this.#chosen = chosen;
    this.#isVerbose = isVerbose;
    this.#show = show;
    for (const note of chosen.notes) this.#note(note);
    this.#connections = createNativeConnections({ engine: chosen.engine });
    this.#connection = this.#connections.connectTo(chosen.found, {
      received: (text) => events.received(text),
      closed: (reason) => events.closed(reason),
      host: (event) => this.#hear(event),
    });
  }

  /** How the host ended, once it has. */
  get exit(): { readonly exitCode: number | null; readonly signal: string | null } | undefined {
    return this.#exit;
  }

  /** Resolves when the host is gone. */
  get gone(): Promise<void> {
    return this.#connection.gone;
  }

  /** @throws {FrameError} `FRAME_TOO_LARGE` */
  send(text: string): void {
    this.#connection.send(text);
  }

  /** Ends the conversation; resolves when the host is gone, with the patience of the engine. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  /** Says why the conversation ended, and what the browser would say. */
  explain(reason: NativeError): void {
    const { engine } = this.#chosen;
    explain(reason);
    if (this.#exit) say(`  ${howItExited(this.#exit)}`);
    sayTexts({ [engine.name]: engine.api.replyErrorText(reason) });
  }

  #hear(event: HostEvent): void {
    const { magenta } = this.#colors;
    if (event.type === 'stderr') this.#show(`${magenta('host:')} ${printableLine(event.line)}`);
    else if (event.type === 'started') this.#note(`started, pid ${event.pid}: ${event.argv.join(' ')}`);
    else {
      this.#exit = event;
      this.#note(howItExited(event));
    }
  }

  #note(text: string): void {
    if (this.#isVerbose) this.#show(this.#colors.dim(`nativeport: ${printableLine(text)}`));
  }
}

/** Why a host was not even started: the reason, what to do, where was looked, what a browser tells the extension. */
export function explainRefusal({ problem, places, texts }: RefusedHost): void {
  explain(problem);
  const shown = new Map(places.map((looked) => [looked.place, looked])); // browsers share some places
  for (const { place, found, why } of shown.values()) {
    const what = found === 'nothing' ? 'nothing at' : `${found}:`;
    say(`  ${what} ${printableLine(place)}${why === undefined ? '' : `: ${printableLine(why)}`}`);
  }
  sayTexts(texts);
}

function sayTexts(texts: RefusedHost['texts']): void {
  for (const [engine, text] of Object.entries(texts)) say(`  ${engine} tells the extension: ${printableLine(text)}`);
}

const howItExited = ({ exitCode, signal }: { exitCode: number | null; signal: string | null }): string =>
  `the host exited ${signal === null ? `with code ${exitCode}` : `by ${signal}`}`;
