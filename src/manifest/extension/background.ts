import type { Family } from '../family.js';
import type { ExtensionManifest } from './extension-manifest.js';

/** The background that runs. Files are relative to the extension's folder, with `/`, and never lead out of it. */
export type Background =
  | { readonly kind: 'service-worker'; readonly file: string; readonly module: boolean }
  | { readonly kind: 'scripts'; readonly files: readonly string[]; readonly module: boolean }
  | { readonly kind: 'page'; readonly file: string };

/** The keys of `background` that name something to run. */
export type BackgroundKey = 'service_worker' | 'scripts' | 'page';

export const FORMS: readonly BackgroundKey[] = ['service_worker', 'page', 'scripts'];

/**
 * Which form each browser runs, the first that is present. Sources: Firefox, Extension.sys.mjs (a page wins over scripts,
 * a worker never runs); Chromium, background_info.cc (V3 runs workers only; V2 refuses two forms at once);
 * seen in Chromium 156.
 */
const RUNS: Record<Family, Record<2 | 3, readonly BackgroundKey[]>> = {
  chromium: { 2: ['service_worker', 'scripts', 'page'], 3: ['service_worker'] },
  gecko: { 2: ['page', 'scripts'], 3: ['page', 'scripts'] },
};

/** The form of `background` that a browser of this family runs; undefined when there is none. */
export function runningForm(
  background: Readonly<Record<string, unknown>> | undefined,
  version: 2 | 3,
  family: Family,
): BackgroundKey | undefined {
  return RUNS[family][version].find((key) => isPresent(background?.[key]));
}

/** The forms that could run in a browser of this family, best first. */
export const formsOf = (version: 2 | 3, family: Family): readonly BackgroundKey[] => RUNS[family][version];

export const isPresent = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The background of an extension as a browser of this family runs it; undefined: it has none there. */
export function backgroundOf(manifest: ExtensionManifest, family: Family): Background | undefined {
  const background = manifest.background;
  const module = background?.type === 'module';
  switch (runningForm(background, manifest.manifest_version, family)) {
    case 'service_worker': {
      const file = fileInside(background?.service_worker ?? '');
      return file === undefined ? undefined : { kind: 'service-worker', file, module };
    }
    case 'scripts': {
      const files = (background?.scripts ?? []).map(fileInside).filter((file) => file !== undefined);
      return { kind: 'scripts', files, module };
    }
    case 'page': {
      const file = fileInside(background?.page ?? '');
      return file === undefined ? undefined : { kind: 'page', file };
    }
    case undefined:
      return undefined;
  }
}

/**
 * Whether the background is one that the browser stops when it idles: a worker, or an event page. Firefox has nothing else
 * in Manifest V3; in V2 a background is persistent in both unless it says `"persistent": false`. False without a background.
 */
export function isEventPage(manifest: ExtensionManifest, family: Family): boolean {
  const background = backgroundOf(manifest, family);
  if (background === undefined) return false;
  return (
    background.kind === 'service-worker' || manifest.manifest_version === 3 || manifest.background?.persistent === false
  );
}

/**
 * A path of the manifest as a path below the extension's folder, or undefined when it is not one: empty, with a scheme
 * or a host, or with `..` that leads out. It is read as a relative URL: `\` counts as `/` (in Chromium; Firefox
 * takes it for a letter), `%20` is a space, `?` and `#`
 * end it, a leading `/` is the folder itself, `.` and inner `..` are resolved.
 */
export function fileInside(path: string): string | undefined {
  if (isUrl(path)) return undefined;
  const steps: string[] = [];
  for (const raw of path.replace(/[?#].*$/s, '').split(/[\\/]/)) {
    const step = decoded(raw);
    if (/[\\/\0]/.test(step)) return undefined;
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.length === 0 ? undefined : steps.join('/');
}

/** Whether a path names a scheme or a host, and so leaves the extension. */
export const isUrl = (path: string): boolean => /^(?:[\\/]{2}|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path);

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step; // not percent-encoded after all
  }
}
