/** Why nothing comes any more: it is known (`quiet`), or nothing came for so long. */
export type QuietWhy =
  | { readonly kind: 'quiet' }
  | { readonly kind: 'silence' | 'timeout'; readonly ms: number }
  | { readonly kind: 'closed' };

/** Tells a test that waits when what it waits for can no longer come. */
export interface Waiting {
  /** Calls `gaveUp` once. The result stops it. */
  watch(gaveUp: (why: QuietWhy) => void): () => void;
}
