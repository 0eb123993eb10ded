import type {
  HostEvent,
  NativeConnection,
  NativeConnections,
  NativeEnd,
  NativeRequest,
} from '../../src/browser/index.js';
import type { NativeFailureCode } from '../../src/engines/index.js';
import { NativePortError } from '../../src/errors/index.js';

type Events = Parameters<NativeConnections['connect']>[1];

/** A host that a test plays. */
export class FakeHost implements NativeConnection {
  readonly request: NativeRequest;
  readonly sent: string[] = [];
  readonly gone: Promise<void>;
  isClosed = false;
  readonly #events: Events;
  #leave: () => void = () => {};

  constructor(request: NativeRequest, events: Events) {
    this.request = request;
    this.#events = events;
    this.gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  send(message: string): void {
    this.sent.push(message);
  }

  close(): void {
    this.isClosed = true;
  }

  /** The host sends a message. */
  says(message: unknown): void {
    this.writes(JSON.stringify(message));
  }

  /** The host sends a frame with this body. */
  writes(text: string): void {
    this.#events.received(text);
  }

  reports(event: HostEvent): void {
    this.#events.host(event);
  }

  ends(code?: NativeFailureCode, details: { bytes?: number; limitBytes?: number } = {}): void {
    this.#events.closed(code && new FakeEnd(code, this.request.application, details));
    this.#leave();
  }

  /** Its process ends after the connection was closed from our side. */
  leaves(): void {
    this.#leave();
  }
}

class FakeEnd extends NativePortError<NativeFailureCode> implements NativeEnd {
  readonly application: string;
  readonly bytes?: number;
  readonly limitBytes?: number;

  constructor(code: NativeFailureCode, application: string, details: { bytes?: number; limitBytes?: number }) {
    super(code, `It ended with ${code}.`, 'Look at the test.');
    this.application = application;
    Object.assign(this, details);
  }
}

/** Connections to hosts that a test plays. */
export class FakeConnections implements NativeConnections {
  readonly hosts: FakeHost[] = [];

  connect(request: NativeRequest, events: Events): NativeConnection {
    const host = new FakeHost(request, events);
    this.hosts.push(host);
    return host;
  }

  /** The host that was asked for last. */
  get last(): FakeHost {
    const host = this.hosts.at(-1);
    if (!host) throw new Error('No host was asked for.');
    return host;
  }

  async close(): Promise<void> {
    for (const host of this.hosts) host.leaves();
  }
}
