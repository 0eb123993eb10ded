import type { Family } from '../family.js';
import type { BackgroundKey } from './background.js';
import type { ExtensionFinding } from './extension-findings.js';
import * as findings from './extension-findings.js';

interface Forms {
  readonly present: readonly BackgroundKey[];
  readonly runs: BackgroundKey | undefined;
  readonly version: 2 | 3;
}

/** How the families differ. Texts are the browser's own; where one is missing, its words were not seen. */
export interface Rules {
  readonly family: Family;
  readonly loadsV2: boolean;
  /** Whether an optional key may be `null`. */
  readonly nullIsAbsent: boolean;
  /** Whether the path of a file may be empty; it then names nothing. */
  readonly emptyPathIsError: boolean;
  readonly emptyNameIsError: boolean;
  readonly versionIsError: boolean;
  isVersion(version: string): boolean;
  readonly badPermissionIsError: boolean;
  readonly backgroundMustBeObject: boolean;
  /** Whether the values of forms that never run are checked all the same. */
  readonly checksEveryForm: boolean;
  readonly idFrom: 'key' | 'settings';
  readonly texts: Partial<
    Record<
      | 'notAnObject'
      | 'noManifestVersion'
      | 'manifestVersion'
      | 'v2'
      | 'name'
      | 'version'
      | 'key'
      | 'outside'
      | 'noBackground',
      string
    >
  >;
  /** What becomes of forms of a background that stand side by side, or that this browser does not run. */
  findInForms(forms: Forms): Iterable<ExtensionFinding>;
  /** What the browser says of a key of the other manifest version. */
  foreignKey(key: string, version: 2 | 3): string | undefined;
  /** What the browser says of a key with a wrong value. */
  invalid(key: string): string | undefined;
}

const VERSION_HELP = 'See developer.chrome.com/extensions/manifestVersion for details.';

export const RULES: Record<Family, Rules> = {
  // Source: Chromium, extensions/common; what it loads and what it says was seen in Chromium 156.
  chromium: {
    family: 'chromium',
    loadsV2: false,
    nullIsAbsent: false,
    emptyPathIsError: true,
    emptyNameIsError: true,
    versionIsError: true,
    // Stricter than its text in one way, laxer in another: no zero before the first number, each below 2^32.
    isVersion: (version) =>
      /^(?!0\d)\d{1,10}(?:\.\d{1,10}){0,3}$/.test(version) &&
      version.split('.').every((part) => Number(part) < 2 ** 32),
    badPermissionIsError: true,
    backgroundMustBeObject: false,
    checksEveryForm: false,
    idFrom: 'key',
    texts: {
      notAnObject: 'Manifest file is invalid',
      noManifestVersion: `Missing 'manifest_version' key. Its value must be an integer either 2 or 3. ${VERSION_HELP}`,
      manifestVersion: `Invalid value for 'manifest_version'. Must be an integer either 2 or 3. ${VERSION_HELP}`,
      v2: 'Cannot install extension because it uses an unsupported manifest version.',
      name: "Required value 'name' is missing or invalid.",
      version:
        "Required value 'version' is missing or invalid. It must be between 1-4 dot-separated integers each between 0 and 65536.",
      key: "Value 'key' is missing or invalid.",
      outside: "Could not load background script ''.",
    },
    *findInForms({ present, runs, version }) {
      if (version === 2 && present.length > 1) yield findings.formsTogether(present);
      else if (runs === undefined) yield findings.formIgnored(present, 'service_worker');
    },
    foreignKey: (key, version) => (version === 3 ? `'${key}' requires manifest version of 2 or lower.` : undefined),
    invalid: (key) => `Invalid value for '${key}'.`,
  },
  // Source: Firefox, schemas/manifest.json, Extension.sys.mjs, Schemas.sys.mjs; seen in Firefox ESR 153.
  gecko: {
    family: 'gecko',
    loadsV2: true,
    nullIsAbsent: true,
    emptyPathIsError: false,
    emptyNameIsError: false,
    versionIsError: false,
    isVersion: (version) => /^(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){0,3}$/.test(version),
    badPermissionIsError: false,
    backgroundMustBeObject: true,
    checksEveryForm: true,
    idFrom: 'settings',
    texts: {
      version:
        'version must be a version string consisting of at most 4 integers of at most 9 digits without leading zeros, and separated with dots',
      noBackground: 'background requires at least one of "scripts" or "page".',
    },
    *findInForms({ present, runs }) {
      if (runs === undefined) yield findings.workerRefused();
      else if (runs === 'page' && present.includes('scripts')) yield findings.scriptsIgnored();
    },
    foreignKey: (key, version) => `Property "${key}" is unsupported in Manifest Version ${version}`,
    invalid: () => undefined,
  },
};
