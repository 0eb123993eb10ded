import type { EventFilter } from './api-shape.js';
import { types, UPDATE_PROPERTIES } from './firefox-types.js';
import { optionalMembers } from './schema.js';

// Source: Firefox's ext-tabs.js. An event passes when one of its changes is among the wanted properties.
const { integer, list, object, oneOf, optional, text } = types;

interface Wanted {
  readonly urls?: readonly string[];
  readonly properties?: readonly string[];
  readonly tabId?: number;
  readonly windowId?: number;
}

/** What `tabs.onUpdated.addListener` takes besides the listener. */
export const tabFilter: EventFilter = {
  parameters: [
    optional(
      'filter',
      object(
        optionalMembers({
          urls: list(text, 1),
          properties: list(oneOf(UPDATE_PROPERTIES), 1),
          tabId: integer,
          windowId: integer,
          cookieStoreId: text,
        }),
      ),
    ),
  ],
  passes(filter, [tabId, changes, tab]) {
    const { urls, properties, ...wanted }: Wanted = Object(filter);
    const { windowId, url }: { windowId?: unknown; url?: unknown } = Object(tab);
    return (
      (wanted.tabId ?? tabId) === tabId &&
      (wanted.windowId ?? windowId) === windowId &&
      (!properties || Object.keys(Object(changes)).some((change) => properties.includes(change))) &&
      (!urls || (typeof url === 'string' && urls.some((pattern) => patternOf(pattern).test(url))))
    );
  },
};

/** A match pattern, as far as the addresses of tabs go. */
function patternOf(pattern: string): RegExp {
  if (pattern === '<all_urls>') return /^(?:https?|wss?|ftp|data|file):/;
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/([^/]*)(\/.*)$/.exec(pattern) ?? [];
  if (scheme === '') return /^(?!)/; // no pattern: no address
  const glob = (part: string): string => part.split('*').map(literal).join('.*');
  const hosts =
    host === '*'
      ? '[^/]*'
      : host.replace(/^\*\./, '') === host
        ? literal(host)
        : `(?:[^/]*\\.)?${literal(host.slice(2))}`;
  return new RegExp(`^${scheme === '*' ? '(?:https?|wss?)' : literal(scheme)}://${hosts}(?::\\d+)?${glob(path)}$`);
}

const literal = (part: string): string => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
