import type { HostTarget, NativeApi } from '../../context/index.js';
import type { ContextKind } from '../../engines/index.js';
import { partsOf } from '../../errors/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { HostEvent, NativeConnection, NativeEnd } from '../native-connections.js';
import type { ChannelOwner, ChannelSide, Closing } from './channel.js';
import { callerIsContentScript, messageNotJson, permissionMissing } from './errors.js';

/** A context that may ask for hosts. */
export interface HostUser extends ChannelOwner {
  readonly kind: ContextKind;
  readonly mayUseHosts: boolean;
  /** Id of its extension. */
  readonly callerId: string;
}

/** One native port: the channel of a context on this side, the connection to a host on the other. */
export class NativeChannel implements ChannelSide {
  readonly #parts: BrowserParts;
  readonly #owner: HostUser;
  readonly #channel: number;
  readonly #port: number;
  readonly #api: NativeApi;
  readonly #application: string;
  readonly #connection: NativeConnection | undefined;

  constructor(parts: BrowserParts, owner: HostUser, channel: number, { api, application }: HostTarget) {
    this.#parts = parts;
    this.#owner = owner;
    this.#channel = channel;
    this.#port = parts.nextPort();
    this.#api = api;
    this.#application = application;
    parts.activity.portOpened();
    parts.tracer.emit({ type: 'port.opened', context: owner.name, port: this.#port, api, application });
    if (owner.kind === 'content-script' || owner.kind === 'user-script') {
      this.#closedBelow(callerIsContentScript(application));
      return;
    }
    if (!owner.mayUseHosts) {
      this.#closedBelow(permissionMissing(application));
      return;
    }
    this.#connection = parts.connections.connect(
      { application, api, callerId: owner.callerId },
      {
        received: (message) => this.#received(message),
        closed: (reason) => this.#closedBelow(reason),
        host: (event) => this.#host(event),
      },
    );
    parts.activity.hostStarted(this.#connection.gone);
  }

  /** Whether a host was asked for at all. */
  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  /** Resolves when the host is gone; at once when there never was one. */
  get gone(): Promise<void> {
    return this.#connection?.gone ?? Promise.resolve();
  }

  send(message: unknown): void {
    if (typeof message !== 'string') return; // the context is not one of ours
    this.#parts.tracer.message(this.#owner.name, this.#port, 'to-host', message, 'json');
    this.#connection?.send(message);
  }

  close({ failure }: Closing): void {
    this.#connection?.close(failure);
    if (failure) this.#ended('browser', messageNotJson(this.#application));
    else this.#ended('extension', undefined);
  }

  contextGone(by: 'extension' | 'browser'): void {
    this.#connection?.close();
    this.#ended(by, undefined);
  }

  contextCached(): void {
    this.contextGone('browser');
  }

  #received(message: string): void {
    this.#parts.tracer.message(this.#owner.name, this.#port, 'from-host', message, 'json');
    this.#owner.received(this.#channel, message);
  }

  #closedBelow(reason: NativeEnd | undefined): void {
    const isHost = reason === undefined || reason.code === 'HOST_EXITED';
    this.#owner.closed(this.#channel, this.#errorText(reason));
    this.#ended(isHost ? 'host' : 'browser', reason);
  }

  #ended(by: 'extension' | 'host' | 'browser', reason: NativeEnd | undefined): void {
    const error = this.#errorText(reason);
    this.#parts.tracer.emit({
      type: 'port.closed',
      context: this.#owner.name,
      port: this.#port,
      by,
      ...(error !== undefined && { error }),
      ...(reason && { reason: partsOf(reason) }),
    });
    this.#parts.activity.portClosed();
  }

  #errorText(reason: NativeEnd | undefined): string | undefined {
    const { portErrorText, replyErrorText } = this.#parts.engine.api;
    if (this.#api === 'connectNative') return reason && portErrorText(reason);
    return reason && replyErrorText(reason);
  }

  #host(event: HostEvent): void {
    const { tracer } = this.#parts;
    if (!tracer.isWatched) return;
    const of = { context: this.#owner.name, port: this.#port };
    switch (event.type) {
      case 'started': {
        const { pid, argv, cwd, manifestPath } = event;
        tracer.emit({ type: 'host.started', ...of, pid, argv, cwd, manifestPath });
        return;
      }
      case 'stderr':
        tracer.emit({ type: 'host.stderr', ...of, line: event.line });
        return;
      case 'exited': {
        const { exitCode, signal } = event;
        tracer.emit({ type: 'host.exited', ...of, exitCode, signal });
        return;
      }
    }
  }
}
