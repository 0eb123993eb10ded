import path from 'node:path';
import type { EngineName } from '../../../../../engines/index.js';
import { contentTypeOf } from '../../../worker/extension-fetch.js';
import { type Asker, readOwn } from './resources.js';

/** `fetch` of what the network does not know; undefined: ask the network. */
export async function fetchOwn(address: string, asker: Asker, engine: EngineName): Promise<Response | undefined> {
  const url = new URL(address);
  const resource = await readOwn(url, asker, engine, 'fetch()').catch((cause: unknown) => {
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
