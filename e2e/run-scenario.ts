import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConsoleLine, Driver } from './browsers/driver.js';
import { Log } from './log.js';
import { normalize } from './normalize.js';
import type { Scenario, ScenarioHost } from './scenario.js';

/** Runs a scenario once and returns its log: what happened to the extension, a line each, in order. */
export async function runScenario(scenario: Scenario, driver: Driver): Promise<string[]> {
  const places = { hosts: path.join(driver.home, 'hosts'), manifests: driver.hostManifests, home: driver.home };
  await mkdir(places.hosts, { recursive: true });
  await mkdir(places.manifests, { recursive: true });
  try {
    for (const host of scenario.hosts) await install(host, scenario, driver, places);
    const log = new Log();
    const heard = (line: ConsoleLine): void => log.push(line);
    const second = scenario.secondFolder && (await driver.load(scenario.secondFolder, heard));
    const extension = await driver.load(scenario.extensionFolder, heard);
    try {
      for (const { line, page } of scenario.openPageAfter) {
        await log.reach(line);
        await extension.openPage(page);
      }
      for (const line of scenario.clickActionAfter) {
        await log.reach(line);
        await extension.clickAction();
      }
      await log.reach(scenario.endsWith);
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
