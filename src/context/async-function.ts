import type { Messenger } from './messenger.js';

/** How the work behind an asynchronous function ends: once. */
export interface Settle {
  /** `callbackArguments`: what a callback gets; default the value. */
  done(value: unknown, callbackArguments?: readonly unknown[]): void;
  /** `error`: a text, or what is thrown as it is. `callbackArguments`: what a callback gets with `lastError`; default none. */
  failed(error: string | { readonly thrown: unknown }, callbackArguments?: readonly unknown[]): void;
}

/** What the caller of an asynchronous function wants to hear. */
export type Wish = 'callback' | 'promise' | 'nothing';

export const wishOf = (callback: unknown, returnsPromises: boolean): Wish => {
  if (typeof callback === 'function') return 'callback';
  return returnsPromises ? 'promise' : 'nothing';
};

/**
 * Runs `work` and reports its end as the engine does: to the callback, with `lastError`; as a promise of the realm; or,
 * when the caller wants nothing, as an unchecked error.
 */
export function runAsync(
  messenger: Messenger,
  callback: unknown,
  returnsPromises: boolean,
  work: (settle: Settle) => void,
): unknown {
  const { realm, lastError } = messenger;
  const receiver = messenger.facts.receiver === 'global' ? realm.global : null;
  const wish = wishOf(callback, returnsPromises);
  if (wish === 'promise') {
    return new realm.intrinsics.Promise((resolve, reject) =>
      work({
        done: (value) => resolve(value),
        failed: (error) =>
          reject(typeof error === 'string' ? realm.error({ name: 'Error', text: error }) : error.thrown),
      }),
    );
  }
  const call = (args: readonly unknown[]): void => {
    try {
      if (typeof callback === 'function') Reflect.apply(callback, receiver, args);
    } catch (error) {
      messenger.report(error, 'callback');
    }
  };
  work({
    done: (value, args = [value]) => call(args),
    failed: (error, args = []) => lastError.during(textOfError(error), () => call(args)),
  });
  return undefined;
}

function textOfError(error: string | { readonly thrown: unknown }): string {
  if (typeof error === 'string') return error;
  const { thrown } = error;
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);
}
