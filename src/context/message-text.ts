import type { Engine, ErrorWords } from '../engines/index.js';
import type { Realm } from './realm.js';
import { exceedsBytes } from './utf8-size.js';

/** A message cannot be sent. Either the engine has words for it, or the message's own code threw `thrown`. */
export type MessageFault = { readonly words: ErrorWords } | { readonly thrown: unknown };

/** The JSON text of a message, by the realm's own JSON, or why there is none. */
export function textOf(message: unknown, engine: Engine, realm: Realm): string | MessageFault {
  const { serialisation } = engine.api;
  if (message === undefined) return serialisation.textOfUndefined;
  let text: string | undefined;
  try {
    text = realm.intrinsics.JSON.stringify(message); // undefined for a function and its like, whatever TypeScript says
  } catch (thrown) {
    const words = serialisation.faultOf(problemOf(thrown, realm));
    return words ? { words } : { thrown };
  }
  if (text === undefined) {
    if (serialisation.textOfNothing !== undefined) return serialisation.textOfNothing;
    return { words: serialisation.faultOf('nothing') ?? { name: 'Error', text: '' } };
  }
  const limitBytes = engine.native.maxBytesToHost;
  if (!exceedsBytes(text, limitBytes)) return text;
  return { words: { name: 'Error', text: serialisation.tooLargeText(limitBytes) } };
}

/**
 * What JSON itself complained about. A standard for these texts does not exist: V8 says "Converting circular structure"
 * and "Do not know how to serialize a BigInt", SpiderMonkey "cyclic object value", JavaScriptCore "cyclic structures".
 */
function problemOf(thrown: unknown, { intrinsics }: Realm): 'cyclic' | 'bigint' | 'thrown' {
  if (!(thrown instanceof intrinsics.TypeError)) return 'thrown';
  if (/^Converting circular structure|^cyclic object value|cyclic structures/.test(thrown.message)) return 'cyclic';
  return /serialize (?:a )?BigInt|^BigInt value can't/.test(thrown.message) ? 'bigint' : 'thrown';
}
