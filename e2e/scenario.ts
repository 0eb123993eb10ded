import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineName } from '../src/engines/index.js';
import type { Tab } from './browsers/driver.js';

/**
 * A folder with an ordinary extension that logs what happens to it, and the hosts it talks to. Nothing in the extension
 * knows where it runs: each console line is one happening, and the lines of two browsers can be compared.
 *
 *     <name>/scenario.json        what stands below
 *     <name>/extension/           the unpacked extension; its manifest serves both families
 *     <name>/second/              another unpacked extension, loaded before the first, where a scenario needs two
 *     <name>/pages/               web pages, on each of the `WEB_HOSTS`
 *     <name>/hosts/               programs that only this scenario uses; shared ones lie in e2e/hosts
 */
export interface Scenario {
  readonly name: string;
  readonly extensionFolder: string;
  readonly secondFolder: string | undefined;
  /** Where it runs; where left out, what it logs differs from run to run. */
  readonly engines: readonly EngineName[];
  /** As the browsers see it: computed from `key`, and `gecko.id`. */
  readonly extensionIds: { readonly chromium: string; readonly firefox: string };
  readonly hosts: readonly ScenarioHost[];
  readonly pagesFolder: string | undefined;
  /** What the user does, in order. */
  readonly steps: readonly Step[];
  /** The line after which nothing more is waited for. */
  readonly endsWith: string;
  readonly differences: readonly KnownDifference[];
}

/** Something that the user does when a line has come; without `after`, at once after the step before it. */
export interface Step {
  readonly after?: string;
  readonly do: StepName;
  /** A file of the extension, an address or a CSS selector. */
  readonly what?: string;
  /** The name that a tab gets when it is opened, and is found by. Without it: the tab that was opened last. */
  readonly tab?: string;
  /** Which extension. Without it: the first. */
  readonly of?: 'second';
}

type StepName = OfExtension | OfTab | 'openTab';
type OfTab = Exclude<keyof Tab, symbol>;
type OfExtension = 'openPage' | 'clickAction' | 'stopBackground' | 'disable' | 'enable' | 'reloadExtension';

/** Lines that nativeport is known to log otherwise than the browser. */
export interface KnownDifference {
  readonly engine: EngineName;
  /** What the lines have in common, in both logs, and no other line has. */
  readonly lines: string;
  readonly because: string;
}

export interface ScenarioHost {
  readonly name: string;
  /** The program's file. It becomes executable on its way to the place where the browser starts it, unless it must not. */
  readonly program: string;
  readonly executable?: false;
  /** Members that take the place of a good manifest's, or join them, in the browsers of one family or in all. */
  readonly manifest?: Readonly<Partial<Record<EngineName | 'every', Readonly<Record<string, unknown>>>>>;
}

const SCENARIOS = path.join(import.meta.dirname, 'scenarios');

export function readScenarios(from: string = SCENARIOS): Scenario[] {
  return readdirSync(from)
    .sort()
    .map((name) => readScenario(name, path.join(from, name)));
}

function readScenario(name: string, folder: string): Scenario {
  const extensionFolder = path.join(folder, 'extension');
  const ifThere = (file: string) => (existsSync(path.join(folder, file)) ? path.join(folder, file) : undefined);
  const manifest = JSON.parse(readFileSync(path.join(extensionFolder, 'manifest.json'), 'utf8'));
  const { hosts = [], ...rest } = JSON.parse(readFileSync(path.join(folder, 'scenario.json'), 'utf8'));
  return {
    engines: ['chromium', 'firefox'],
    steps: [],
    differences: [],
    endsWith: 'done',
    ...rest,
    name,
    extensionFolder,
    secondFolder: ifThere('second'),
    pagesFolder: ifThere('pages'),
    extensionIds: { chromium: chromiumId(manifest.key), firefox: manifest.browser_specific_settings.gecko.id },
    hosts: hosts.map((host: ScenarioHost) => ({ ...host, program: path.resolve(folder, host.program) })),
  };
}

/** Source: Chromium, crx_file id_util.cc. */
function chromiumId(key: string): string {
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 32);
  return digest.replace(/./g, (digit) => String.fromCharCode(0x61 + Number.parseInt(digit, 16)));
}
