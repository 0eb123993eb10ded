import type { BrowserEnd, FromContext, Offer, ToContext } from '../../context/index.js';
import type { ContextKind, MessageFormatName, MessageOrigin } from '../../engines/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { Answer } from '../calls/answer.js';
import type { ChannelSide, LivingContext } from '../channels/channel.js';
import type { HostUser } from '../channels/native-channel.js';
import type { PageDocument } from '../tabs/page-document.js';
import { type ChannelsOwner, LinkChannels } from './link-channels.js';

/** Who answers for a context: its extension, or for a web page the browser. */
export interface LinkOwner extends ChannelsOwner {
  /** Id of its extension; undefined: a web page. */
  readonly extensionId: string | undefined;
  readonly manifestVersion: number | undefined;
  /** How its messages cross; undefined: as the one that it speaks to has it. */
  readonly format: MessageFormatName | undefined;
  holdsNativeMessaging(): boolean;
  call(method: string, args: readonly unknown[], caller: ContextLink): Promise<Answer>;
  /** The link is there. */
  linkBegan(link: ContextLink): void;
  /** The link is over. */
  linkEnded(link: ContextLink): void;
}

/** What a context is, for as long as it lives. */
export interface ContextIdentity {
  /** In the trace; a number is added when the name is taken. */
  readonly wantedName: string;
  readonly kind: ContextKind;
  /** The document that it lives in. */
  readonly place: PageDocument;
  /** Of a user script: the name of its world. */
  readonly worldId?: string | undefined;
}

/** The browser's half of one context: its channels, its calls, and what it is told. */
export class ContextLink implements HostUser, LivingContext {
  /** In the trace; unlike any other. */
  readonly name: string;
  readonly kind: ContextKind;
  /** Unlike any other in the browser. */
  readonly number: number;
  readonly place: PageDocument;
  readonly worldId: string | undefined;
  readonly #parts: BrowserParts;
  readonly #owner: LinkOwner;
  readonly #bridge: BrowserEnd;
  readonly #channels: LinkChannels;
  readonly #syncs = new Map<number, () => void>();
  readonly #listening = new Set<string>();
  #lastSync = 0;
  #isOpen = true;
  #isFrozen = false;
  #isLeaving = false;
  #missed: ToContext[] = []; // what it must know when it comes back from the cache

  constructor(
    parts: BrowserParts,
    owner: LinkOwner,
    bridge: BrowserEnd,
    { wantedName, kind, place, worldId }: ContextIdentity,
  ) {
    this.#parts = parts;
    this.#owner = owner;
    this.#bridge = bridge;
    this.#channels = new LinkChannels(parts, owner, this);
    this.name = parts.nameFor(wantedName);
    this.kind = kind;
    this.number = parts.nextContext();
    this.place = place;
    this.worldId = worldId;
  }

  get extensionId(): string | undefined {
    return this.#owner.extensionId;
  }

  get callerId(): string {
    return this.#owner.extensionId ?? '';
  }

  /** How its messages cross; undefined: as the one that it speaks to has it. */
  get format(): MessageFormatName | undefined {
    return this.#owner.format;
  }

  get mayUseHosts(): boolean {
    return this.#owner.holdsNativeMessaging();
  }

  /** Whether it can receive: it is there, not in the back/forward cache, and not about to end. */
  get isActive(): boolean {
    return this.#isOpen && !this.#isFrozen && !this.#isLeaving;
  }

  /** What its messages say of where they come from, at this moment. */
  get source(): MessageOrigin {
    const { kind, place, worldId } = this;
    return {
      id: this.#owner.extensionId,
      kind,
      url: place.url,
      origin: place.origin,
      manifestVersion: this.#owner.manifestVersion,
      document: place.state,
      contextNumber: this.number,
      ...(worldId !== undefined && { worldId }),
    };
  }

  /** Whether somebody in it listens to an event of a namespace. */
  listensTo(event: string): boolean {
    return this.#listening.has(event);
  }

  /** From here on the context is served. */
  serve(): void {
    const { extensionId } = this;
    const { tab, frameId, documentId } = this.place.state;
    this.#owner.linkBegan(this);
    this.place.contexts.add(this);
    this.#parts.tracer.emit({
      type: 'context.created',
      context: this.name,
      kind: this.kind,
      url: this.place.url,
      ...(extensionId !== undefined && { extension: extensionId }),
      ...(tab && { tab: tab.id, frameId, documentId }),
    });
    this.#bridge.listen({ received: (message) => this.#received(message), closed: () => this.#end('extension') });
  }

  /**
   * In the back/forward cache it hears nothing; when it comes back it learns its permissions, what its calls came to, and which of
   * its ports are over. Seen in Firefox ESR 153; Chromium has closed them all before.
   */
  send(message: ToContext): void {
    if (!this.#isFrozen) this.#bridge.send(message);
    else if (message.type === 'permissions' || message.type === 'reply') this.#missed.push(message);
    else if (message.type === 'close') this.#missed.push({ ...message, unheard: true });
  }

  /** Offers a port or a message of another context, and returns the number of the channel. */
  offer(side: ChannelSide, offer: Offer): number {
    const channel = this.#channels.offered(side, offer.api);
    this.send({ type: 'offer', channel, ...offer });
    return channel;
  }

  received(channel: number, message: unknown): void {
    this.#owner.life?.showed('port-message');
    this.send({ type: 'message', channel, message });
  }

  closed(channel: number, error: string | undefined): void {
    this.forget(channel);
    this.send({ type: 'close', channel, ...(error !== undefined && { error }) });
  }

  forget(channel: number): void {
    this.#channels.forget(channel);
  }

  /** Resolves when the context has worked through everything that was sent to it, or is gone. */
  settled(): Promise<void> {
    if (!this.isActive) return Promise.resolve();
    this.#lastSync += 1;
    const sync = this.#lastSync;
    return new Promise((resolve) => {
      this.#syncs.set(sync, resolve);
      this.#bridge.send({ type: 'sync', sync });
    });
  }

  /** Its document goes to the back/forward cache. Where the engine closes ports then, the context does not hear of it. */
  freeze(): void {
    if (!this.isActive) return;
    this.#isFrozen = true;
    this.#resolveSyncs();
    const text = this.#parts.engine.api.channel.cachedText;
    if (text === undefined) return;
    for (const channel of this.#channels.cut()) channel.contextCached(text);
  }

  /** Its document comes back. */
  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    const missed = this.#missed;
    this.#missed = [];
    for (const message of missed) this.#bridge.send(message);
  }

  /** Its extension goes, its document stays: it hears how its ports have closed, then that it is over. */
  orphan(): void {
    if (!this.#isOpen) return;
    this.#lastSync += 1;
    const sync = this.#lastSync;
    this.#end('browser');
    this.#syncs.set(sync, () => this.#bridge.close());
    this.#bridge.send({ type: 'sync', sync });
  }

  /** Its scripts hear nothing any more, not even what comes of its end. */
  silence(): void {
    this.#bridge.close();
  }

  leave(): void {
    this.#isLeaving = true;
    this.#resolveSyncs();
  }

  /** Ends the context from this side; its ports close with it. */
  close(): void {
    if (!this.#isOpen) return;
    this.#bridge.close();
    this.#end('browser');
  }

  #end(by: 'extension' | 'browser'): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const channels = this.#channels.end();
    this.#owner.linkEnded(this); // from here on it receives nothing
    this.place.contexts.delete(this);
    for (const channel of channels) channel.contextGone(by);
    this.#resolveSyncs();
    this.#parts.tracer.emit({ type: 'context.gone', context: this.name });
  }

  #resolveSyncs(): void {
    const syncs = [...this.#syncs.values()];
    this.#syncs.clear();
    for (const resolve of syncs) resolve();
  }

  #received(message: FromContext): void {
    if (typeof message !== 'object' || message === null) return; // a bridge may lead to a process that is not to be trusted
    if ((!this.#isOpen || this.#isFrozen) && !HEARD_ALWAYS.has(message.type)) return;
    switch (message.type) {
      case 'message':
        this.#owner.life?.showed('port-post');
        this.#channels.get(message.channel)?.send(message.message); // without a channel: it was closed meanwhile
        return;
      case 'accepted':
        this.#channels.get(message.channel)?.accept?.();
        return;
      case 'open':
        this.#channels.open(message);
        return;
      case 'close': {
        const channel = this.#channels.get(message.channel);
        this.forget(message.channel);
        channel?.close(message);
        return;
      }
      case 'call':
        if (Array.isArray(message.args)) void this.#call(message.call, message.method, message.args);
        return;
      case 'listening': {
        const { event, isListening } = message;
        if (isListening) this.#listening.add(event);
        else this.#listening.delete(event);
        if (this.#isOpen) this.#owner.life?.listening(event, isListening);
        return;
      }
      case 'console':
        this.#parts.tracer.emit({
          type: 'console',
          context: this.name,
          by: 'browser',
          level: message.level,
          args: [message.text],
        });
        return;
      case 'uncaught': {
        const { text, stack } = message;
        this.#parts.tracer.emit({
          type: 'error',
          context: this.name,
          message: text,
          ...(stack !== undefined && { stack }),
        });
        return;
      }
      case 'synced':
        this.#syncs.get(message.sync)?.();
        this.#syncs.delete(message.sync);
        return;
    }
  }

  async #call(call: number, method: string, args: readonly unknown[]): Promise<void> {
    this.#parts.activity.callBegan();
    this.#owner.life?.called(method);
    const release = this.#owner.life?.hold('call');
    try {
      const answer = await this.#owner.call(method, args, this);
      if ('error' in answer) this.send({ type: 'reply', call, error: answer.error });
      else this.send({ type: 'reply', call, result: answer.result });
      if ('afterwards' in answer) answer.afterwards?.();
    } finally {
      release?.();
      this.#parts.activity.callEnded();
    }
  }
}

/** What counts although a context is in the back/forward cache, or has lost its extension. */
const HEARD_ALWAYS: ReadonlySet<FromContext['type']> = new Set(['close', 'console', 'listening', 'synced', 'uncaught']);
