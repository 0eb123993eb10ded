import process from 'node:process';

/** What Node puts among the globals and a browser does not. */
const NODE_ONLY = ['process', 'require', 'module', 'exports', '__filename', '__dirname', 'gc'] as const;

/** The same, but code inside Node reads them there: the HTTP client behind `fetch` needs all four. */
const NODE_ONLY_AND_NEEDED = ['Buffer', 'global', 'setImmediate', 'clearImmediate'] as const;

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
  for (const name of NODE_ONLY_AND_NEEDED) hideFromScripts(name);
  Reflect.deleteProperty(globalThis, Symbol.toStringTag); // Node calls it "global"
  process.setSourceMapsEnabled(false);
}

function hideFromScripts(name: string): void {
  const forNode: unknown = Reflect.get(globalThis, name);
  let forScripts: unknown;
  const get = (): unknown => (isNodeAbove(get) ? forNode : forScripts);
  const set = (value: unknown): void => {
    forScripts = value; // a bundle may bring a `Buffer` of its own
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
