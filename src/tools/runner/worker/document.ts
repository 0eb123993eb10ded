import { createEventScope, type EventScope } from './global-events.js';

const WITHOUT_DOM = ['createElement', 'getElementById', 'querySelector', 'querySelectorAll'];

export interface BackgroundDocument {
  readonly document: object;
  readonly scope: EventScope;
  /** What `readyState` says from now on. */
  become(readyState: 'loading' | 'interactive' | 'complete'): void;
}

/**
 * The `document` of a background page, as far as it can be had without a DOM: its address, its state, its events.
 * Whatever would need elements throws and says so.
 */
export function createDocument(url: string, location: object): BackgroundDocument {
  const document: object = {};
  const scope = createEventScope(document, ['readystatechange', 'visibilitychange']);
  let readyState = 'loading';
  Object.defineProperties(document, {
    ...scope.members,
    readyState: { get: () => readyState, enumerable: true },
    ...Object.fromEntries(WITHOUT_DOM.map((name) => [name, { value: () => refuse(name), writable: true }])),
  });
  Object.assign(document, {
    URL: url,
    documentURI: url,
    baseURI: url,
    location,
    defaultView: globalThis,
    hidden: true,
    visibilityState: 'hidden',
    currentScript: null,
    title: '',
  });
  return {
    document,
    scope,
    become(state) {
      readyState = state;
      scope.dispatch(new Event('readystatechange'));
    },
  };
}

function refuse(name: string): never {
  throw new Error(`document.${name} is not there: backgrounds run without a DOM in nativeport.`);
}
