import {
  type ContextEnd,
  type ContextOwner,
  createContext,
  type ErrorMakers,
  type ExtensionApi,
  type Intrinsics,
  type TaskQueue,
} from '../../context/index.js';
import type { Engine } from '../../engines/index.js';

/** How a context lives in this thread. */
export interface HereOptions {
  /** Built-in objects of the realm in which the code runs: a `globalThis`. Default: the caller's. */
  readonly realm?: Intrinsics;
  /** Where messages become tasks. Default: `setImmediate`. */
  readonly tasks?: TaskQueue;
}

/** A context in this thread. */
export interface AttachedContext<Api = ExtensionApi> {
  readonly chrome: Api;
  readonly browser: Api;
  /** Its name in the trace. */
  readonly name: string;
  /** Ends it, as when its page is closed: its ports are gone and their hosts see the end of their input. */
  close(): void;
}

/** What all contexts of this thread have. */
export interface HereSettings {
  readonly engine: Engine;
  readonly browserRealm: () => ErrorMakers;
  readonly onUncaughtError: ((error: unknown, context: string) => void) | undefined;
}

/** Makes a context in this thread. */
export function contextHere<Api>(
  { engine, browserRealm, onUncaughtError }: HereSettings,
  served: { readonly bridge: ContextEnd; readonly name: string; readonly extension: ContextOwner },
  { realm, tasks }: HereOptions,
): AttachedContext<Api> {
  const { bridge, name, extension } = served;
  const context = createContext<Api>({
    engine,
    bridge,
    extension,
    browserRealm,
    ...(realm && { realm }),
    ...(tasks && { tasks }),
    ...(onUncaughtError && { onUncaughtError: (error) => onUncaughtError(error, name) }),
  });
  return { chrome: context.chrome, browser: context.browser, name, close: () => context.dispose() };
}
