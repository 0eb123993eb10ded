import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileInside } from '../../manifest/index.js';
import { fileOutside } from './errors.js';
import { scriptOf } from './function-source.js';

/** Text of a script, or a function whose source is run: it sees the globals of the extension, nothing from around it. */
export type ScriptSource = string | (() => unknown);

/** An extension that a test describes. */
export interface ExtensionSpec {
  /** Added to, or put in place of, what a small manifest says: V3, a name, a button, permission `nativeMessaging`. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** The script of the background. */
  readonly background?: ScriptSource;
  /** As in the manifest, but `js` is the script itself. */
  readonly contentScripts?: readonly ContentScriptSpec[];
  /** Texts or bytes, by their names below the extension's folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface ContentScriptSpec {
  readonly matches: readonly string[];
  readonly js?: ScriptSource;
  /** `all_frames`, `run_at` and all else of the manifest. */
  readonly [key: string]: unknown;
}

const BACKGROUND = 'background.js';

/** The small manifest that a test adds to. */
export function smallManifest(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const version = changes.manifest_version ?? 3;
  return {
    manifest_version: version,
    name: 'test',
    version: '1.0',
    permissions: ['nativeMessaging'],
    [version === 2 ? 'browser_action' : 'action']: {},
    ...changes,
  };
}

/**
 * Writes an extension into `folder`.
 *
 * @throws {TestingError} `FILE_OUTSIDE`
 */
export function writeExtension(folder: string, spec: ExtensionSpec): void {
  const { background, contentScripts = [], files = {} } = spec;
  const written = new Map<string, string | Uint8Array>(Object.entries(files));
  const manifest = smallManifest(spec.manifest);
  if (background !== undefined) {
    written.set(BACKGROUND, scriptOf(background));
    const forms = manifest.manifest_version === 2 ? {} : { service_worker: BACKGROUND }; // V2 refuses two forms
    manifest.background ??= { ...forms, scripts: [BACKGROUND] };
  }
  if (contentScripts.length > 0) {
    manifest.content_scripts = contentScripts.map(({ js, ...rest }, index) => {
      if (js === undefined) return rest;
      const name = `content-${index + 1}.js`;
      written.set(name, scriptOf(js));
      return { ...rest, js: [name] };
    });
  }
  written.set('manifest.json', JSON.stringify(manifest, undefined, 2));
  for (const [name, content] of written) {
    const inside = fileInside(name);
    if (inside === undefined) throw fileOutside(name);
    const file = path.join(folder, inside);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** A test may forget to close its browser: the process takes with it what is left. */
const LEFT = new Set<TemporaryFolder>();
const removeLeft = (): void => {
  for (const folder of [...LEFT]) folder.remove();
};

/** A folder for one browser, without symbolic links in its path. */
export class TemporaryFolder {
  readonly path: string;

  constructor(purpose: string) {
    this.path = realpathSync(mkdtempSync(path.join(tmpdir(), `nativeport-${purpose}-`)));
    if (LEFT.size === 0) process.on('exit', removeLeft);
    LEFT.add(this);
  }

  remove(): void {
    LEFT.delete(this);
    if (LEFT.size === 0) process.off('exit', removeLeft);
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}
