import vm from 'node:vm';
import type { PageDocument } from './document/page-document.js';
import type { DomElement } from './dom/dom-types.js';
import { mayRunText } from './world/scripts.js';

// What names mean in the text of an attribute: first the element, then its form, then the document, then the globals.
const SCOPE = (event: string, args: string, text: string): string =>
  `(function (document, form, element) { with (document) { with (form) { with (element) {
return function on${event}(${args}) {
${text}
}; } } } })`;

/** An attribute like `onclick` has come, changed or gone: its text becomes a function of the page's world. */
export function handlerChanged(document: PageDocument, element: DomElement, event: string): void {
  const name = `on${event}`;
  const text = element.getAttribute(name);
  const isOfWindow = /^(body|frameset)$/.test(element.localName) && OF_WINDOW.has(event);
  const holder: object = isOfWindow ? document.main.global : element;
  if (text === null) {
    Reflect.set(holder, name, null);
    return;
  }
  if (!document.frame.runsScripts || !mayRunText(document.main, `the attribute ${name}`)) return;
  document.main.run(() => {
    const args = isOfWindow && event === 'error' ? 'event, source, lineno, colno, error' : 'event';
    const make = new vm.Script(SCOPE(event, args, text), { filename: document.url }).runInContext(document.main.global);
    const form: unknown = Reflect.get(element, 'form');
    Reflect.set(holder, name, make(document.document, form ?? {}, element));
  });
}

/** Source: HTML, "WindowEventHandlers", and those of the body that are the window's. */
const OF_WINDOW = new Set(
  (
    'afterprint beforeprint beforeunload hashchange languagechange message messageerror offline online pagehide pageshow ' +
    'popstate rejectionhandled storage unhandledrejection unload blur error focus load resize scroll'
  ).split(' '),
);
