import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExtensionManifest } from '../../manifest/index.js';
import { bundleFailed, bundlerMissing } from './errors.js';
import { filesIn, isTypeScript, manifestWith, pageWith, type TypeScriptEntry } from './type-script.js';

/**
 * Copies an extension to `target`, with its TypeScript compiled, each script with all that it imports in one file, and a
 * source map in it.
 *
 * @throws {TestingError} `BUNDLER_MISSING`, `BUNDLE_FAILED`
 */
export async function bundleExtension(
  directory: string,
  target: string,
  manifest: ExtensionManifest,
  entries: readonly TypeScriptEntry[],
): Promise<void> {
  const rolldown = await import('rolldown').catch((error: unknown) => {
    throw bundlerMissing(
      entries.map(({ file }) => file),
      error,
    );
  });
  for (const file of filesIn(directory)) {
    if (isTypeScript(file)) continue;
    const to = path.join(target, file);
    mkdirSync(path.dirname(to), { recursive: true });
    if (/\.html?$/.test(file))
      writeFileSync(to, pageWith(readFileSync(path.join(directory, file), 'utf8'), file, entries));
    else copyFileSync(path.join(directory, file), to);
  }
  writeFileSync(path.join(target, 'manifest.json'), JSON.stringify(manifestWith(manifest, entries), undefined, 2));
  await Promise.all(
    entries.map(async ({ file, becomes, isModule }) => {
      try {
        const bundle = await rolldown.rolldown({
          input: path.join(directory, file),
          cwd: directory,
          platform: 'browser',
          logLevel: 'silent',
          transform: { define: { 'process.env.NODE_ENV': JSON.stringify(process.env.NODE_ENV ?? 'test') } },
        });
        await bundle.write({
          file: path.join(target, becomes),
          format: isModule ? 'es' : 'iife',
          codeSplitting: false,
          sourcemap: 'inline',
        });
        await bundle.close();
      } catch (error) {
        throw bundleFailed(file, error);
      }
    }),
  );
}
