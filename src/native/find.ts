import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Engine } from '../engines/index.js';
import {
  type BrowserName,
  hostPlaces,
  manifestFileFrom,
  manifestFileIn,
  type Place,
  platformOf,
  type Registry,
  registryKeyIn,
} from '../locations/index.js';
import {
  checkHostManifestFor,
  type Family,
  type HostManifest,
  hostPathOf,
  isHostName,
  parseHostManifest,
} from '../manifest/index.js';
import {
  blockedByPolicy,
  callerForbidden,
  cannotRun,
  hostNameInvalid,
  hostNotFound,
  manifestUnreadable,
  manifestUnusable,
  type NativeError,
  pathMissing,
  tildeNotExpanded,
} from './errors.js';
import { findLaunchObstacle } from './executable.js';
import type { FoundHost, LookedAt } from './found-host.js';
import { placeOfProgram } from './home-path.js';
import { readManifestFile } from './manifest-file.js';
import { findNearName } from './near-name.js';
import { blockingEntry, type NativeMessagingPolicies } from './policies.js';
import { windowsRegistry } from './windows-registry.js';

export interface HostRequest {
  readonly application: string;
  /** The extension's id, as the engine has it. */
  readonly callerId: string;
}

/** Whose rules count, and where. */
export interface FindOptions {
  readonly engine: Engine;
  /** Whose places are looked at. */
  readonly browser: BrowserName;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders that come before the browser's own places. */
  readonly hostDirectories?: readonly string[] | undefined;
  /** Chromium's `--user-data-dir`. */
  readonly userDataDir?: string | undefined;
  /** Default: the registry of this machine. Read on Windows only. */
  readonly registry?: Registry | undefined;
  readonly policies?: NativeMessagingPolicies | undefined;
}

/**
 * The host that a browser would start for a request. Reads everything anew each time; the first "no" decides.
 *
 * Order: policy, name, manifest there, manifest sound, caller allowed, path there (Firefox: executable too). After a
 * manifest that cannot be used, Firefox looks in the next folder and Chromium does not; what the registry names is final
 * for both. Sources: Chromium, launch_context.cc; Firefox, NativeManifests.sys.mjs.
 *
 * @throws {NativeError} `BLOCKED_BY_POLICY`, `HOST_NAME_INVALID`, `HOST_NOT_FOUND`, `MANIFEST_UNUSABLE`,
 *   `CALLER_FORBIDDEN`, `PATH_MISSING`, `PATH_NOT_EXECUTABLE`; with `places`.
 */
export async function findHost(request: HostRequest, options: FindOptions): Promise<FoundHost> {
  const { application } = request;
  const family = familyOf(options);
  const entry = blockingEntry(application, options.policies ?? {}, family);
  if (entry !== undefined) throw blockedByPolicy(application, entry);
  if (!isHostName(application, family)) {
    throw hostNameInvalid(application, isHostName(application.toLowerCase(), family));
  }
  const places: LookedAt[] = []; // grows while errors already hold it, so each tells of all places
  let firstProblem: NativeError | undefined;
  for (const place of placesFor(options)) {
    const looked = await lookAt(place, request, options, places);
    places.push(publicPart(looked));
    if (looked.found === 'nothing') continue;
    if (looked.found === 'usable') return launchable(looked.manifest, looked.file, request, options);
    firstProblem ??= looked.problem;
    if (place.kind === 'registry' || !options.engine.native.unusableManifestFallsThrough) break;
  }
  throw firstProblem ?? hostNotFound(application, places, await findNearName(application, places));
}

/**
 * The host that one manifest file names, whatever its place, under the same rules.
 *
 * @throws {NativeError} `HOST_NOT_FOUND` without a file; else as `findHost`.
 */
export async function readHost(file: string, request: HostRequest, options: ReadHostOptions): Promise<FoundHost> {
  const places: LookedAt[] = [];
  const looked = await readPlace({ place: file, scope: 'user', file }, request, options, places);
  places.push(publicPart(looked));
  if (looked.found === 'nothing') throw hostNotFound(request.application, places);
  if (looked.found === 'unusable') throw looked.problem;
  return launchable(looked.manifest, looked.file, request, options);
}

/** Default of `home`: this user's. */
export type ReadHostOptions = Pick<FindOptions, 'engine' | 'platform'> & Partial<Pick<FindOptions, 'home'>>;

type Looked =
  | (LookedAt & { readonly found: 'nothing' })
  | (LookedAt & { readonly found: 'unusable'; readonly problem: NativeError })
  | (LookedAt & { readonly found: 'usable'; readonly manifest: HostManifest; readonly file: string });

const publicPart = ({ place, scope, found, why }: Looked): LookedAt => ({
  place,
  scope,
  found,
  ...(why !== undefined && { why }),
});

const familyOf = ({ engine }: Pick<FindOptions, 'engine'>): Family => engine.native.family;

function placesFor({ browser, platform, home, env, userDataDir, policies, hostDirectories }: FindOptions): Place[] {
  return hostPlaces({
    browser,
    platform: platformOf(platform),
    home,
    env,
    userDataDir,
    userLevelHosts: policies?.userLevelHosts,
    hostDirectories,
  });
}

async function lookAt(place: Place, request: HostRequest, options: FindOptions, places: LookedAt[]): Promise<Looked> {
  const { application } = request;
  const { scope } = place;
  if (place.kind === 'directory') {
    const file = manifestFileIn(place, application, platformOf(options.platform));
    return readPlace({ place: file, scope, file }, request, options, places);
  }
  const key = registryKeyIn(place, application);
  const name = `${place.root}\\${key} (${place.view}-bit view)`;
  const registry = options.registry ?? windowsRegistry(options.env);
  const value = await registry.read(place.root, place.view, key);
  const named = manifestFileFrom(value, key, familyOf(options));
  if (named === undefined) return { place: name, scope, found: 'nothing' };
  if ('problem' in named) {
    const { message, hint } = named.problem;
    const problem = manifestUnreadable(application, name, 'is not named as it must be', hint, places, named.problem);
    return { place: name, scope, found: 'unusable', why: message, problem };
  }
  const looked = await readPlace(
    { place: `${name} -> ${named.file}`, scope, file: named.file },
    request,
    options,
    places,
  );
  if (looked.found !== 'nothing') return looked;
  const why = 'is named in the registry and does not exist';
  return {
    ...looked,
    found: 'unusable',
    why: `It ${why}.`,
    problem: manifestUnreadable(application, named.file, why, `Install the host again, or remove ${key}.`, places),
  };
}

/** Reads the manifest at a place and compares it with the request. */
async function readPlace(
  { place, scope, file }: { place: string; scope: LookedAt['scope']; file: string },
  { application, callerId }: HostRequest,
  options: ReadHostOptions,
  places: readonly LookedAt[],
): Promise<Looked> {
  const read = await readManifestFile(file);
  if (read === undefined) return { place, scope, found: 'nothing' };
  if ('why' in read) {
    const problem = manifestUnreadable(application, file, read.why, read.remedy, places, read.cause);
    return { place, scope, found: 'unusable', why: `It ${read.why}.`, problem };
  }
  const family = familyOf(options);
  const { manifest, findings } = parseHostManifest(read.bytes, family);
  const findingsForCaller =
    manifest === undefined
      ? findings
      : checkHostManifestFor(manifest, {
          family,
          name: application,
          callerId,
          platform: platformOf(options.platform),
          manifestPath: file,
        });
  const problem = findingsForCaller.find(({ severity }) => severity === 'error');
  if (problem !== undefined) {
    const error = problem.code === 'CALLER_NOT_ALLOWED' ? callerForbidden : manifestUnusable;
    return {
      place,
      scope,
      found: 'unusable',
      why: problem.message,
      problem: error(application, file, problem, places),
    };
  }
  if (manifest === undefined) throw new Error(`The manifest ${file} was refused without a reason.`);
  return { place, scope, found: 'usable', manifest, file };
}

/** The manifest is good: is its path? */
async function launchable(
  manifest: HostManifest,
  manifestPath: string,
  { application, callerId }: HostRequest,
  options: ReadHostOptions,
): Promise<FoundHost> {
  const platform = platformOf(options.platform);
  const { native } = options.engine;
  const program = hostPathOf(manifest, manifestPath, platform, familyOf(options)) ?? manifest.path;
  const place = placeOfProgram(program, familyOf(options), options.home ?? homedir(), platform);
  const isThere = await stat(place).then(
    () => true,
    () => false,
  );
  if (!isThere) throw pathMissing(application, program, manifestPath);
  if (native.pathMust === 'be-executable') {
    const obstacle = findLaunchObstacle(place, options.platform);
    if (obstacle?.kind === 'is-directory' || obstacle?.kind === 'not-executable') {
      throw cannotRun('PATH_NOT_EXECUTABLE', application, program, obstacle);
    }
  }
  if (place !== program) throw tildeNotExpanded(application, program, place);
  return {
    application,
    path: program,
    args: native.argumentsFor({ manifestPath, callerId, platform }),
    cwd: (platform === 'win32' ? path.win32 : path.posix).dirname(program),
    manifestPath,
    manifest,
  };
}
