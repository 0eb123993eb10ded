/** What an API function came to; `error` is in the engine's words. `afterwards`: what happens once the caller knows. */
export type Answer = { readonly result: unknown; readonly afterwards?: () => void } | { readonly error: string };
