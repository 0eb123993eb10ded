import { type ExtensionManifest, type Family, type Finding, parseHostManifest } from '../../src/manifest/index.js';

export const ID = 'knldjmfmopnpolahpmmgbagdohdnhkik';

/** A sound host manifest per family; rows of the tests change one thing. */
export const GOOD = {
  chromium: {
    name: 'com.example.app',
    description: 'A host',
    type: 'stdio',
    path: '/opt/app/host',
    allowed_origins: [`chrome-extension://${ID}/`],
  },
  gecko: {
    name: 'com.example.app',
    description: 'A host',
    type: 'stdio',
    path: '/opt/app/host',
    allowed_extensions: ['app@example.org'],
  },
} as const;

/** The sound manifest with some keys changed; `undefined` removes a key. */
export const hostText = (family: Family, changes: Record<string, unknown> = {}): string =>
  JSON.stringify({ ...GOOD[family], ...changes });

export const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);

/** The finding that the browser would stop at, or undefined when it accepts the file. */
export function firstError(text: string | Uint8Array, family: Family, options = {}): Finding | undefined {
  const { manifest, findings } = parseHostManifest(text, family, options);
  const error = findings.find(({ severity }) => severity === 'error');
  if ((manifest === undefined) !== (error !== undefined))
    throw new Error('manifest and findings contradict each other');
  return error;
}

/** An extension's manifest that nobody has checked, as an embedder may hand it over. */
export const extension = (version: 2 | 3, keys: Record<string, unknown> = {}): ExtensionManifest => ({
  manifest_version: version,
  name: 'x',
  version: '1.0',
  ...keys,
});
