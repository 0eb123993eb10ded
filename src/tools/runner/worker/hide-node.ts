import process from 'node:process';

/** What Node puts among the globals and a browser does not. */
const NODE_ONLY = ['process', 'require', 'module', 'exports', '__filename', '__dirname', 'gc'] as const;

/**
 * What code inside Node reads from the globals while it runs; the HTTP client behind `fetch` needs them all. Scripts have
 * none of it, until something is assigned: timers of the browser's kind, or the `Buffer` that a bundle brings.
 */
const NEEDED_BY_NODE = [
  'Buffer',
  'global',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
] as const;

/** Storage of Node's own, in files: not that of an extension. */
const NOT_THE_EXTENSIONS = ['localStorage', 'sessionStorage', 'Storage', 'StorageManager'] as const;

/**
 * Makes Node's own globals vanish from this realm. Loads what must find them while it loads first, which takes about
 * 15 ms.
 *
 * `Buffer` and its like stay readable for code of Node itself, which is told by the file name of the caller: `node:…`.
 * It hides them from scripts that ask "am I in Node?"; it is no wall against a script that wants to break out.
 */
export async function hideNode(): Promise<void> {
  await (await fetch('data:,')).text();
  for (const name of [...NODE_ONLY, ...NOT_THE_EXTENSIONS]) Reflect.deleteProperty(globalThis, name);
  for (const name of NEEDED_BY_NODE) hideFromScripts(name);
  Reflect.deleteProperty(globalThis, Symbol.toStringTag); // Node calls it "global"
  process.setSourceMapsEnabled(false);
}

function hideFromScripts(name: string): void {
  const forNode: unknown = Reflect.get(globalThis, name);
  let forScripts: unknown;
  const get = (): unknown => (isNodeAbove(get) ? forNode : forScripts);
  const set = (value: unknown): void => {
    forScripts = value;
  };
  Object.defineProperty(globalThis, name, { get, set, enumerable: false, configurable: true });
}

/** Whether the function that called `callee` is code of Node itself. */
function isNodeAbove(callee: () => unknown): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const caller: { stack?: unknown } = {};
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_error, frames) => frames[0]?.getFileName();
  try {
    Error.captureStackTrace(caller, callee);
    return typeof caller.stack === 'string' && caller.stack.startsWith('node:');
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Error.prepareStackTrace = prepareStackTrace;
  }
}
