import { type Family, isAbsolutePath } from '../manifest/index.js';
import type { RegistryRoot, RegistryView } from './browsers.js';
import { type LocationError, registryPathRelative, registryValueNotText } from './errors.js';

/** The default value of a key. `text`: REG_SZ, or REG_EXPAND_SZ with its variables expanded. */
export type RegistryValue =
  | { readonly type: 'text'; readonly text: string }
  /** `name`: the registry's word for it, such as `REG_DWORD`. */
  | { readonly type: 'other'; readonly name: string };

/** What we need of the Windows registry; handed in, so that its rules are tested everywhere. */
export interface Registry {
  /** The default (unnamed) value of a key; undefined when there is no such key or value. `view`: see `RegistryView`. */
  read(root: RegistryRoot, view: RegistryView, key: string): Promise<RegistryValue | undefined>;
}

/**
 * The manifest that a registry value names. `undefined`: look in the next place. A problem ends the search: the browser
 * has found the host registered, and badly.
 *
 * Chromium passes over what is not text and wants an absolute path (launch_context_win.cc); Firefox passes over an empty
 * text, refuses other types and turns `/` into `\` (NativeManifests.sys.mjs).
 */
export function manifestFileFrom(
  value: RegistryValue | undefined,
  key: string,
  family: Family,
): { readonly file: string } | { readonly problem: LocationError } | undefined {
  return value && READERS[family](value, key);
}

type Reader = (value: RegistryValue, key: string) => ReturnType<typeof manifestFileFrom>;
const READERS: Record<Family, Reader> = {
  chromium(value, key) {
    if (value.type === 'other') return undefined;
    return isAbsolutePath(value.text, 'win32')
      ? { file: value.text }
      : { problem: registryPathRelative(key, value.text) };
  },
  gecko(value, key) {
    if (value.type === 'other') return { problem: registryValueNotText(key, value.name) };
    return value.text === '' ? undefined : { file: value.text.replaceAll('/', '\\') };
  },
};
