import type { ApiFunction, NamespaceName } from '../engines/index.js';
import type { ContextOwner } from './context-extension.js';
import type { EventMaker } from './event-objects.js';
import type { Listeners } from './listeners.js';
import type { Messenger } from './messenger.js';
import type { PortMaker } from './port-objects.js';

/** What the objects of the API are made from. */
export interface ApiParts {
  readonly name: NamespaceName;
  readonly messenger: Messenger;
  readonly owner: ContextOwner;
  readonly makeEvent: EventMaker;
  readonly makePort: PortMaker;
  /** Makes the listeners of an event of a namespace, under the name by which the browser sends it. */
  readonly listenersOf: (event: string) => Listeners;
}

/** A function of the API in the making. */
export interface ApiCall extends ApiParts {
  readonly called: ApiFunction;
  /** The name of the browser's function. */
  readonly path: string;
  /** Whether it returns a promise when it gets no callback. */
  readonly returnsPromises: boolean;
}

export type ApiCallable = (...args: unknown[]) => unknown;
