import type { ContextTarget, Offer, OfferEvent, PortName } from '../../context/index.js';
import type { ChannelFacts } from '../../engines/index.js';
import { type NativePortError, partsOf } from '../../errors/index.js';
import type { BrowserParts } from '../browser-parts.js';
import { answerNotSendable, documentCached, nobodyListens } from '../errors.js';
import type { PortLabel } from '../trace.js';
import type { ChannelContext, ChannelSide, Closing } from './channel.js';

/** The event of a port and of a message. */
export interface ReceivedBy {
  readonly connect: OfferEvent;
  readonly sendMessage: OfferEvent;
}

/** Who may receive a channel, found when it is opened. */
export interface Receivers {
  /** Runs `then` once those who sleep are awake: at once when nobody does. Until then the channel holds what it gets. */
  whenReady(then: () => void): void;
  /** The contexts, as they are now. */
  links(): readonly ChannelContext[];
  /** Who is meant, for people. */
  readonly to: string;
  /** Which events they hear it by. */
  readonly events: ReceivedBy;
  readonly acceptsTlsChannelId: boolean;
  /** How messages cross. */
  readonly format: ChannelFacts['format'];
  /** What the opener is told when there are none. Default: that nobody is there. */
  readonly refusedText?: string;
  /** Why there are none, for people; undefined: because none listens. */
  readonly whyNone?: NativePortError;
}

/**
 * A port or a one-time message between contexts: one opener, and every context of the target that accepts it. A message of
 * the opener goes to all receivers, a message of a receiver to the opener alone.
 */
export class ContextChannel implements ChannelSide {
  readonly #parts: BrowserParts;
  readonly #opener: ChannelContext;
  readonly #channel: number;
  readonly #port: number;
  readonly #target: ContextTarget;
  readonly #receivers: Receivers;
  readonly #sides = new Set<ReceiverSide>();
  #wasHeard = false;
  #wasPromised = false;
  #wasUnsendable = false; // an answer that could not be sent, which counts as none
  #isOpen = true;
  #waiting: (() => void)[] | undefined = []; // what is held back; undefined: nothing is any more

  constructor(
    parts: BrowserParts,
    opener: ChannelContext,
    channel: number,
    target: ContextTarget,
    receivers: Receivers,
  ) {
    this.#parts = parts;
    this.#opener = opener;
    this.#channel = channel;
    this.#port = parts.nextPort();
    this.#target = target;
    this.#receivers = receivers;
    parts.activity.contextPortOpened();
    parts.tracer.emit({ type: 'port.opened', context: opener.name, port: this.#port, ...labelOf(target) });
  }

  /** Offers a port to the receivers, once they are awake; a one-time message is offered when it is there. */
  open(): void {
    const runWaiting = (): void => {
      const waiting = this.#waiting ?? [];
      this.#waiting = undefined;
      for (const run of waiting) run();
    };
    this.#receivers.whenReady(() => {
      if (this.#target.api === 'connect') this.#offer({ api: 'connect', name: this.#target.name });
      if (this.#holdsBack) this.#receivers.whenReady(runWaiting);
      else runWaiting();
    });
  }

  send(message: unknown): void {
    if (!this.#isMessage(message)) return;
    this.#tell(this.#opener.name, 'to-receivers', message);
    this.#whenReady(() => {
      if (this.#target.api === 'sendMessage') this.#offer({ api: 'sendMessage', message });
      else for (const side of this.#sides) side.deliver(message);
    });
  }

  close(_how: Closing): void {
    this.#whenReady(() => this.#end('extension', { receivers: 'hear' }));
  }

  contextGone(by: 'extension' | 'browser'): void {
    this.#end(by, { receivers: 'hear' });
  }

  contextCached(text: string): void {
    this.#end('browser', { receivers: 'hear', receiverError: text, reason: documentCached(this.#opener.name) });
  }

  /** A receiver has taken the port, or will answer. */
  accepted(side: ReceiverSide): void {
    this.#heardBy(side);
    if (this.#target.api === 'connect') this.#wasHeard = true;
  }

  /** A receiver has sent something: a message, or the answer. */
  sentBy(side: ReceiverSide, message: unknown): void {
    if (!this.#isOpen || !this.#isMessage(message)) return;
    this.#heardBy(side);
    this.#tell(side.name, 'to-opener', message);
    this.#opener.received(this.#channel, message);
    if (this.#target.api === 'connect') return;
    this.#opener.forget(this.#channel); // it closes its end itself
    this.#end('receiver', { receivers: 'hear', except: side });
  }

  closedBy(side: ReceiverSide, { refused, error }: Closing): void {
    if (!this.#isOpen) return;
    this.#sides.delete(side);
    if (refused) {
      this.#wasUnsendable ||= side.hasHeard;
      this.#endIfAlone();
      return;
    }
    this.#heardBy(side);
    const { receiversHearDisconnect } = this.#parts.engine.api.channel;
    if (this.#target.api === 'connect') {
      this.#end('receiver', { opener: {}, receivers: receiversHearDisconnect ? 'hear' : 'forget' });
    } else if (typeof error === 'string') {
      this.#end('receiver', { opener: { error }, receivers: 'hear' });
    } else {
      this.#wasHeard = true;
      this.#endIfAlone();
    }
  }

  /** The context of a receiver went to the back/forward cache. */
  cachedWith(side: ReceiverSide, text: string): void {
    if (!this.#isOpen) return;
    this.#sides.delete(side);
    if (this.#sides.size > 0) return;
    this.#end('browser', { opener: { error: text }, receivers: 'forget', reason: documentCached(side.name) });
  }

  /** The context of a receiver has ended. */
  goneWith(side: ReceiverSide): void {
    if (!this.#isOpen) return;
    this.#sides.delete(side);
    const { closesWithAnyReceiver } = this.#parts.engine.api.channel;
    if (this.#target.api === 'connect' && side.hasHeard && closesWithAnyReceiver) {
      this.#end('receiver', { opener: {}, receivers: 'hear' });
      return;
    }
    if (this.#target.api === 'sendMessage' && side.hasHeard) this.#wasPromised = true;
    this.#endIfAlone();
  }

  /** Runs `then` in order with all that the opener does. */
  #whenReady(then: () => void): void {
    if (!this.#isOpen) return;
    if (this.#waiting === undefined) then();
    else if (this.#holdsBack) this.#waiting.push(then);
    else this.#receivers.whenReady(then);
  }

  /** Whether what it is sent while its receivers wake comes after all else that waits for them. */
  get #holdsBack(): boolean {
    return this.#target.api === 'connect' && this.#parts.engine.life.waitingPortMessages === 'last';
  }

  #offer(what: { api: 'connect'; name: PortName } | { api: 'sendMessage'; message: unknown }): void {
    if (!this.#isOpen) return;
    const { events, acceptsTlsChannelId } = this.#receivers;
    const sender = this.#parts.engine.api.channel.senderOf({
      ...this.#opener.source,
      acceptsTlsChannelId,
      isToTab: 'tab' in this.#target,
    });
    const event = events[what.api];
    for (const link of this.#receivers.links())
      this.#sides.add(new ReceiverSide(this, link, { event, sender, ...what }));
    this.#endIfAlone();
  }

  #endIfAlone(): void {
    if (!this.#isOpen || this.#sides.size > 0) return;
    const error = this.#textWithoutReceivers;
    const wasReceived = this.#wasHeard || this.#wasPromised;
    this.#end(wasReceived ? 'receiver' : 'browser', {
      opener: error === undefined ? {} : { error },
      receivers: 'forget',
      ...(!wasReceived && { reason: this.#whyNotReceived }),
    });
  }

  /** What the opener is told when no receiver is left. */
  get #textWithoutReceivers(): string | undefined {
    const { noReceiverText, answer } = this.#parts.engine.api.channel;
    const { refusedText } = this.#receivers;
    if (refusedText !== undefined) return refusedText;
    const wasHeard = this.#wasHeard;
    if (this.#target.api === 'connect') return wasHeard ? undefined : noReceiverText;
    return answer.unansweredText({ wasHeard, wasPromised: this.#wasPromised });
  }

  get #whyNotReceived(): NativePortError {
    const { whyNone, to } = this.#receivers;
    if (this.#wasUnsendable) return answerNotSendable(to);
    return whyNone ?? nobodyListens(to);
  }

  #end(by: 'extension' | 'receiver' | 'browser', told: ToldAtEnd): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { opener, reason } = told;
    const error = opener?.error ?? told.receiverError;
    if (opener) this.#opener.closed(this.#channel, opener.error);
    for (const side of this.#sides) {
      if (side === told.except) continue;
      if (told.receivers === 'hear') side.closed(told.receiverError);
      else side.forget();
    }
    this.#sides.clear();
    this.#parts.tracer.emit({
      type: 'port.closed',
      context: this.#opener.name,
      port: this.#port,
      by,
      ...(error !== undefined && { error }),
      ...(reason && { reason: partsOf(reason) }),
    });
    this.#parts.activity.contextPortClosed();
  }

  #heardBy(side: ReceiverSide): void {
    if (side.hasHeard || !this.#isOpen) return;
    side.hasHeard = true;
    this.#parts.tracer.emit({ type: 'port.received', context: side.name, port: this.#port });
  }

  #tell(context: string, direction: 'to-receivers' | 'to-opener', message: unknown): void {
    this.#parts.activity.somethingHappened();
    this.#parts.tracer.message(context, this.#port, direction, message, this.#receivers.format);
  }

  /** What a context of ours sends is a text where the engine speaks JSON. */
  #isMessage(message: unknown): boolean {
    return this.#receivers.format !== 'json' || typeof message === 'string';
  }
}

interface ToldAtEnd {
  /** What the opener is told; undefined: nothing. */
  readonly opener?: { readonly error?: string };
  /** Whether the receivers that are left hear that it is over. */
  readonly receivers: 'hear' | 'forget';
  /** What they hear. Default: that it was closed in peace. */
  readonly receiverError?: string;
  readonly except?: ReceiverSide;
  /** The true reason, for people. */
  readonly reason?: NativePortError;
}

/** One receiving context's side. */
class ReceiverSide implements ChannelSide {
  hasHeard = false;
  readonly #whole: ContextChannel;
  readonly #link: ChannelContext;
  readonly #channel: number;

  constructor(whole: ContextChannel, link: ChannelContext, offer: Offer) {
    this.#whole = whole;
    this.#link = link;
    this.#channel = link.offer(this, offer);
  }

  get name(): string {
    return this.#link.name;
  }

  deliver(message: unknown): void {
    this.#link.received(this.#channel, message);
  }

  closed(error: string | undefined): void {
    this.#link.closed(this.#channel, error);
  }

  forget(): void {
    this.#link.forget(this.#channel);
  }

  accept(): void {
    this.#whole.accepted(this);
  }

  send(message: unknown): void {
    this.#whole.sentBy(this, message);
  }

  close(how: Closing): void {
    this.#whole.closedBy(this, how);
  }

  contextGone(): void {
    this.#whole.goneWith(this);
  }

  contextCached(text: string): void {
    this.#whole.cachedWith(this, text);
  }
}

function labelOf(target: ContextTarget): PortLabel {
  const to =
    'extension' in target
      ? { extension: target.extension }
      : {
          tab: target.tab,
          ...(target.frameId !== undefined && { frameId: target.frameId }),
          ...(target.documentId !== undefined && { documentId: target.documentId }),
        };
  return target.api === 'connect' ? { api: target.api, ...to, name: target.name ?? '' } : { api: target.api, ...to };
}
