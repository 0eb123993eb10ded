/** An extension, as `management.getSelf` describes it, before the engine puts it into words. */
interface InstalledExtension {
  readonly id: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Base of its own addresses, with a final slash. */
  readonly baseUrl: string;
  /** Names of the permissions that it holds, in the order of the manifest. */
  readonly permissions: readonly string[];
  /** Patterns of the hosts that it holds. */
  readonly origins: readonly string[];
  /** File of its options page below its folder; undefined: it has none. */
  readonly optionsPage: string | undefined;
}

/** What an extension is told of itself. Read by `browser`. */
export interface SelfFacts {
  /** `management.getSelf`. */
  infoOf(extension: InstalledExtension): Readonly<Record<string, unknown>>;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Seen in Chromium 156, of an unpacked extension. */
export const chromiumSelf: SelfFacts = {
  infoOf: ({ id, manifest, baseUrl, permissions, origins, optionsPage }) => ({
    description: textOf(manifest.description),
    enabled: true,
    homepageUrl: textOf(manifest.homepage_url),
    hostPermissions: origins,
    id,
    installType: 'development',
    isApp: false,
    mayDisable: true,
    name: textOf(manifest.name),
    offlineEnabled: manifest.offline_enabled === true,
    optionsUrl: optionsPage === undefined ? '' : baseUrl + optionsPage,
    permissions: [...permissions].sort(),
    shortName: textOf(manifest.short_name) || textOf(manifest.name),
    type: 'extension',
    version: textOf(manifest.version),
    versionName: textOf(manifest.version_name),
  }),
};

/** Seen in Firefox ESR 153, of a temporary add-on. */
export const firefoxSelf: SelfFacts = {
  infoOf: ({ id, manifest, baseUrl, permissions, origins, optionsPage }) => ({
    id,
    name: textOf(manifest.name),
    description: textOf(manifest.description),
    version: textOf(manifest.version),
    mayDisable: true,
    enabled: true,
    ...(typeof manifest.homepage_url === 'string' && { homepageUrl: manifest.homepage_url }),
    ...(optionsPage !== undefined && { optionsUrl: baseUrl + optionsPage }),
    installType: 'development',
    type: 'extension',
    permissions: [...permissions],
    hostPermissions: [...origins, `${baseUrl}*`],
    shortName: textOf(manifest.short_name),
  }),
};
