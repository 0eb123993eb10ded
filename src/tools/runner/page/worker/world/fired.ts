import type { DomEventTarget } from '../dom/dom-types.js';
import type { ScriptWorld } from './script-world.js';

/** What an event of the browser is, besides its type. Other members are those of its class. */
export interface Fired {
  /** The event's class. Default `Event`. */
  readonly kind?: string;
  /** Default: the window. */
  readonly target?: DomEventTarget;
  /** What it tells as its target. */
  readonly shown?: object;
  /** Nobody else hears it. */
  readonly world?: ScriptWorld;
  readonly [init: string]: unknown;
}

/** Fires an event that counts as the browser's. False: somebody prevented it. */
export type FireEvent = (type: string, fired?: Fired) => boolean;

export type ReadyState = 'loading' | 'interactive' | 'complete';
