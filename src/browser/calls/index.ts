import type { ContextLink } from '../contexts/context-link.js';
import type { Answer } from './answer.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';
import { managementCalls } from './management.js';
import { permissionsCalls } from './permissions.js';
import { runtimeCalls } from './runtime.js';
import { scriptingCalls } from './scripting.js';
import { storageCalls } from './storage.js';
import { tabsCalls } from './tabs.js';
import { windowsCalls } from './windows.js';

export type { Answer } from './answer.js';
export type { CalledExtension, DispatchOptions } from './called-extension.js';

/** One entry for each namespace. */
const NAMESPACES: readonly ((extension: CalledExtension) => ApiCalls)[] = [
  managementCalls,
  permissionsCalls,
  runtimeCalls,
  scriptingCalls,
  storageCalls,
  tabsCalls,
  windowsCalls,
];

/** The functions of an extension's API that the browser answers. */
export class Calls {
  readonly #calls: ReadonlyMap<string, ApiCalls[string]>;

  constructor(extension: CalledExtension) {
    this.#calls = new Map(NAMESPACES.flatMap((callsOf) => Object.entries(callsOf(extension))));
  }

  /** A function that is not there answers an error. */
  async answer(method: string, args: readonly unknown[], caller: ContextLink): Promise<Answer> {
    const call = mayCall(caller, method) ? this.#calls.get(method) : undefined;
    return call === undefined ? { error: `There is no ${method}.` } : call(args, caller);
  }
}

/** Scripts in documents of others have little more than messages: of what the browser answers, `storage`. */
const mayCall = ({ kind }: ContextLink, method: string): boolean =>
  kind === 'background' || kind === 'page' || (kind === 'content-script' && method.startsWith('storage.'));
