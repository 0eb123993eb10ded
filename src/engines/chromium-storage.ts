import type { AreaFacts, StorageFacts } from './storage-facts.js';
import { bytesAsJson, bytesInMemory, sortedCopy } from './stored-values.js';

// Seen in Chromium 156; what was not seen, from its settings_storage_quota_enforcer.cc, quota_service.cc, policy_value_store.cc.
const MIB = 1024 * 1024;
const tooOften = (limit: string): string => `This request exceeds the ${limit} quota.`;
const exceeded = (resource: string): string => `Resource::${resource} quota exceeded`;

const area: AreaFacts = {
  bytesOf: bytesAsJson,
  order: 'alphabetical',
  emptyKeyMeansAll: false,
  tellsBeforeAnswer: true,
  isOpenToContentScripts: true,
};

export const chromiumStorage: StorageFacts = {
  areas: {
    local: { ...area, total: { limit: 10 * MIB, text: exceeded('kQuotaBytes') } },
    session: {
      ...area,
      bytesOf: bytesInMemory,
      total: { limit: 10 * MIB, text: 'Session storage quota bytes exceeded. Values were not stored.' },
      isOpenToContentScripts: false,
    },
    sync: {
      ...area,
      total: { limit: 102_400, text: exceeded('kQuotaBytes') },
      item: { limit: 8192, text: exceeded('kQuotaBytesPerItem') },
      items: { limit: 512, text: exceeded('kMaxItems') },
      writes: [
        { limit: 1800, perMs: 3_600_000, text: tooOften('MAX_WRITE_OPERATIONS_PER_HOUR') },
        { limit: 120, perMs: 60_000, text: tooOften('MAX_WRITE_OPERATIONS_PER_MINUTE') },
      ],
    },
    managed: { ...area, readOnlyText: 'This is a read-only store.' },
  },
  kept: sortedCopy,
  sortsItems: true,
  tellsUnchanged: false,
  changeFor: (change) => ({
    ...('newValue' in change && { newValue: change.newValue }),
    ...('oldValue' in change && { oldValue: change.oldValue }),
  }),
  firstEvent: 'area',
  noAccessText: 'Access to storage is not allowed from this context.',
  noLevelText: 'Context cannot set the storage access level',
};
