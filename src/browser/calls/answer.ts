import type { ContextLink } from '../context-link.js';

/** What an API function came to; `error` is in the engine's words. `afterwards`: what happens once the caller knows. */
export type Answer = { readonly result: unknown; readonly afterwards?: () => void } | { readonly error: string };

/** Answers one API function. `caller`: the context that called it; what it passed has crossed a bridge, so trust nothing. */
export type ApiCall = (args: readonly unknown[], caller: ContextLink) => Answer | Promise<Answer>;

/** The functions of one namespace by their full name, such as `tabs.get`. */
export type ApiCalls = Readonly<Record<string, ApiCall>>;
