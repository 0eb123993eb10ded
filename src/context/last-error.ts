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

  /** Makes `holder.lastError` show the error. The first holder is the one that counts. */
  showOn(holder: object): void {
    this.#holders.push(holder);
    if (this.#facts.isAlwaysThere) this.#define(holder);
  }

  /** Calls `run` while `text` is the last error. */
  during(text: string, run: () => void): void {
    const outer = this.#current;
    const current: Current = { value: this.#valueFor(text), isChecked: false };
    this.#current = current;
    const shown = this.#facts.isAlwaysThere || outer ? [] : this.#holders.filter((holder) => this.#define(holder));
    // A script that has put a value of its own there sees no errors, and is not told of them.
    const isHidden = !this.#facts.isAlwaysThere && !outer && this.#holders[0] !== shown[0];
    try {
      run();
    } finally {
      this.#current = outer;
      for (const holder of shown) Reflect.deleteProperty(holder, 'lastError');
      if (!current.isChecked && !isHidden) this.#warn(this.#facts.uncheckedText(text));
    }
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
