import type { TabChange, TabFacts, TabState } from '../../engines/index.js';
import type { TabEvents } from '../tabs/tabs.js';
import type { HostAccess } from './host-access.js';

/** Who listens to what happens to tabs. */
export interface TabListener {
  readonly facts: TabFacts;
  readonly access: HostAccess;
  /** Sends an event to the contexts that listen to it. */
  fire(event: string, args: readonly unknown[]): void;
}

/** Tells an extension of tabs what it may know of them: the events of `tabs`. */
export function tabEventsFor({ facts, access, fire }: TabListener): TabEvents {
  const shown = (tab: TabState): object => facts.tabOf(tab, { seesAddress: access.seesAddress(tab.id, tab.url) });
  return {
    opened: (tab) => fire('tabs.onCreated', [shown(facts.opening(tab.state))]),
    activated: ({ id: tabId, windowId }) => fire('tabs.onActivated', [{ tabId, windowId }]),
    changed(tab, change) {
      const told = toldOf(change, access.seesAddress(tab.id, tab.url));
      if (Object.keys(told).length > 0) fire('tabs.onUpdated', [tab.id, told, shown(tab.state)]);
    },
    closed(tab) {
      access.tabClosed(tab.id);
      fire('tabs.onRemoved', [tab.id, facts.removeInfo(tab.windowId)]);
    },
  };
}

/** Address and title are for those who may see them. */
function toldOf({ url, title, ...rest }: TabChange, seesAddress: boolean): object {
  if (!seesAddress) return rest;
  return { ...rest, ...(title !== undefined && { title }), ...(url !== undefined && { url }) };
}
