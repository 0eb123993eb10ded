import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChromium } from './browsers/chromium.js';
import type { Driver } from './browsers/driver.js';
import { findBrowser } from './browsers/find.js';
import { startFirefox } from './browsers/firefox.js';
import { startNativeport } from './browsers/nativeport.js';
import { compare } from './compare.js';
import { runScenario } from './run-scenario.js';
import { readScenarios } from './scenario.js';

const scenarios = readScenarios();

describe.each([
  { engine: 'chromium', start: startChromium },
  { engine: 'firefox', start: startFirefox },
] as const)('nativeport logs what the real browser logs: $engine', ({ engine, start }) => {
  const search = findBrowser(engine);
  const ours = scenarios.filter(({ engines }) => engines.includes(engine));
  if (!search.found) {
    const missing = `${search.label} is not installed. Left out: ${ours.length} scenarios compared with it. ${search.howToInstall}`;
    if (process.env.CI === 'true') {
      it(`finds ${search.label}`, () => expect.fail(missing));
    } else {
      console.warn(missing);
      it.skip(missing);
    }
    return;
  }

  let drivers: { readonly browser: Driver; readonly nativeport: Driver };
  beforeAll(async () => {
    drivers = { browser: await start(search.program), nativeport: await startNativeport(engine) };
    console.log(`Comparing with ${drivers.browser.name}, ${search.program}`);
  });
  afterAll(() => Promise.all([drivers?.browser.close(), drivers?.nativeport.close()]));

  it.each(ours)('$name', async (scenario) => {
    const browser = await runScenario(scenario, drivers.browser);
    const nativeport = await runScenario(scenario, drivers.nativeport);
    const known = scenario.differences.filter((difference) => difference.engine === engine);
    const comparison = compare(browser, nativeport, known);
    expect(comparison.nativeport).toEqual(comparison.browser);
    expect(comparison.outdated).toEqual([]);
  });
});
