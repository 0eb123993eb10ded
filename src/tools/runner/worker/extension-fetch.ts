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
  const type = TYPES[path.posix.extname(url.pathname).toLowerCase()];
  const response = new Response(bytes, type === undefined ? {} : { headers: { 'content-type': type } });
  Object.defineProperty(response, 'url', { value: url.href });
  return response;
}
