import type { AreaFacts, StorageFacts } from './storage-facts.js';
import { bytesAsClone } from './stored-values.js';

// Seen in Firefox ESR 153; what was not seen, from its ext-storage.js.
const MIB = 1024 * 1024;
const exceeded = (area: string): string =>
  `QuotaExceededError: storage.${area} API call exceeded its quota limitations.`;

const area: AreaFacts = {
  bytesOf: bytesAsClone,
  order: 'alphabetical',
  emptyKeyMeansAll: false,
  tellsBeforeAnswer: false,
  isOpenToContentScripts: true,
};

export const firefoxStorage: StorageFacts = {
  areas: {
    local: area,
    session: {
      ...area,
      total: { limit: 10 * MIB, text: exceeded('session') },
      order: 'as-added',
      emptyKeyMeansAll: true,
      tellsBeforeAnswer: true,
      isOpenToContentScripts: false,
    },
    sync: {
      ...area,
      total: { limit: 102_400, text: exceeded('sync') },
      item: { limit: 8192, text: exceeded('sync') },
      items: { limit: 512, text: exceeded('sync') },
    },
    managed: { ...area, readOnlyText: 'storage.managed is read-only', emptyText: 'Managed storage manifest not found' },
  },
  kept: (value) => structuredClone(value),
  sortsItems: false,
  tellsUnchanged: true,
  changeFor: (change) => ({
    oldValue: change.oldValue,
    ...('newValue' in change && { newValue: change.newValue }),
  }),
  firstEvent: 'storage',
  noAccessText: 'storage.session is undefined', // does not occur: the area is not there
  noLevelText: '',
};
