import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExtensionFiles } from '../extension-files.js';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

/** The type of a file by the end of its name, with the dot; undefined: unknown. */
export const contentTypeOf = (extension: string): string | undefined => TYPES[extension.toLowerCase()];

// Where Node keeps the HTTP client behind `fetch`. Source: undici, lib/global.js.
const HTTP_CLIENT = Symbol.for('undici.globalDispatcher.1');
const KEEP_ALIVE_MS = 100;

/**
 * Lets go of idle connections soon: they keep the event loop going for seconds, and a background that has its answer has
 * nothing left to do.
 */
export function dropIdleConnections(): void {
  const client: unknown = Reflect.get(globalThis, HTTP_CLIENT);
  if (typeof client !== 'object' || client === null) return;
  const Agent = client.constructor as new (options: object) => object;
  const settings = { keepAliveTimeout: KEEP_ALIVE_MS, keepAliveMaxTimeout: KEEP_ALIVE_MS };
  Reflect.set(globalThis, HTTP_CLIENT, new Agent(settings));
}

/** `fetch` that knows the extension's own files, and takes addresses relative to `base`. */
export function createFetch(files: ExtensionFiles, base: string): typeof fetch {
  const fetchOutside = globalThis.fetch;
  return async (input, init) => {
    if (input instanceof Request) return fetchOutside(input, init);
    const url = new URL(String(input), base);
    return files.owns(url) ? fetchOwn(files, url) : fetchOutside(url.href, init);
  };
}

async function fetchOwn(files: ExtensionFiles, url: URL): Promise<Response> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readFile(files.locate(url, 'fetch()'));
  } catch (cause) {
    throw new TypeError('Failed to fetch', { cause });
  }
  const type = contentTypeOf(path.posix.extname(url.pathname));
  const response = new Response(bytes, type === undefined ? {} : { headers: { 'content-type': type } });
  Object.defineProperties(response, { url: { value: url.href }, type: { value: 'basic' } });
  return response;
}
