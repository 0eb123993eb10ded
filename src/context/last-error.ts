import type { LastErrorFacts } from '../engines/index.js';
import type { Realm } from './realm.js';

interface Current {
  readonly value: unknown;
  isChecked: boolean;
}

/** `runtime.lastError`: there while one callback or event runs; the console complains when nobody read it. */
export class LastError {
  readonly #facts: LastErrorFacts;
  readonly #realm: Realm;
  readonly #warn: (text: string) => void;
  readonly #holders: object[] = [];
  #main: object | undefined;
  readonly #shown = new Set<object>(); // where it is a key only for a while
  #current: Current | undefined;

  constructor(facts: LastErrorFacts, realm: Realm, warn: (text: string) => void) {
    this.#facts = facts;
    this.#realm = realm;
    this.#warn = warn;
  }

  /** Makes `holder.lastError` show the error. The main holder is the one that counts. */
  showOn(holder: object, isMain: boolean): void {
    this.#holders.push(holder);
    if (isMain) this.#main = holder;
    if (this.#facts.isAlwaysThere) this.#define(holder);
    else if (this.#current) this.#show(holder);
  }

  /** Calls `run` while `text` is the last error. */
  during(text: string, run: () => void): void {
    const outer = this.#current;
    const current: Current = { value: this.#valueFor(text), isChecked: false };
    this.#current = current;
    const showsNow = !this.#facts.isAlwaysThere && !outer;
    if (showsNow) for (const holder of this.#holders) this.#show(holder);
    // A script that has put a value of its own there sees no errors, and is not told of them.
    const isHidden = showsNow && this.#main !== undefined && !this.#shown.has(this.#main);
    try {
      run();
    } finally {
      this.#current = outer;
      if (showsNow) {
        for (const holder of this.#shown) Reflect.deleteProperty(holder, 'lastError');
        this.#shown.clear();
      }
      if (!current.isChecked && !isHidden) this.#warn(this.#facts.uncheckedText(text));
    }
  }

  #show(holder: object): void {
    if (this.#define(holder)) this.#shown.add(holder);
  }

  #valueFor(text: string): unknown {
    return this.#facts.kind === 'error'
      ? this.#realm.error({ name: 'Error', text })
      : this.#realm.object({ message: text });
  }

  /** Returns false when a script's own value is there. Source: Chromium, api_last_error.cc; seen in Chromium 156. */
  #define(holder: object): boolean {
    if (Object.hasOwn(holder, 'lastError')) return false;
    let own: { readonly value: unknown } | undefined;
    Object.defineProperty(holder, 'lastError', {
      configurable: true,
      enumerable: true,
      get: () => {
        if (own) return own.value;
        if (this.#current) this.#current.isChecked = true;
        return this.#current ? this.#current.value : this.#facts.none;
      },
      ...(!this.#facts.isAlwaysThere && {
        set: (value: unknown) => {
          own = { value };
        },
      }),
    });
    return true;
  }
}
