import type { ApiCall } from './api-parts.js';
import { ownMembers } from './arguments.js';
import { plainOf } from './plain-data.js';

/**
 * The argument of `scripting.executeScript` as plain data: a function becomes its source, because another world will run it;
 * its arguments become what the engine can carry.
 */
export function scriptFor(
  { messenger: { engine, realm }, called }: ApiCall,
  [given]: readonly unknown[],
): readonly unknown[] | { readonly failed: string } {
  const { func, function: older, args, ...members } = ownMembers(given);
  const run = func ?? older;
  const script = { ...Object(realm.copy(members)), ...(typeof run === 'function' && { func: String(run) }) };
  if (!Array.isArray(args)) return [script];
  const { scriptArguments } = engine.api.serialisation;
  if (scriptArguments.are === 'json') {
    try {
      return [{ ...script, args: realm.copy(args) }];
    } catch {
      return { failed: scriptArguments.failedText };
    }
  }
  const plain = Array.from(args, (argument) => plainOf(argument, engine));
  const index = plain.indexOf(undefined);
  if (index < 0) return [{ ...script, args: plain }];
  const fault = scriptArguments.faultAt(index);
  throw realm.error(engine.api.callError(called, { type: 'parameter', parameter: 'injection', fault }));
}
