import type { Engine } from '../engines/index.js';
import { MessageFault } from './message-fault.js';
import type { Realm } from './realm.js';
import { exceedsBytes } from './utf8-size.js';

/** The JSON text of a message, by the realm's own JSON, or why there is none. */
export function textOf(
  message: unknown,
  serialisation: Engine['api']['serialisation'],
  limitBytes: number,
  realm: Realm,
): string | MessageFault {
  if (message === undefined) return serialisation.textOfUndefined;
  let text: string | undefined;
  try {
    text = realm.intrinsics.JSON.stringify(message); // undefined for a function and its like, whatever TypeScript says
  } catch (thrown) {
    const words = serialisation.faultOf(problemOf(thrown, realm));
    return new MessageFault(words ? { words } : { thrown });
  }
  if (text === undefined) {
    if (serialisation.textOfNothing !== undefined) return serialisation.textOfNothing;
    return new MessageFault({ words: serialisation.faultOf('nothing') ?? { name: 'Error', text: '' } });
  }
  if (!exceedsBytes(text, limitBytes)) return text;
  return new MessageFault({ words: { name: 'Error', text: serialisation.tooLargeText(limitBytes) } });
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
