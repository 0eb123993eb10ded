import { readFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import { ENGINES, type Engine, type EngineName } from '../../engines/index.js';
import { type BrowserName, browserNames, browsersOf } from '../../locations/index.js';
import { type HostManifest, parseHostManifest } from '../../manifest/index.js';
import {
  type FindOptions,
  type FoundHost,
  findHost,
  findNearName,
  type LookedAt,
  NativeError,
  readHost,
} from '../../native/index.js';
import { type CallError, hostNowhere, optionsConflict } from './errors.js';
import type { HostFlags } from './host-options.js';
import { findProgram, splitCommand } from './split-command.js';
import { engineOf } from './values.js';

/** A host, or why no browser would start it. */
export type Choice = ChosenHost | RefusedHost;

export interface RefusedHost {
  readonly problem: NativeError | CallError;
  readonly places: readonly LookedAt[];
  /** What each engine tells the extension, in its own words. */
  readonly texts: Partial<Record<EngineName, string>>;
}

/** A host that can be started, and whose rules count. */
export interface ChosenHost {
  readonly found: FoundHost;
  readonly engine: Engine;
  /** How it was chosen, for `--verbose`. */
  readonly notes: readonly string[];
}

/**
 * The host that the options name: by a command line, by a manifest, or as a browser finds it. Without a browser the first
 * one that has a manifest for it counts. Without an id of the caller, the first that the manifest lets in is taken.
 *
 * @throws {UsageError} `OPTIONS_CONFLICT`, `COMMAND_INVALID`
 */
export async function chooseHost(application: string, flags: HostFlags): Promise<Choice> {
  const ways = (['browser', 'manifest', 'command'] as const).filter((way) => flags[way] !== undefined);
  if (ways.length > 1) {
    throw optionsConflict(`--${ways[0]} and --${ways[1]} both say where the host is.`, 'Leave out one of them.');
  }
  if (flags.command !== undefined) return fromCommand(application, flags.command, flags);
  if (flags.manifest !== undefined) return fromManifest(application, flags.manifest, flags);
  if (flags.browser !== undefined) return fromBrowser(application, flags.browser, flags);
  const refusals: RefusedHost[] = [];
  for (const browser of browserNames) {
    const choice = await fromBrowser(application, browser, flags);
    if (!('problem' in choice) || !isNotFound(choice)) return choice;
    refusals.push(choice);
  }
  return nowhere(application, refusals);
}

/** No browser has it, or none takes such a name. */
async function nowhere(application: string, refusals: readonly RefusedHost[]): Promise<RefusedHost> {
  const places = refusals.flatMap((refusal) => refusal.places);
  const texts: RefusedHost['texts'] = Object.assign({}, ...refusals.map((refusal) => refusal.texts));
  const [first] = refusals;
  if (first !== undefined && places.length === 0) return { problem: first.problem, places, texts };
  const count = new Set(places.map(({ place }) => place)).size;
  return { problem: hostNowhere(application, count, await findNearName(application, places)), places, texts };
}

/** Not there in this browser; another one may have it, or at least take such a name. */
const isNotFound = ({ problem: { code } }: RefusedHost): boolean =>
  code === 'HOST_NOT_FOUND' || code === 'HOST_NAME_INVALID';

function fromCommand(application: string, command: string, { as }: HostFlags): ChosenHost {
  const { platform, env } = process;
  const [name = '', ...args] = splitCommand(command, platform);
  const program = findProgram(name, env, platform);
  const engine = as?.includes('@') || as?.startsWith('{') ? ENGINES.firefox : ENGINES.chromium;
  const callerArgs = as === undefined ? [] : engine.native.argumentsFor({ manifestPath: '', callerId: as, platform });
  return {
    engine,
    found: { application, path: program, args: [...args, ...callerArgs], cwd: process.cwd(), manifestPath: '' },
    notes: [`started by its command, as ${engine.name} would`],
  };
}

async function fromManifest(application: string, file: string, flags: HostFlags): Promise<Choice> {
  const engine = engineOfManifest(await readFile(file, 'utf8').catch(() => ''));
  const { platform } = process;
  const find = (callerId: string): Promise<FoundHost> =>
    readHost(file, { application, callerId }, { engine, platform });
  return choose(find, engine, flags.as, [`rules of ${engine.name}`]);
}

async function fromBrowser(application: string, browser: BrowserName, flags: HostFlags): Promise<Choice> {
  const { platform, env } = process;
  const engine = ENGINES[engineOf(browser)];
  const options: FindOptions = {
    engine,
    browser,
    platform,
    home: env.HOME || os.homedir(),
    env,
    hostDirectories: flags.hosts,
  };
  return choose((callerId) => findHost({ application, callerId }, options), engine, flags.as, [
    `found as ${browser} does`,
  ]);
}

async function choose(
  find: (callerId: string) => Promise<FoundHost>,
  engine: Engine,
  as: string | undefined,
  notes: readonly string[],
): Promise<Choice> {
  try {
    if (as !== undefined) return { engine, found: await find(as), notes: [...notes, `caller ${as}`] };
    const caller = await firstCaller(find, engine);
    return {
      engine,
      found: await find(caller),
      notes: [...notes, `caller ${caller}, the first that the manifest lets in`],
    };
  } catch (problem) {
    if (!(problem instanceof NativeError)) throw problem;
    const texts = { [engine.name]: engine.api.replyErrorText(problem) };
    return { problem, places: problem.places, texts };
  }
}

/** Nobody is refused as the caller; the manifest that did it says whom it lets in. */
async function firstCaller(find: (callerId: string) => Promise<FoundHost>, engine: Engine): Promise<string> {
  const nobody = '';
  try {
    await find(nobody);
  } catch (error) {
    if (!(error instanceof NativeError) || error.code !== 'CALLER_FORBIDDEN') throw error;
    const file = error.places.find(({ found }) => found === 'unusable')?.place.replace(/^.* -> /, ''); // a registry key names a file
    const { manifest } = parseHostManifest(await readFile(file ?? ''), engine.native.family);
    const caller = manifest && callersOf(manifest)[0];
    if (caller === undefined) throw error;
    return caller;
  }
  return nobody;
}

const callersOf = ({ allowed_origins: origins, allowed_extensions: ids }: HostManifest): readonly string[] =>
  ids ?? (origins ?? []).map((origin) => origin.replace(/^.*:\/\//, '').replace(/\/$/, ''));

/** Each family has its own allow list, and Firefox refuses Chromium's. */
function engineOfManifest(text: string): Engine {
  const isGecko = /"allowed_extensions"\s*:/.test(text) && !/"allowed_origins"\s*:/.test(text);
  const [browser] = browsersOf(isGecko ? 'gecko' : 'chromium');
  return ENGINES[engineOf(browser ?? 'chrome')];
}
