import path from 'node:path';
import { contentTypeOf } from '../../worker/extension-fetch.js';
import type { PageDocument } from './page-document.js';
import { readOwn } from './resources.js';

/** `fetch` of what the network does not know; undefined: ask the network. */
export async function fetchOwn(document: PageDocument, address: string): Promise<Response | undefined> {
  const url = new URL(address);
  const resource = await readOwn(url, document.asker, document.tab.engine, 'fetch()').catch((cause: unknown) => {
    throw new TypeError('Failed to fetch', { cause });
  });
  if (!resource) return undefined;
  const type = contentTypeOf(path.posix.extname(url.pathname));
  const response = new Response(
    Buffer.from(resource.bytes),
    type === undefined ? {} : { headers: { 'content-type': type } },
  );
  Object.defineProperties(response, { url: { value: url.href }, type: { value: 'basic' } });
  return response;
}
