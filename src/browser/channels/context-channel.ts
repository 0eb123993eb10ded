import type { ContextTarget, PortName } from '../../context/index.js';
import { type NativePortError, partsOf } from '../../errors/index.js';
import type { BrowserParts } from '../browser-parts.js';
import type { PortLabel } from '../trace.js';
import type { ChannelContext, ChannelSide, Closing } from './channel.js';
import { answerNotSendable, documentCached, nobodyListens } from './errors.js';
import { ReceiverSide, type WholeChannel } from './receiver-side.js';
import type { Receivers } from './receivers.js';

/**
 * A port or a one-time message between contexts: one opener, and every context of the target that accepts it. A message of
 * the opener goes to all receivers, a message of a receiver to the opener alone.
 */
export class ContextChannel implements ChannelSide, WholeChannel {
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

  accepted(side: ReceiverSide): void {
    this.#heardBy(side);
    if (this.#target.api === 'connect') this.#wasHeard = true;
  }

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

  cachedWith(side: ReceiverSide, text: string): void {
    if (!this.#isOpen) return;
    this.#sides.delete(side);
    if (this.#sides.size > 0) return;
    this.#end('browser', { opener: { error: text }, receivers: 'forget', reason: documentCached(side.name) });
  }

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
    const { events, acceptsTlsChannelId, seesTab } = this.#receivers;
    const sender = this.#parts.engine.api.channel.senderOf({
      ...this.#opener.source,
      acceptsTlsChannelId,
      seesTab,
      isToTab: 'tab' in this.#target,
    });
    const event = events[what.api];
    for (const context of this.#receivers.contexts())
      this.#sides.add(new ReceiverSide(this, context, { event, sender, ...what }));
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
