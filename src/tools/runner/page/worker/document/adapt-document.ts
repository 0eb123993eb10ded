import type { DomDocument } from '../dom/dom-types.js';
import { currentWorld } from '../world/current-world.js';
import type { ReadyState } from '../world/fired.js';
import type { ScriptWorld } from '../world/script-world.js';

export interface AdaptedDocument {
  readonly document: DomDocument;
  readonly main: ScriptWorld;
  readonly frame: { windowFor(viewer: ScriptWorld): object };
  readonly isLive: boolean;
  readonly readyState: ReadyState;
  readonly currentScript: object | null;
}

/** What a document must tell otherwise than the DOM library does. `write`: of `document.write`. */
export function adaptDocument(shown: AdaptedDocument, write: (markup: string) => void): void {
  const { document } = shown;
  const accessors = {
    defaultView: () => (shown.isLive ? shown.frame.windowFor(currentWorld() ?? shown.main) : null),
    readyState: () => shown.readyState,
    currentScript: () => shown.currentScript,
  };
  for (const [name, get] of Object.entries(accessors)) {
    Object.defineProperty(document, name, { get, configurable: true });
  }
  const writeAll = (...texts: unknown[]): void => write(texts.map(String).join(''));
  const methods = { write: writeAll, writeln: (...texts: unknown[]) => writeAll(...texts, '\n') };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(document, name, { value, writable: true, configurable: true });
  }
}
