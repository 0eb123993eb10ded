import type { UntimedEvent } from '../../browser/index.js';
import type { Browser, Extension } from '../../browser/node.js';
import { ENGINES, type Engine } from '../../engines/index.js';
import { partsOf } from '../../errors/index.js';
import { backgroundOf, contentScriptsOf, popupOf } from '../../manifest/index.js';
import { apiMissing, backgroundNone, nothingOpened } from './errors.js';
import { hasPages } from './has-pages.js';
import { missingApisOf } from './missing-apis.js';
import { missingScriptsOf } from './missing-scripts.js';

/**
 * Loads an extension, whose background starts at once. `opensPages`: pages will be opened, which may be its own.
 *
 * @throws {BrowserError} as `loadExtension` of the browser
 * @throws {RunnerError} `BACKGROUND_NONE`: there is nothing in it that could run
 */
export async function loadExtension(browser: Browser, from: string, opensPages: boolean): Promise<Extension> {
  const extension = await browser.loadExtension(from);
  const { manifest } = extension;
  const { name, native } = browser.engine;
  if (backgroundOf(manifest, native.family) || hasPages(manifest, native.family) || opensPages) return extension;
  const other = Object.values(ENGINES).find((engine) => backgroundOf(manifest, engine.native.family));
  await extension.unload();
  throw backgroundNone(name, WANTED[native.family][manifest.manifest_version], other?.name);
}

/** What is odd or wrong with an extension before anything of it runs. */
export function oddities(extension: Extension, { native }: Engine): UntimedEvent[] {
  const missing = missingApisOf(extension.manifest);
  return [
    ...extension.warnings.map(
      ({ code, message, remedy }) =>
        ({ type: 'warning', code, message: `manifest.json: ${message}`, hint: remedy }) as const,
    ),
    ...missingScriptsOf(extension, native.family).map((error) => ({ type: 'error', ...partsOf(error) }) as const),
    ...(missing.length > 0 ? [{ type: 'warning', ...partsOf(apiMissing(missing)) } as const] : []),
  ];
}

/** Why nothing of an extension runs when nothing is opened; undefined: its background does. */
export function whyNothingRuns({ manifest }: Extension, { native }: Engine): UntimedEvent | undefined {
  if (backgroundOf(manifest, native.family)) return undefined;
  const hasScripts = contentScriptsOf(manifest, native.family).length > 0;
  const wanted = hasScripts ? '--tab https://example.com/' : popupOf(manifest) ? '--page popup' : '--page options';
  return { type: 'warning', ...partsOf(nothingOpened(wanted)) };
}

const WANTED = {
  chromium: { 2: '"scripts"', 3: '"service_worker"' },
  gecko: { 2: '"scripts"', 3: '"scripts"' },
} as const;
