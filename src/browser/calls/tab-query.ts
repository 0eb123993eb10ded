import { compileGlob, type MatchPattern, parseMatchPattern } from '../../manifest/index.js';
import type { Tab } from '../tabs/tab.js';
import type { CalledExtension } from './called-extension.js';
import { isText, textsOf } from './given.js';

type Filter = (tab: Tab, wanted: unknown) => boolean;

const isCurrentWindow = (wanted: unknown): boolean => wanted === 1 || wanted === -2; // there is one; -2 stands for it

/** What can be asked of a tab without a right to its address. What is always so here is asked all the same. */
const FILTERS: Readonly<Record<string, Filter>> = {
  active: ({ state }, wanted) => state.isActive === wanted,
  highlighted: ({ state }, wanted) => state.isActive === wanted,
  pinned: ({ isPinned }, wanted) => isPinned === wanted,
  muted: ({ isMuted }, wanted) => isMuted === wanted,
  status: ({ status }, wanted) => status === wanted,
  index: ({ state }, wanted) => state.index === wanted,
  openerTabId: ({ openerTabId }, wanted) => openerTabId === wanted,
  windowId: (_tab, wanted) => isCurrentWindow(wanted),
  windowType: (_tab, wanted) => wanted === 'normal',
  currentWindow: (_tab, wanted) => wanted === true,
  lastFocusedWindow: (_tab, wanted) => wanted === true,
  groupId: (_tab, wanted) => wanted === -1,
  audible: (_tab, wanted) => wanted === false,
  discarded: (_tab, wanted) => wanted === false,
  frozen: (_tab, wanted) => wanted === false,
  hidden: (_tab, wanted) => wanted === false,
  autoDiscardable: (_tab, wanted) => wanted === true,
};

/** The tabs that `tabs.query` finds, in their order. Addresses and titles that may not be seen match nothing. */
export function queryTabs(
  { parts: { tabs, engine }, access }: CalledExtension,
  { url, title, ...wanted }: Readonly<Record<string, unknown>>,
): { readonly tabs: readonly Tab[] } | { readonly error: string } {
  const { family } = engine.native;
  const patterns: MatchPattern[] = [];
  for (const text of textsOf(url)) {
    const read = parseMatchPattern(text, family, 'any');
    if ('refused' in read) return { error: engine.tabs.badPatternText(text) };
    patterns.push(read.pattern);
  }
  const isTitle = isText(title) ? compileGlob(title, family) : undefined;
  const asksAddress = patterns.length > 0 || isTitle !== undefined;
  const asked = Object.entries(wanted).filter(
    ([key, value]) => value !== undefined && value !== null && key in FILTERS,
  );
  const matches = (tab: Tab): boolean => {
    if (!asked.every(([key, value]) => FILTERS[key]?.(tab, value))) return false;
    if (!asksAddress) return true;
    if (!access.seesAddress(tab.id, tab.url)) return false;
    const isThere = patterns.length === 0 || patterns.some((pattern) => pattern.matches(tab.url));
    return isThere && (isTitle === undefined || isTitle(tab.title));
  };
  return { tabs: tabs.all.filter(matches) };
}
