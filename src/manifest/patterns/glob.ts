import type { Family } from '../family.js';
import { compileWildcards, type WildcardRules } from './wildcards.js';

/** Sources: Chromium, base/strings/pattern.h; Firefox, MatchGlob.h. Seen in Chromium 156 and Firefox ESR 153. */
const RULES: Record<Family, WildcardRules & { readonly seesFragment: boolean }> = {
  chromium: { question: 'at-most-one', escapes: true, seesFragment: true },
  gecko: { question: 'one', escapes: false, seesFragment: false },
};

/**
 * A test of `include_globs` and `exclude_globs`: whether a whole address has the form of `glob`. `*` stands for any
 * characters, `?` for one (in Chromium also for none). Firefox does not see what follows `#`.
 */
export function compileGlob(glob: string, family: Family): (url: string) => boolean {
  const rules = RULES[family];
  const test = compileWildcards(glob, rules);
  return (url) => test(rules.seesFragment ? url : url.replace(/#.*$/s, ''));
}
