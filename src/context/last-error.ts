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
  #current: Current | undefined;

  constructor(facts: LastErrorFacts, realm: Realm, warn: (text: string) => void) {
    this.#facts = facts;
    this.#realm = realm;
    this.#warn = warn;
  }

  /** Makes `holder.lastError` show the error. Chromium has the property only while there is one. */
  showOn(holder: object): void {
    this.#holders.push(holder);
    if (this.#facts.none === null) this.#define(holder);
  }

  /** Calls `run` while `text` is the last error. */
  during(text: string, run: () => void): void {
    const outer = this.#current;
    const current: Current = { value: this.#valueFor(text), isChecked: false };
    this.#current = current;
    if (this.#facts.none === undefined) for (const holder of this.#holders) this.#define(holder);
    try {
      run();
    } finally {
      this.#current = outer;
      if (this.#facts.none === undefined && outer === undefined) {
        for (const holder of this.#holders) Reflect.deleteProperty(holder, 'lastError');
      }
      if (!current.isChecked) this.#warn(this.#facts.uncheckedText(text));
    }
  }

  #valueFor(text: string): unknown {
    return this.#facts.kind === 'error'
      ? this.#realm.error({ name: 'Error', text })
      : this.#realm.object({ message: text });
  }

  #define(holder: object): void {
    // A value that a script has put there stays, and hides the error. Source: Chromium, api_last_error.cc.
    let own: { readonly value: unknown } | undefined;
    const before = Object.getOwnPropertyDescriptor(holder, 'lastError');
    if (before && 'value' in before) own = { value: before.value };
    Object.defineProperty(holder, 'lastError', {
      configurable: true,
      enumerable: true,
      get: () => {
        if (own) return own.value;
        if (this.#current) this.#current.isChecked = true;
        return this.#current ? this.#current.value : this.#facts.none;
      },
      set: (value: unknown) => {
        if (this.#facts.none === undefined) own = { value };
      },
    });
  }
}
