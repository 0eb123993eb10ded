import type { Engine } from '../engines/index.js';
import { cloneIn, cloneOut } from './clone.js';
import { textOf } from './message-text.js';
import type { Realm } from './realm.js';

/** How the messages of a channel cross the bridge. */
export interface MessageFormat {
  /** What crosses, taken at once; or why nothing can. */
  encode(message: unknown): unknown;
  /** A message of this context's realm. Throws when what came is none. */
  decode(crossed: unknown): unknown;
}

/** JSON, by the realm's own. */
export const jsonFormat = (engine: Engine, realm: Realm, limitBytes: number): MessageFormat => ({
  encode: (message) => textOf(message, engine.api.serialisation, limitBytes, realm),
  decode: (crossed) => realm.intrinsics.JSON.parse(crossed as string), // what is no text is not JSON either
});

/** Structured clone. */
const cloneFormat = (engine: Engine, realm: Realm): MessageFormat => ({
  encode: (message) => cloneOut(message, engine.api.serialisation, engine.api.channel.maxMessageBytes),
  decode: (crossed) => cloneIn(crossed, realm),
});

/** The format in which contexts speak to each other, by default the engine's own. */
export const contextFormat = (engine: Engine, realm: Realm, name = engine.api.channel.format): MessageFormat =>
  name === 'json' ? jsonFormat(engine, realm, engine.api.channel.maxMessageBytes) : cloneFormat(engine, realm);
