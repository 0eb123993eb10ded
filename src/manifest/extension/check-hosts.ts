import type { Family } from '../family.js';
import { parseMatchPattern } from '../patterns/match-pattern.js';
import { findInPattern } from './check-pattern.js';
import { type ExtensionFinding, permissionNotText, wrongType } from './extension-findings.js';
import { itemsOf, type Json } from './json-values.js';
import { keyNeedsV3, patternInvalid, patternNotAPermission } from './web-findings.js';

const HOST_KEYS = ['host_permissions', 'optional_host_permissions'] as const;

/**
 * What is wrong with host permissions. A pattern that a browser does not understand is no error: it goes on without it.
 * Seen in Chromium 156 and Firefox ESR 153.
 */
export function* findInHosts(json: Json, version: 2 | 3, family: Family): Iterable<ExtensionFinding> {
  for (const key of HOST_KEYS) {
    const list = json[key];
    if (list === undefined) continue;
    if (version === 3) yield* findInList(key, list, family);
    else {
      const text = `Property "${key}" is unsupported in Manifest Version 2`;
      yield keyNeedsV3([key], family === 'gecko' ? text : undefined);
    }
  }
  for (const key of ['permissions', 'optional_permissions']) {
    for (const [index, item] of itemsOf(json[key])) {
      if (isMeantAsPattern(item)) yield* findAmongPermissions(key, index, item, version, family);
    }
  }
}

const isMeantAsPattern = (item: string): boolean => item === '<all_urls>' || item.includes('://');

function* findInList(key: string, list: unknown, family: Family): Iterable<ExtensionFinding> {
  const isChromium = family === 'chromium';
  if (!Array.isArray(list)) {
    const gecko = `Error processing ${key}: Expected array instead of ${JSON.stringify(list)}`;
    yield wrongType([key], list, 'a list of match patterns', isChromium ? `Invalid value for '${key}'.` : gecko);
    return;
  }
  for (const [index, item] of list.entries()) {
    const at = [key, index];
    if (typeof item !== 'string') {
      const gecko = `Warning processing ${key}: Error processing ${key}.${index}: Expected string instead of ${JSON.stringify(item)}`;
      yield permissionNotText(
        isChromium ? 'error' : 'warning',
        at,
        item,
        isChromium ? `Invalid value for '${key}[${index}]'.` : gecko,
      );
    } else if (!isChromium) yield* findInPattern('warning', at, item);
    else if ('refused' in parseMatchPattern(item, family)) {
      const isOfBrowser = item.startsWith('chrome://') && 'pattern' in parseMatchPattern(item, family, 'any');
      const text = isOfBrowser ? `Invalid scheme for '${key}[${item}]'.` : `URL pattern '${item}' is malformed.`;
      yield patternInvalid('warning', at, item, text);
    }
  }
}

/** In Manifest V3 Firefox still takes optional ones there. */
function* findAmongPermissions(
  key: string,
  index: number,
  item: string,
  version: 2 | 3,
  family: Family,
): Iterable<ExtensionFinding> {
  const at = [key, index];
  if (version === 2 || (family === 'gecko' && key === 'optional_permissions')) {
    if ('refused' in parseMatchPattern(item, family)) yield patternInvalid('warning', at, item);
    return;
  }
  const instead = key === 'permissions' ? 'host_permissions' : 'optional_host_permissions';
  yield patternNotAPermission(
    at,
    item,
    instead,
    family === 'chromium' ? `Permission '${item}' is unknown.` : undefined,
  );
}
