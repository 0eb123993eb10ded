import type { ContextLink } from '../contexts/context-link.js';
import type { Answer } from './answer.js';

/** Answers one API function. `caller`: the context that called it; what it passed has crossed a bridge, so trust nothing. */
export type ApiCall = (args: readonly unknown[], caller: ContextLink) => Answer | Promise<Answer>;

/** The functions of one namespace by their full name, such as `tabs.get`. */
export type ApiCalls = Readonly<Record<string, ApiCall>>;
