import { answersOfAll, answersOfEach } from './answers.js';
import type { Offer } from './bridge.js';
import { cloneIn } from './clone.js';
import type { Listeners } from './listeners.js';
import type { Messenger } from './messenger.js';
import type { PortMaker } from './port-objects.js';
import { receivePort } from './ports.js';

/**
 * Gives the listeners of this context what another context has for them: a port, or a message that wants an answer. A
 * context in which nobody listens refuses.
 */
export function receiveOffer(
  messenger: Messenger,
  makePort: PortMaker,
  listenersOf: (event: string) => readonly Listeners[],
  channel: number,
  offer: Offer,
): void {
  const { engine, realm } = messenger;
  const listening = listenersOf(offer.event).filter((listeners) => listeners.size > 0);
  if (listening.length === 0) {
    messenger.refuse(channel);
    return;
  }
  const sender = cloneIn(offer.sender, realm);
  if (offer.api === 'connect') {
    const port = receivePort(messenger, makePort, channel, { name: offer.name, sender });
    messenger.accept(channel);
    for (const listeners of listening) listeners.dispatch([port]);
    return;
  }
  const message = messenger.contextFormat.decode(offer.message);
  const askAll = engine.api.channel.answer.comesFrom === 'all-listeners' ? answersOfAll : answersOfEach;
  askAll(messenger, channel, listening, [message, sender]);
}
