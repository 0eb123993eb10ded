import type { TraceEvent } from '../../browser/index.js';
import { type ExtensionManifest, permissionsOf } from '../../manifest/index.js';
import { permissionMissing, type RunnerError } from './errors.js';

/** What V8 says of a call of what is not there. Whoever asks first whether it is there is not told anything. */
const CALL = /TypeError: .*\b(connectNative|sendNativeMessage) is not a function/;

/**
 * Knows when a script has called for hosts without the permission to: browsers do not show the functions then. Content scripts
 * never have them.
 */
export class NativeAbsence {
  readonly #manifestOf: (extension: string) => ExtensionManifest | undefined;
  readonly #extensions = new Map<string, string>(); // by their contexts
  readonly #told = new Set<string>();

  constructor(manifestOf: (extension: string) => ExtensionManifest | undefined) {
    this.#manifestOf = manifestOf;
  }

  /** To be called with every event, in order. A warning comes once for each extension. */
  warningFor(event: TraceEvent): RunnerError | undefined {
    if (event.type === 'context.created' && (event.kind === 'background' || event.kind === 'page')) {
      if (event.extension !== undefined) this.#extensions.set(event.context, event.extension);
    }
    if (event.type !== 'error' || event.context === undefined) return undefined;
    const called = CALL.exec(event.message)?.[1];
    const extension = this.#extensions.get(event.context);
    if (called === undefined || extension === undefined || this.#told.has(extension)) return undefined;
    const manifest = this.#manifestOf(extension);
    if (manifest === undefined || permissionsOf(manifest).includes('nativeMessaging')) return undefined;
    this.#told.add(extension);
    return permissionMissing(called);
  }
}
