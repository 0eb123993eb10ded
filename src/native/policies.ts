import { type Family, isHostName } from '../manifest/index.js';

/** What an administrator may say. Sources: Chrome Enterprise policy list; Firefox, NativeMessaging.sys.mjs (2026). */
export interface NativeMessagingPolicies {
  /** Host names, or `*` for all. Entries that are no host names count for nothing. */
  readonly blocklist?: readonly string[];
  /** Host names that are free in spite of the blocklist. There is no `*` here. */
  readonly allowlist?: readonly string[];
  /** False: only what the administrator installed is looked for. Default true. */
  readonly userLevelHosts?: boolean;
}

/** The blocklist entry that keeps a host from being started, if any. */
export function blockingEntry(
  application: string,
  policies: NativeMessagingPolicies,
  family: Family,
): string | undefined {
  const { blocklist = [], allowlist = [] } = policies;
  if (isHostName(application, family) && allowlist.includes(application)) return undefined;
  return blocklist.find((entry) => entry === '*' || (entry === application && isHostName(entry, family)));
}
