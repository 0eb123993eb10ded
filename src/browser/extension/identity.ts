import type { Engine } from '../../engines/index.js';
import {
  type ExtensionManifest,
  extensionIdFromKey,
  extensionIdFromPath,
  type Family,
  geckoIdOf,
  isChromiumId,
  isGeckoId,
  type Platform,
} from '../../manifest/index.js';
import { extensionIdInvalid } from '../errors.js';

/** Who an extension is. */
export interface ExtensionIdentity {
  readonly id: string;
  readonly manifest: ExtensionManifest;
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** Its folder, absolute and without symbolic links; undefined: it has no files. */
  readonly directory?: string | undefined;
}

/** Where an extension comes from, as far as its id depends on it. */
export interface ExtensionOrigin {
  readonly manifest: ExtensionManifest;
  /** The id that the caller wants it to have. */
  readonly id?: string | undefined;
  /** Its folder with symbolic links resolved. */
  readonly directory?: string | undefined;
  readonly platform: Platform;
}

interface IdRules {
  isId(id: string): boolean;
  /** What an id looks like, for people. */
  readonly form: string;
  /** The id that the browser gives the extension. */
  compute(origin: ExtensionOrigin): string | undefined | Promise<string>;
  /** The id of a manifest without a home: the same for the same name. */
  invent(name: string): string | Promise<string>;
  /** Host of the extension's own addresses. */
  hostOf(id: string): string | Promise<string>;
}

const RULES: Record<Family, IdRules> = {
  chromium: {
    isId: isChromiumId,
    form: '32 letters from a to p',
    compute: ({ manifest, directory, platform }) => {
      if (manifest.key !== undefined) return extensionIdFromKey(manifest.key);
      return directory === undefined ? undefined : extensionIdFromPath(directory, platform);
    },
    invent: (name) => extensionIdFromPath(`/${name}`, 'linux'),
    hostOf: (id) => id,
  },
  gecko: {
    isId: isGeckoId,
    form: 'an add-on id such as "name@example.org" or "{uuid}"',
    compute: ({ manifest, directory }) =>
      geckoIdOf(manifest) ?? (directory === undefined ? undefined : temporaryId(directory)),
    invent: (name) => temporaryId(name),
    hostOf: uuidOf,
  },
};

/**
 * Who an extension is in a browser of this engine. Its id: the one that was asked for; or what the browser computes, from
 * the manifest's `key` or the folder's path (Chromium), or from the manifest's add-on id (Firefox; without one a
 * temporary id, from the folder's path); or, for a manifest without a folder, one made from its name. Always the same
 * for the same input, unlike a real Firefox, whose addresses and temporary ids are random.
 *
 * @throws {BrowserError} `EXTENSION_ID_INVALID`
 * @throws {ManifestError} `EXTENSION_KEY_INVALID`
 */
export async function identify(engine: Engine, origin: ExtensionOrigin): Promise<ExtensionIdentity> {
  const rules = RULES[engine.native.family];
  const { manifest } = origin;
  if (origin.id !== undefined && !rules.isId(origin.id)) throw extensionIdInvalid(origin.id, rules.form);
  const id = origin.id ?? (await rules.compute(origin)) ?? (await rules.invent(manifest.name));
  return { id, manifest, baseUrl: `${engine.api.scheme}://${await rules.hostOf(id)}/` };
}

/** Firefox's ids of temporary add-ons end like this. Source: Firefox, XPIInstall.sys.mjs. */
const temporaryId = async (from: string): Promise<string> => `${(await digestHex(from)).slice(0, 40)}@temporary-addon`;

async function uuidOf(id: string): Promise<string> {
  const hex = await digestHex(id);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

async function digestHex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
