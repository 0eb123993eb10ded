import type { ContextState } from '../../engines/index.js';
import type { ContextLink } from '../contexts/context-link.js';
import type { ApiCalls } from './api-call.js';
import type { CalledExtension } from './called-extension.js';
import { membersOf, numbersOf, textsOf } from './given.js';

export function runtimeCalls(extension: CalledExtension): ApiCalls {
  const { engine } = extension.parts;
  return {
    'runtime.getContexts': ([filter]) => {
      const states = [...extension.receivers].map((link) => stateOf(link, extension));
      return { result: states.filter(matching(membersOf(filter))).map((state) => engine.tabs.contextOf(state)) };
    },
    'runtime.getPlatformInfo': () => ({ result: engine.tabs.platformInfo }),
    'runtime.getBrowserInfo': () => ({ result: engine.tabs.browserInfo }),
    'runtime.openOptionsPage': () =>
      extension.openOptions() === undefined ? { error: engine.tabs.noOptionsPageText } : { result: undefined },
    'runtime.reload': () => {
      void extension.reload();
      return { result: undefined };
    },
    'runtime.setUninstallURL': ([given]) => {
      const [url = ''] = textsOf(given);
      const isAddress = url === '' || /^https?:\/\/[^/]/.test(url);
      return isAddress ? { result: undefined } : { error: engine.tabs.badUninstallUrlText(url) };
    },
  };
}

function stateOf({ kind, number, place }: ContextLink, { manifest }: CalledExtension): ContextState {
  const { tab, frameId, documentId } = place.state;
  const ofPage = tab === undefined ? 'POPUP' : 'TAB';
  return {
    number,
    type: kind === 'background' ? 'BACKGROUND' : ofPage,
    url: place.url,
    origin: place.origin,
    manifestVersion: manifest.manifest_version,
    documentId,
    frameId,
    tab: tab && { id: tab.id, windowId: tab.windowId },
  };
}

/** Each member of the filter is a list, of which one must fit; without a member everything fits. */
function matching(filter: Readonly<Record<string, unknown>>): (state: ContextState) => boolean {
  const { contextTypes, documentIds, documentOrigins, documentUrls, frameIds, tabIds, windowIds, incognito } = filter;
  const texts = (given: unknown, own: (state: ContextState) => string | undefined) =>
    Array.isArray(given) ? (state: ContextState) => textsOf(given).includes(own(state) ?? '') : () => true;
  const numbers = (given: unknown, own: (state: ContextState) => number) => {
    const wanted = numbersOf(given);
    return (state: ContextState) => wanted?.includes(own(state)) ?? true;
  };
  const tests = [
    texts(contextTypes, ({ type }) => type),
    texts(documentIds, ({ documentId }) => documentId),
    texts(documentOrigins, ({ origin }) => origin),
    texts(documentUrls, ({ url }) => url),
    numbers(frameIds, ({ frameId }) => frameId),
    numbers(tabIds, ({ tab }) => tab?.id ?? -1),
    numbers(windowIds, ({ tab }) => tab?.windowId ?? -1),
    () => incognito !== true,
  ];
  return (state) => tests.every((test) => test(state));
}
