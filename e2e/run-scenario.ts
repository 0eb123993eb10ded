import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConsoleLine, Driver, LoadedExtension, Tab } from './browsers/driver.js';
import { Log } from './log.js';
import { normalize } from './normalize.js';
import type { Scenario, ScenarioHost, Step } from './scenario.js';

/** Runs a scenario once and returns its log: what happened to the extension, a line each, in order. */
export async function runScenario(scenario: Scenario, driver: Driver): Promise<string[]> {
  const places = { hosts: path.join(driver.home, 'hosts'), manifests: driver.hostManifests, home: driver.home };
  await mkdir(places.hosts, { recursive: true });
  await mkdir(places.manifests, { recursive: true });
  try {
    for (const host of scenario.hosts) await install(host, scenario, driver, places);
    driver.servePages(scenario.pagesFolder);
    const log = new Log();
    const heard = (line: ConsoleLine): void => log.push(line);
    const second = scenario.secondFolder === undefined ? undefined : await driver.load(scenario.secondFolder, heard);
    const extension = await driver.load(scenario.extensionFolder, heard);
    try {
      const user = new User(driver, extension, second);
      for (const step of scenario.steps) {
        if (step.after !== undefined) await log.reach(step.after);
        await user.take(step);
      }
      await log.reach(scenario.endsWith);
      log.end();
    } finally {
      await extension.unload();
      if (second) await second.unload();
    }
    return normalize(log.lines, places);
  } finally {
    await rm(places.hosts, { recursive: true });
    await rm(places.manifests, { recursive: true });
  }
}

/** Takes the steps of a scenario, and remembers the tabs it has opened. */
class User {
  readonly #driver: Driver;
  readonly #first: LoadedExtension;
  readonly #second: LoadedExtension | undefined;
  readonly #tabs = new Map<string, Tab>();
  #newest: Tab | undefined;

  constructor(driver: Driver, first: LoadedExtension, second: LoadedExtension | undefined) {
    this.#driver = driver;
    this.#first = first;
    this.#second = second;
  }

  async take(step: Step): Promise<void> {
    const what = step.what ?? '';
    const extension = step.of === 'second' ? this.#second : this.#first;
    if (!extension) throw new Error(`There is no second extension to ${step.do}.`);
    switch (step.do) {
      case 'openTab':
        return this.#opened(await this.#driver.openTab(what), step.tab);
      case 'openPage':
        return this.#opened(await extension.openPage(what), step.tab);
      case 'clickAction':
      case 'stopBackground':
        return extension[step.do]();
      case 'disable':
      case 'enable':
        return extension.setEnabled(step.do === 'enable');
      case 'reloadExtension':
        return extension.reload();
      default:
        return this.#tabOf(step)[step.do](what);
    }
  }

  #opened(tab: Tab, name: string | undefined): void {
    this.#newest = tab;
    if (name !== undefined) this.#tabs.set(name, tab);
  }

  #tabOf({ tab, do: verb }: Step): Tab {
    const found = tab === undefined ? this.#newest : this.#tabs.get(tab);
    if (!found) throw new Error(`There is no tab ${tab ?? ''} to ${verb}.`);
    return found;
  }
}

interface InstallPlaces {
  readonly hosts: string;
  readonly manifests: string;
}

async function install(host: ScenarioHost, scenario: Scenario, driver: Driver, places: InstallPlaces): Promise<void> {
  const program = path.join(places.hosts, host.name);
  if (host.program.endsWith('.mjs')) await writeFile(program, launcherOf(host.program));
  else await copyFile(host.program, program);
  await chmod(program, host.executable === false ? 0o644 : 0o755);
  const { chromium, firefox } = scenario.extensionIds;
  const allowed = {
    chromium: { allowed_origins: [`chrome-extension://${chromium}/`] },
    firefox: { allowed_extensions: [firefox] },
  };
  const manifest = {
    name: host.name,
    description: `A host of the scenario ${scenario.name}`,
    path: program,
    type: 'stdio',
    ...allowed[driver.engine],
    ...host.manifest?.every,
    ...host.manifest?.[driver.engine],
  };
  await writeFile(path.join(places.manifests, `${host.name}.json`), JSON.stringify(manifest));
}

/** A browser starts the file that the manifest names and searches no PATH: both paths in it are absolute. */
function launcherOf(script: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(script)} "$@"\n`;
}
