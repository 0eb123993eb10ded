import { domUnsupported } from '../../errors.js';
import type { DomDocument, DomElement, DomEvent, DomEventTarget, DomWindow } from './dom-types.js';
import { originOf } from './origin.js';

/**
 * What the DOM library asks of us at the moment it happens. It has no public way to hear of an inserted script or frame at
 * once, nor of a navigation, so this file, and no other, knows a few members of its implementation (jsdom 27 to 29). That
 * they are there is checked before the first document is made.
 */
export interface DomHooks {
  /** A script that no parser inserted has come into a document, or has got its source there. */
  scriptInserted(script: DomElement): void;
  frameInserted(frame: DomElement): void;
  frameRemoved(frame: DomElement): void;
  /** `src` or `srcdoc` of a frame in a document has changed. */
  frameChanged(frame: DomElement): void;
  /** `location`. */
  navigate(document: DomDocument, url: string, replaces: boolean): void;
  reload(document: DomDocument): void;
  /** A link was clicked, and nobody prevented it. */
  linkFollowed(link: DomElement): void;
  /** A form is to be sent, and nobody prevented it. */
  formSubmitted(form: DomElement, submitter: DomElement | null): void;
  /** An attribute like `onclick` has come, changed or gone. */
  handlerChanged(element: DomElement, event: string): void;
}

type Impl = object;
type Method = (this: Impl, ...args: unknown[]) => unknown;

/** What stands behind the objects of the DOM. */
export interface Internals {
  /** Dispatches an event that counts as the browser's or the user's: `isTrusted`. */
  dispatchTrusted(target: DomEventTarget, event: DomEvent): boolean;
  /** A document at `about:blank` resolves addresses as its parent does. */
  fallbackParent(window: DomWindow, parent: DomWindow): void;
  /** Storage of the same origin holds the same things. */
  shareStorage(storage: object, items: Map<string, string>): void;
}

/** Puts the hooks into the library, for all its windows. */
export function installHooks(window: DomWindow, hooks: DomHooks): Internals {
  const { document } = window;
  const version = String(Reflect.get(window.navigator as object, 'userAgent')).replace(/^.*jsdom\//, '');
  const lacks = (what: string): never => {
    throw domUnsupported(version, what);
  };
  const symbolNamed = (holder: object, name: string): symbol =>
    Object.getOwnPropertySymbols(holder).find(({ description }) => description === name) ?? lacks(`the symbol ${name}`);
  const implSymbol = symbolNamed(document, 'impl');
  const implOf = (wrapper: object): Impl => Reflect.get(wrapper, implSymbol) as Impl;
  const wrapperSymbol = symbolNamed(implOf(document), 'wrapper');
  const wrapperOf = (impl: Impl): DomElement => Reflect.get(impl, wrapperSymbol) as DomElement;
  const ownerOf = (impl: Impl, name: string): Impl => {
    for (let each: Impl | null = impl; each !== null; each = Object.getPrototypeOf(each) as Impl | null) {
      if (Object.hasOwn(each, name)) return each;
    }
    return lacks(`${impl.constructor.name}.${name}`);
  };
  /** Replaces a method; `inherited` is what it would be without this class. */
  const replace = (impl: Impl, name: string, make: (own: Method, inherited: Method | undefined) => Method): void => {
    const owner = ownerOf(impl, name);
    const own = Reflect.get(owner, name) as Method;
    const inherited = Reflect.get(Object.getPrototypeOf(owner) as object, name) as Method | undefined;
    Reflect.set(owner, name, make(own, inherited));
  };
  const implOfNew = (name: string): Impl => implOf(document.createElement(name));

  const script = implOfNew('script');
  for (const name of ['_eval', '_fetchExternalScript']) {
    replace(
      script,
      name,
      () =>
        function (this: Impl) {
          if (Reflect.get(this, '_attached') === true) hooks.scriptInserted(wrapperOf(this));
        },
    );
  }

  const frame = implOfNew('iframe');
  replace(
    frame,
    '_attach',
    (_own, inherited) =>
      function (this: Impl) {
        inherited?.call(this);
        hooks.frameInserted(wrapperOf(this));
      },
  );
  replace(
    frame,
    '_detach',
    (_own, inherited) =>
      function (this: Impl) {
        inherited?.call(this);
        hooks.frameRemoved(wrapperOf(this));
      },
  );
  replace(
    frame,
    '_attrModified',
    (_own, inherited) =>
      function (this: Impl, ...args) {
        inherited?.apply(this, args);
        const isSource = args[0] === 'src' || args[0] === 'srcdoc';
        if (isSource && Reflect.get(this, '_attached') === true) hooks.frameChanged(wrapperOf(this));
      },
  );

  const location = implOf(document.location);
  const hrefOf = (record: unknown): string => {
    const holder = ownerOf(location, 'href');
    return String(Reflect.get(holder, 'href', { _url: record }));
  };
  const documentOf = (impl: Impl): DomDocument =>
    wrapperOf(Reflect.get(impl, '_relevantDocument') as Impl) as unknown as DomDocument;
  replace(
    location,
    '_locationObjectNavigate',
    () =>
      function (this: Impl, record, flags) {
        const replaces = typeof flags === 'object' && flags !== null && Reflect.get(flags, 'replacement') === true;
        hooks.navigate(documentOf(this), hrefOf(record), replaces);
      },
  );
  replace(
    location,
    'reload',
    () =>
      function (this: Impl) {
        hooks.reload(documentOf(this));
      },
  );
  const places = ownerOf(location, 'origin');
  const origin = Object.getOwnPropertyDescriptor(places, 'origin');
  Object.defineProperty(places, 'origin', {
    ...origin,
    get(this: Impl): string {
      return originOf(String(Reflect.get(this, 'href')));
    },
  });

  for (const name of ['a', 'area']) {
    replace(
      implOfNew(name),
      '_activationBehavior',
      () =>
        function (this: Impl) {
          hooks.linkFollowed(wrapperOf(this));
        },
    );
  }
  const form = implOfNew('form');
  replace(
    form,
    'submit',
    () =>
      function (this: Impl) {
        hooks.formSubmitted(wrapperOf(this), null);
      },
  );
  // As in the library, but for the last line, which it does not have. Source: HTML, "form submission algorithm".
  replace(
    form,
    'requestSubmit',
    () =>
      function (this: Impl, submitter = null) {
        const element = wrapperOf(this);
        const isValid =
          element.hasAttribute('novalidate') || Reflect.apply(Reflect.get(this, 'reportValidity') as Method, this, []);
        if (isValid !== true) return;
        const by = submitter === null ? null : wrapperOf(submitter as Impl);
        const { SubmitEvent } = Reflect.get(this, '_globalObject') as DomWindow;
        const event = new (SubmitEvent as DomWindow['Event'])('submit', {
          bubbles: true,
          cancelable: true,
          submitter: by,
        });
        if (internals.dispatchTrusted(element, event)) hooks.formSubmitted(element, by);
      },
  );

  for (const element of [implOfNew('div'), implOfNew('body')]) {
    replace(
      element,
      '_globalEventChanged',
      () =>
        function (this: Impl, event) {
          hooks.handlerChanged(wrapperOf(this), String(event));
        },
    );
  }

  ownerOf(implOf(window), '_dispatch');
  const internals: Internals = {
    dispatchTrusted(target, event) {
      const impl = implOf(event);
      Reflect.set(impl, 'isTrusted', true);
      const to = implOf(target);
      return Reflect.apply(Reflect.get(to, '_dispatch') as Method, to, [impl]) === true;
    },
    fallbackParent(child, parent) {
      Reflect.set(child, '_parent', parent);
    },
    shareStorage(storage, items) {
      const impl = implOf(storage);
      if (Reflect.get(impl, '_items') instanceof Map) Reflect.set(impl, '_items', items);
    },
  };
  return internals;
}
