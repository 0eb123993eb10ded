import type { TabRights } from '../../engines/index.js';
import type { Tab } from '../tabs/tab.js';
import type { Answer } from './answer.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';
import { isNumber, membersOf } from './given.js';
import { queryTabs } from './tab-query.js';

const DONE: Answer = { result: undefined };
const SHOWN_WINDOW = 1;

export function tabsCalls(extension: CalledExtension): ApiCalls {
  const { tabs, engine } = extension.parts;
  const facts = engine.tabs;

  const rightsFor = (tab: Tab): TabRights => ({ seesAddress: extension.access.seesAddress(tab.id, tab.url) });
  const shown = (tab: Tab): Answer => ({ result: facts.tabOf(tab.state, rightsFor(tab)) });
  /** The tab with this id; without one the tab in front. */
  const found = (id: unknown): Tab | { error: string } => {
    const tab = isNumber(id) ? tabs.get(id) : tabs.active;
    return tab ?? { error: facts.noTabText(isNumber(id) ? id : -1) };
  };
  const withTab = (id: unknown, run: (tab: Tab) => Answer): Answer => {
    const tab = found(id);
    return 'error' in tab ? tab : run(tab);
  };
  const goneTo = (given: unknown): { url: string } | { error: string } | undefined => {
    if (typeof given !== 'string') return undefined;
    const url = facts.urlFor(given, extension.baseUrl);
    return url === undefined ? { error: facts.badUrlText(given) } : { url };
  };

  const create = (given: unknown): Answer => {
    const { url, active, selected, index, openerTabId, pinned, windowId } = membersOf(given);
    if (isNumber(windowId) && windowId !== SHOWN_WINDOW && windowId !== -2) {
      return { error: facts.noWindowText(windowId) };
    }
    const target = goneTo(url);
    if (target && 'error' in target) return target;
    if (isNumber(openerTabId) && tabs.get(openerTabId) === undefined) return { error: facts.noTabText(openerTabId) };
    const tab = tabs.open(target?.url ?? 'about:blank', {
      isActive: (active ?? selected) !== false,
      index: isNumber(index) ? index : undefined,
      openerTabId: isNumber(openerTabId) ? openerTabId : undefined,
      isPinned: pinned === true,
    });
    const opening = facts.opening(tab.state);
    const sees = (address: string): boolean => extension.access.seesAddress(tab.id, address);
    return {
      result: facts.tabOf(opening, { seesAddress: sees(opening.url), seesPending: sees(opening.pendingUrl ?? '') }),
    };
  };

  const update = (id: unknown, given: unknown): Answer =>
    withTab(id, (tab) => {
      const { url, active, selected, highlighted, pinned, muted, openerTabId, loadReplace } = membersOf(given);
      const target = goneTo(url);
      if (target && 'error' in target) return target;
      if (typeof pinned === 'boolean') tabs.pin(tab, pinned);
      if (typeof muted === 'boolean') {
        tab.isMuted = muted;
        tab.mutedBy = extension.id;
      }
      if (isNumber(openerTabId)) tab.openerTabId = openerTabId;
      if (active === true || selected === true || highlighted === true) tab.activate();
      if (target === undefined) return shown(tab);
      const leaving = facts.leaving(tab.state, target.url);
      const rights = { ...rightsFor(tab), seesPending: extension.access.seesAddress(tab.id, target.url) };
      tab.navigate(target.url, { replaces: loadReplace === true });
      return { result: facts.tabOf(leaving, rights) };
    });

  const remove = (given: unknown): Answer => {
    const ids = (Array.isArray(given) ? given : [given]).filter(isNumber);
    const missing = ids.find((id) => tabs.get(id) === undefined);
    if (missing !== undefined && facts.removesAllOrNothing) return { error: facts.noTabText(missing) };
    for (const id of ids) {
      const tab = tabs.get(id);
      if (tab === undefined) return { error: facts.noTabText(id) };
      tab.close();
    }
    return DONE;
  };

  const travel = (id: unknown, delta: number): Answer =>
    withTab(id, (tab) => {
      const hasGone = tab.go(delta);
      return hasGone || facts.noHistoryText === undefined ? DONE : { error: facts.noHistoryText };
    });

  return {
    'tabs.get': ([id]) => withTab(id, shown),
    'tabs.getCurrent': (_args, { place }) => {
      const { tab } = place.state;
      return tab === undefined ? DONE : withTab(tab.id, shown);
    },
    'tabs.query': ([info]) => {
      const matching = queryTabs(extension, membersOf(info));
      return 'error' in matching
        ? matching
        : { result: matching.tabs.map((tab) => facts.tabOf(tab.state, rightsFor(tab))) };
    },
    'tabs.create': ([properties]) => create(properties),
    'tabs.update': ([id, properties]) => update(id, properties),
    'tabs.remove': ([ids]) => remove(ids),
    'tabs.reload': ([id]) =>
      withTab(id, (tab) => {
        tab.reload();
        return DONE;
      }),
    'tabs.goBack': ([id]) => travel(id, -1),
    'tabs.goForward': ([id]) => travel(id, 1),
  };
}
