import type { ContextLink } from '../context-link.js';
import type { Answer, ApiCalls } from './answer.js';
import type { CalledExtension } from './called-extension.js';
import { managementCalls } from './management.js';
import { permissionsCalls } from './permissions.js';
import { storageCalls } from './storage.js';

export type { Answer } from './answer.js';
export type { CalledExtension, DispatchOptions } from './called-extension.js';

/** One entry for each namespace. */
const NAMESPACES: readonly ((extension: CalledExtension) => ApiCalls)[] = [
  managementCalls,
  permissionsCalls,
  storageCalls,
];

/** The functions of an extension's API that the browser answers. */
export class Calls {
  readonly #calls: ReadonlyMap<string, ApiCalls[string]>;

  constructor(extension: CalledExtension) {
    this.#calls = new Map(NAMESPACES.flatMap((callsOf) => Object.entries(callsOf(extension))));
  }

  /** A function that is not there answers an error. */
  async answer(method: string, args: readonly unknown[], caller: ContextLink): Promise<Answer> {
    const call = this.#calls.get(method);
    return call === undefined ? { error: `There is no ${method}.` } : call(args, caller);
  }
}
