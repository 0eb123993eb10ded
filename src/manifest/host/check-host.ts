import type { Family } from '../family.js';
import type { Platform } from '../platform.js';
import { callerNotAllowed, type HostFinding, nameMismatch, pathNotAbsolute } from './host-findings.js';
import type { HostManifest } from './host-manifest.js';
import { isAbsoluteHostPath } from './host-path.js';
import { matchesOrigin } from './origin-pattern.js';

/** What a browser compares a sound manifest with. */
export interface HostRequest {
  readonly family: Family;
  /** The name that the extension asks for. */
  readonly name: string;
  /** The caller: an extension id (Chromium), an add-on id (Firefox). */
  readonly callerId: string;
  readonly platform: Platform;
  /** The manifest's own path, as Firefox writes it to its log; without it the findings have no `engineText` there. */
  readonly manifestPath?: string;
}

type Check = (manifest: HostManifest, request: HostRequest) => HostFinding | undefined;

const checkName: Check = (manifest, { name, family, manifestPath }) =>
  manifest.name === name
    ? undefined
    : nameMismatch(
        manifest.name,
        name,
        said(family, {
          chromium: 'Invalid name specified in the manifest.',
          gecko:
            manifestPath && `Native manifest ${manifestPath} has name property ${manifest.name} (expected ${name})`,
        }),
      );

// A relative path is joined to the manifest's folder on Windows.
const checkPath: Check = ({ path }, { name, platform, family, manifestPath }) =>
  platform === 'win32' || isAbsoluteHostPath(path, platform, family)
    ? undefined
    : pathNotAbsolute(
        path,
        platform,
        said(family, {
          chromium: `Native messaging host path must be absolute for ${name}`,
          gecko:
            manifestPath && `Native manifest ${manifestPath} has relative path value ${path} (expected absolute path)`,
        }),
      );

const checkOrigin: Check = ({ allowed_origins: origins = [] }, { callerId }) =>
  origins.some((origin) => matchesOrigin(origin, callerId))
    ? undefined
    : callerNotAllowed('allowed_origins', `chrome-extension://${callerId}/`, undefined, {});

// Firefox compares letter by letter, although the syntax of an id knows no case.
const checkAddonId: Check = ({ allowed_extensions: ids = [] }, { callerId, family, manifestPath }) =>
  ids.includes(callerId)
    ? undefined
    : callerNotAllowed(
        'allowed_extensions',
        callerId,
        ids.find((id) => id.toLowerCase() === callerId.toLowerCase()),
        said(family, {
          gecko: manifestPath && `This extension does not have permission to use native manifest ${manifestPath}`,
        }),
      );

/** In the order of each engine. Sources: Chromium, launch_context.cc; Firefox, NativeManifests.sys.mjs. */
const CHECKS: Record<Family, readonly Check[]> = {
  chromium: [checkName, checkOrigin, checkPath],
  gecko: [checkName, checkPath, checkAddonId],
};

/**
 * Compares a sound manifest with a request: is it the host that was asked for, may this extension call it, is the path
 * one that the system takes. All findings are errors, in the order in which the browser checks; empty: go ahead. Whether
 * the file at `path` is there and can run is for the launcher to see.
 */
export function checkHostManifestFor(manifest: HostManifest, request: HostRequest): HostFinding[] {
  return CHECKS[request.family].flatMap((check) => check(manifest, request) ?? []);
}

function said(family: Family, texts: { readonly [F in Family]?: string | undefined }): { engineText?: string } {
  const engineText = texts[family];
  return engineText ? { engineText } : {};
}
