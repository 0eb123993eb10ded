import type { ErrorWords } from '../engines/index.js';
import type { Realm } from './realm.js';

/** A message cannot be sent: the engine has words for it, or the message's own code threw `thrown`. */
export class MessageFault {
  readonly words: ErrorWords | undefined;
  readonly thrown: unknown;

  constructor(cause: { readonly words: ErrorWords } | { readonly thrown: unknown }) {
    this.words = 'words' in cause ? cause.words : undefined;
    this.thrown = 'thrown' in cause ? cause.thrown : undefined;
  }

  /** What `postMessage` throws. */
  toThrow(realm: Realm): unknown {
    return this.words ? realm.error(this.words) : this.thrown;
  }
}
