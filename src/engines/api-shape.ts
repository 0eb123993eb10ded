import type { ContextKind } from './channel-facts.js';
import type { Parameter } from './parameter.js';
import { isFunction } from './values.js';

/** What `chrome` or `browser` holds: namespaces by name, in the order of their keys. */
export type ApiShape = Readonly<Record<string, NamespaceShape>>;

interface NamespaceShape extends Where {
  /** In the order of their keys. */
  readonly members: Members;
}

export type Members = Readonly<Record<string, MemberShape>>;

/** Where something of the API is there at all. What is not said does not matter. */
export interface Where {
  readonly kinds?: readonly ContextKind[];
  readonly version?: 2 | 3;
  readonly permission?: string;
  /** A key that the manifest must have. */
  readonly manifestKey?: string;
}

export type MemberShape = Where &
  (
    | FunctionShape
    /** `known`: the name by which the browser sends it, when it is not its path. */
    | { readonly is: 'event'; readonly known?: string; readonly filter?: EventFilter }
    | { readonly is: 'value'; readonly value: unknown }
    /** `knownTo`: the kinds of contexts that see it; the others see a key without a value. */
    | { readonly is: 'extension-id'; readonly knownTo: readonly ContextKind[] }
    /** The same: another id of the extension, for as long as it is loaded. */
    | { readonly is: 'dynamic-id'; readonly knownTo: readonly ContextKind[] }
    /** `runtime.lastError`: a key only while there is one, or always. */
    | { readonly is: 'last-error' }
    | { readonly is: 'object'; readonly members: Members }
  );

/** What `addListener` of an event takes besides the listener. */
export interface EventFilter {
  readonly parameters: readonly Parameter[];
  /** Whether a listener with this filter hears an event with these arguments. */
  passes(filter: unknown, args: readonly unknown[]): boolean;
}

export interface FunctionShape {
  readonly is: 'function';
  /** The name that error texts use. Default: its path. */
  readonly called?: string;
  /** The last of an asynchronous one is its callback. */
  readonly parameters: readonly Parameter[];
  /** Whether it takes a callback or returns a promise. */
  readonly isAsync: boolean;
}

const callback: Parameter = { name: 'callback', label: 'function', takes: isFunction, optional: true };

/** A function that ends later; the parameters without its callback. */
export const later = (...parameters: readonly Parameter[]): FunctionShape => ({
  is: 'function',
  parameters: [...parameters, callback],
  isAsync: true,
});

/** One whose last argument, when it is a function, is the callback before it could be anything else. */
export const laterWithCallbackFirst = (...parameters: readonly Parameter[]): FunctionShape => ({
  is: 'function',
  parameters: [...parameters, { ...callback, takesLast: true }],
  isAsync: true,
});

/** A function that returns at once. */
export const atOnce = (...parameters: readonly Parameter[]): FunctionShape => ({
  is: 'function',
  parameters,
  isAsync: false,
});

export const event: MemberShape = { is: 'event' };
export const value = (it: unknown): MemberShape => ({ is: 'value', value: it });

/** An object of the texts that a parameter or a result may be. */
export const choices = (texts: Readonly<Record<string, string>>): MemberShape => ({ is: 'value', value: texts });

/** Backgrounds and pages of the extension. */
export const OWN = { kinds: ['background', 'page'] } as const satisfies Where;
/** These, and its content scripts. */
export const IN_CONTENT = { kinds: [...OWN.kinds, 'content-script'] } as const satisfies Where;
/** These, and its user scripts. */
export const IN_SCRIPTS = { kinds: [...IN_CONTENT.kinds, 'user-script'] } as const satisfies Where;

/** The same in the same place, for each of several members. */
export const each = (where: Where, members: Members): Members =>
  Object.fromEntries(Object.entries(members).map(([key, member]) => [key, { ...where, ...member }]));

/** The extension's button, under the name of each manifest version. */
export const BUTTON: ApiShape = {
  action: { ...OWN, version: 3, manifestKey: 'action', members: { onClicked: event } },
  browserAction: {
    ...OWN,
    version: 2,
    manifestKey: 'browser_action',
    members: { onClicked: { is: 'event', known: 'action.onClicked' } },
  },
};
