import type { ApiFunction, Parameter } from '../engines/index.js';
import type { Messenger } from './messenger.js';

/**
 * The arguments of a call, one for each parameter; `undefined` for an optional one that was left out. Throws the engine's
 * error, of the caller's realm, when they do not fit.
 */
export function checkedArguments(
  { engine, realm }: Messenger,
  called: ApiFunction,
  args: readonly unknown[],
): unknown[] {
  const { parameters } = called;
  const matched = matchAll(parameters, args);
  if (matched === undefined) throw realm.error(engine.api.callError(called, { type: 'mismatch' }));
  return parameters.map((parameter, index) => {
    const given = matched[index];
    if (given === undefined && parameter.optional) return undefined;
    const value = parameter.isReadOnce ? ownMembers(given) : given;
    const fault = parameter.faultIn?.(value);
    if (fault !== undefined) {
      throw realm.error(engine.api.callError(called, { type: 'parameter', parameter: parameter.name, fault }));
    }
    return value;
  });
}

/** A copy that inherits nothing, whatever a script did to the prototypes. */
export const ownMembers = (given: unknown): Record<string, unknown> => Object.assign(Object.create(null), given);

/** The last parameter may claim the last argument before the others are looked at. */
function matchAll(parameters: readonly Parameter[], args: readonly unknown[]): unknown[] | undefined {
  const last = parameters.at(-1);
  if (last?.takesLast && args.length > 1 && takes(last, args.at(-1))) {
    const matched = match(parameters.slice(0, -1), args.slice(0, -1));
    if (matched) return [...matched, args.at(-1)];
  }
  return match(parameters, args);
}

/** Fills the parameters from the left; an optional one is skipped when the argument is not of its type. */
function match(parameters: readonly Parameter[], args: readonly unknown[]): unknown[] | undefined {
  const [parameter, ...others] = parameters;
  if (parameter === undefined) return args.length === 0 ? [] : undefined;
  const [value, ...rest] = args;
  const leftOut = parameter.optional && (value === undefined || value === null);
  if (args.length > 0 && (leftOut || takes(parameter, value))) {
    const matched = match(others, rest);
    if (matched) return [leftOut ? undefined : value, ...matched];
  }
  if (!parameter.optional) return undefined;
  const matched = match(others, args);
  return matched && [undefined, ...matched];
}

const takes = (parameter: Parameter, value: unknown): boolean => parameter.takes(value);
