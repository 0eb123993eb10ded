/** A realm: its global object, its errors, and a function of each kind. */
export interface EvalRealm {
  readonly global: object;
  readonly EvalError: EvalErrorConstructor;
  readonly kinds: readonly object[];
}

const OWN: EvalRealm = {
  global: globalThis,
  EvalError,
  kinds: [() => undefined, async () => undefined, function* () {}, async function* () {}],
};

/**
 * Makes `eval` and the constructors of functions throw, as the content security policy of extensions does.
 *
 * `import()` in such code would otherwise be nobody's. `textFor` words the error: which function was called.
 */
export function refuseEval(textFor: (name: 'eval' | 'Function') => string, realm: EvalRealm = OWN): void {
  const refuse = (name: 'eval' | 'Function') => (): never => {
    throw new realm.EvalError(textFor(name));
  };
  define(realm.global, 'eval', refuse('eval'));
  for (const kind of realm.kinds) {
    const prototype: object = Object.getPrototypeOf(kind);
    const Original = Reflect.get(prototype, 'constructor') as { readonly name: string };
    const throws = refuse('Function');
    function Refused(): never {
      return throws(); // with `new` and without
    }
    Object.defineProperty(Refused, 'name', { value: Original.name, configurable: true });
    Object.defineProperty(Refused, 'prototype', { value: prototype }); // so that `instanceof` holds
    Object.setPrototypeOf(Refused, Object.getPrototypeOf(Original));
    define(prototype, 'constructor', Refused);
    if (Original.name === 'Function') define(realm.global, 'Function', Refused);
  }
}

function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: false, configurable: true });
}

/** Whether the extension's own policy allows `eval`, as Manifest V2 may. Source: MDN, "content_security_policy". */
export function allowsEval(manifest: Readonly<Record<string, unknown>>): boolean {
  const policy = manifest.content_security_policy;
  return manifest.manifest_version === 2 && typeof policy === 'string' && policy.includes("'unsafe-eval'");
}
