import type { ExtensionBackground } from '../background/extension-background.js';
import type { DispatchOptions } from '../calls/index.js';
import type { ContextLink } from '../contexts/context-link.js';

/** An event of a namespace, and who gets it. */
interface SentEvent extends DispatchOptions {
  readonly event: string;
  readonly args: readonly unknown[];
}

/** Sends an event to contexts of an extension; its background wakes when it listens to it, and gets it when it is awake. */
export function sendEvent(
  links: Iterable<ContextLink>,
  background: ExtensionBackground | undefined,
  { event, args, byUser = false, to = () => true }: SentEvent,
): void {
  const send = (isToBackground: boolean): void => {
    for (const link of links) {
      const isOfBackground = background?.has(link) ?? false;
      if (isOfBackground !== isToBackground || !to(link)) continue;
      link.send({ type: 'event', event, args, ...(byUser && { byUser }) });
    }
  };
  background?.life.event(event, args, () => send(true));
  send(false);
}
