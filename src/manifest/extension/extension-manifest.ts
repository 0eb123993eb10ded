/** An extension's manifest.json as the file has it, with what we read of it typed. Everything else stays untouched. */
export interface ExtensionManifest {
  readonly [key: string]: unknown;
  readonly manifest_version: 2 | 3;
  readonly name: string;
  readonly version: string;
  /** Items may be objects in Chromium; `permissionsOf` gives the plain ones. */
  readonly permissions?: readonly unknown[];
  readonly optional_permissions?: readonly unknown[];
  readonly background?: BackgroundKeys;
  /** Match patterns, Manifest V3; in V2 they stand among `permissions`. `hostPatternsOf` gives both. */
  readonly host_permissions?: readonly unknown[];
  readonly optional_host_permissions?: readonly unknown[];
  /** `contentScriptsOf` fills in the defaults. */
  readonly content_scripts?: readonly ContentScriptKeys[];
  /** Chromium: who outside may connect. */
  readonly externally_connectable?: ConnectableKeys;
  /** Chromium: how messages between contexts are carried. */
  readonly message_serialization?: 'json' | 'structured_clone';
  /** Texts in Manifest V2, objects in V3. `isWebAccessible` reads both. */
  readonly web_accessible_resources?: readonly unknown[];
  readonly options_ui?: Readonly<Record<string, unknown>>;
  readonly options_page?: string;
  /** The toolbar button in Manifest V3. */
  readonly action?: Readonly<Record<string, unknown>>;
  /** The toolbar button in Manifest V2. */
  readonly browser_action?: Readonly<Record<string, unknown>>;
  /** Chromium: base64 of the public key that makes the id. */
  readonly key?: string;
  readonly browser_specific_settings?: Readonly<Record<string, unknown>>;
  /** The old name of `browser_specific_settings`, Manifest V2 only. */
  readonly applications?: Readonly<Record<string, unknown>>;
}

/** The forms a background may have; which one runs is `backgroundOf`'s answer. */
export interface BackgroundKeys {
  readonly [key: string]: unknown;
  readonly service_worker?: string;
  readonly scripts?: readonly string[];
  readonly page?: string;
  readonly type?: 'module' | 'classic';
  readonly persistent?: boolean;
}

/** A content script as the manifest has it. */
export interface ContentScriptKeys {
  readonly [key: string]: unknown;
  readonly matches: readonly string[];
  readonly exclude_matches?: readonly string[];
  readonly include_globs?: readonly string[];
  readonly exclude_globs?: readonly string[];
  readonly js?: readonly string[];
  readonly css?: readonly string[];
  readonly all_frames?: boolean;
  readonly run_at?: 'document_start' | 'document_end' | 'document_idle';
  readonly match_about_blank?: boolean;
  readonly match_origin_as_fallback?: boolean;
  readonly world?: 'ISOLATED' | 'MAIN';
}

export interface ConnectableKeys {
  readonly [key: string]: unknown;
  readonly ids?: readonly string[];
  readonly matches?: readonly string[];
  readonly accepts_tls_channel_id?: boolean;
}

/** Permissions that are granted at installation, in the order of the file. */
export const permissionsOf = (manifest: ExtensionManifest): string[] => texts(manifest.permissions);

/** Permissions that the extension may ask for while it runs, in the order of the file. */
export const optionalPermissionsOf = (manifest: ExtensionManifest): string[] => texts(manifest.optional_permissions);

/** The key that gives the extension a toolbar button, and the API its name: `chrome.action` or `chrome.browserAction`. */
export function actionKeyOf(manifest: ExtensionManifest): 'action' | 'browser_action' | undefined {
  const key = manifest.manifest_version === 3 ? 'action' : 'browser_action';
  return manifest[key] === undefined || manifest[key] === null ? undefined : key;
}

/**
 * The add-on id that the manifest names, valid or not: `browser_specific_settings.gecko.id`, in Manifest V2 also
 * `applications.gecko.id`. Undefined: Firefox makes one up for a temporary add-on.
 */
export function geckoIdOf(manifest: ExtensionManifest): string | undefined {
  const { key } = settingsKeyOf(manifest, manifest.manifest_version);
  const gecko = manifest[key]?.gecko;
  const id = typeof gecko === 'object' && gecko !== null && 'id' in gecko ? gecko.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

/**
 * Where Firefox reads its settings, and whether it passes over an old `applications`: V3 does not know that key, and in V2
 * the new one is stronger. Source: Firefox, Extension.sys.mjs.
 */
export function settingsKeyOf(
  json: Readonly<Record<string, unknown>>,
  manifestVersion: unknown,
): { key: 'browser_specific_settings' | 'applications'; ignored: boolean } {
  const settings = json.browser_specific_settings;
  const isCurrent = typeof settings === 'object' && settings !== null && 'gecko' in settings && settings.gecko !== null;
  const isOld = json.applications !== undefined && json.applications !== null;
  const useOld = isOld && !isCurrent && manifestVersion === 2;
  return { key: useOld ? 'applications' : 'browser_specific_settings', ignored: isOld && !useOld };
}

const texts = (list: readonly unknown[] | undefined): string[] =>
  (list ?? []).filter((item) => typeof item === 'string');
