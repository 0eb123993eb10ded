import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RenderedExtension } from '../../../../../browser/index.js';
import type { Clock } from '../../../../../clock/index.js';
import type { EngineName } from '../../../../../engines/index.js';
import { ENGINES } from '../../../../../engines/index.js';
import { type ExtensionManifest, isWebAccessible } from '../../../../../manifest/index.js';
import { ExtensionFiles } from '../../../extension-files.js';
import { pageBadStatus, pageTimedOut, pageTooLarge, pageUnreachable, resourceForbidden } from '../../errors.js';

const LIMIT_BYTES = 16 * 1024 * 1024; // of one page or script
const LIMIT_MS = 30_000; // until all of it is there
const EXTENSION = /^(chrome|moz)-extension:$/;

/** A page or a script that was read. */
export interface Resource {
  /** For stacks: a path that a person can open, or the address. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of the answer, without parameters; undefined: nobody said. */
  readonly type: string | undefined;
  /** Where it came from after redirects. */
  readonly url: string;
}

/** Who asks. */
export interface Asker {
  readonly url: string;
  readonly extension: RenderedExtension | undefined;
  /** The file that the asking page itself was read from, in place of its address. */
  readonly file: string | undefined;
  /** How long an answer may take is counted by it. */
  readonly clock: Clock;
  /** Nobody wants the answer any more. */
  readonly ending: AbortSignal;
  /** The extension that has an address. */
  extensionAt(url: string): Promise<RenderedExtension | undefined>;
}

/** The files of an extension. */
export function filesOf({ directory, baseUrl }: RenderedExtension): ExtensionFiles | undefined {
  return directory === undefined ? undefined : new ExtensionFiles(directory, baseUrl);
}

/**
 * What is at an address that the network does not know: a file of an extension, a file, what lies beside a page that came
 * from a file. Undefined: ask the network.
 *
 * @throws {PageError} `RESOURCE_FORBIDDEN`, `PAGE_UNREACHABLE`
 * @throws {RunnerError} `FILE_MISSING`, `FILE_OUTSIDE`, `FILE_UNREADABLE`
 */
export async function readOwn(
  url: URL,
  asker: Asker,
  engine: EngineName,
  wantedBy: string,
): Promise<Resource | undefined> {
  if (EXTENSION.test(url.protocol)) return readOfExtension(url, asker, engine, wantedBy);
  if (url.protocol === 'file:') {
    if (!asker.url.startsWith('file:')) throw resourceForbidden(url.href, asker.url);
    return readFile(fileURLToPath(url), url.href);
  }
  const beside = besideOf(url, asker);
  return beside === undefined ? undefined : readFile(beside, url.href);
}

/**
 * What is at an address, from wherever it is.
 *
 * @throws {PageError} `PAGE_UNREACHABLE`, `PAGE_TIMED_OUT`, `PAGE_BAD_STATUS`, `PAGE_TOO_LARGE`, and as `readOwn`
 */
export async function read(url: URL, asker: Asker, engine: EngineName, wantedBy: string): Promise<Resource> {
  return (await readOwn(url, asker, engine, wantedBy)) ?? fetchResource(url.href, asker);
}

/** @throws {PageError} `PAGE_UNREACHABLE` */
export function readFile(file: string, url: string): Resource {
  try {
    return { name: file, bytes: readFileSync(file), type: undefined, url };
  } catch (error) {
    throw pageUnreachable(url, (error as Error).message, error);
  }
}

async function readOfExtension(url: URL, asker: Asker, engine: EngineName, wantedBy: string): Promise<Resource> {
  const own = asker.extension && new URL(asker.extension.baseUrl).host === url.host ? asker.extension : undefined;
  const extension = own ?? (await asker.extensionAt(url.href));
  const files = extension && filesOf(extension);
  if (!extension || !files) throw pageUnreachable(url.href, 'no such extension is loaded');
  const name = files.nameOf(url) ?? '';
  const source = { url: asker.url, extensionId: asker.extension?.id };
  const { family } = ENGINES[engine].native;
  if (!own && !isWebAccessible(extension.manifest as ExtensionManifest, family, name, source)) {
    throw resourceForbidden(url.href, asker.url);
  }
  const { file, bytes } = files.read(url, wantedBy);
  return { name: file, bytes, type: undefined, url: url.href };
}

/** The file that stands for an address near the asking page's, when that page came from a file. */
function besideOf(url: URL, { url: page, file }: Asker): string | undefined {
  if (file === undefined) return undefined;
  const folder = new URL('.', page);
  if (url.origin !== folder.origin || !url.pathname.startsWith(folder.pathname)) return undefined;
  try {
    const root = path.dirname(realpathSync(file));
    const found = realpathSync(path.join(root, decodeURIComponent(url.pathname.slice(folder.pathname.length))));
    return found.startsWith(root + path.sep) ? found : undefined;
  } catch {
    return undefined; // no such file: the network may know
  }
}

async function fetchResource(url: string, { clock, ending }: Asker): Promise<Resource> {
  const late = new AbortController();
  const cancel = clock.after(LIMIT_MS, () => late.abort(pageTimedOut(url, LIMIT_MS)));
  try {
    return await fetchWith(AbortSignal.any([late.signal, ending]), url);
  } catch (error) {
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    cancel();
  }
}

async function fetchWith(signal: AbortSignal, url: string): Promise<Resource> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    throw pageUnreachable(url, reasonOf(error), error);
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw pageBadStatus(url, response.status);
  }
  const bytes = await collect(response, url);
  const type = response.headers.get('content-type')?.replace(/;.*$/s, '').trim().toLowerCase();
  return { name: url, bytes, type, url: response.url === '' ? url : response.url };
}

async function collect(response: Response, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += (chunk as Uint8Array).byteLength;
      if (size > LIMIT_BYTES) throw pageTooLarge(url, LIMIT_BYTES);
      chunks.push(chunk as Uint8Array);
    }
  } catch (error) {
    throw error instanceof TypeError || error instanceof DOMException
      ? pageUnreachable(url, reasonOf(error), error)
      : error;
  }
  return Buffer.concat(chunks);
}

/** What the network says lies in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
