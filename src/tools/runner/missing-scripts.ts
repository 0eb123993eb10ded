import type { Extension } from '../../browser/node.js';
import { contentScriptsOf, type Family } from '../../manifest/index.js';
import { RunnerError } from './errors.js';
import { ExtensionFiles } from './extension-files.js';

/** What is wrong with the files that content scripts name. Chromium does not even load an extension that lacks one. */
export function missingScriptsOf(
  { manifest, directory, baseUrl }: Pick<Extension, 'manifest' | 'directory' | 'baseUrl'>,
  family: Family,
): RunnerError[] {
  if (directory === undefined) return [];
  const files = new ExtensionFiles(directory, baseUrl);
  const named = new Set(contentScriptsOf(manifest, family).flatMap(({ js, css }) => [...js, ...css]));
  return [...named].flatMap((file) => {
    try {
      files.locate(new URL(encodeURI(file).replace(/[?#]/g, encodeURIComponent), baseUrl), 'manifest.json');
      return [];
    } catch (error) {
      if (error instanceof RunnerError) return error;
      throw error;
    }
  });
}
