import type { ApiCall } from './api-parts.js';

/**
 * The argument of `scripting.executeScript` as plain data: a function becomes its source, because another world will run it;
 * its arguments become what JSON makes of them.
 */
export function scriptFor(
  { messenger, called }: ApiCall,
  [given]: readonly unknown[],
): readonly unknown[] | { readonly failed: string } {
  const { engine, realm } = messenger;
  const { func: newer, function: older, ...members }: Record<string, unknown> = Object(given);
  const func = newer ?? older;
  try {
    return [realm.copy({ ...members, ...(typeof func === 'function' && { func: String(func) }) })];
  } catch {
    const { unserialisableScript } = engine.api;
    if ('failed' in unserialisableScript) return unserialisableScript;
    throw realm.error(engine.api.callError(called, unserialisableScript));
  }
}
