import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExtensionManifest, fileInside } from '../../manifest/index.js';

/** A script of an extension that must be compiled. */
export interface TypeScriptEntry {
  /** Below the extension's folder, with `/`. */
  readonly file: string;
  /** The name of what it becomes. */
  readonly becomes: string;
  readonly isModule: boolean;
}

const TYPE_SCRIPT = /\.[cm]?tsx?$/;
const SCRIPT_TAG = /<script\b[^>]*>/gi;

/** The scripts of an extension that are TypeScript, as its manifest and its pages name them; undefined: there are none. */
export function typeScriptIn(directory: string, manifest: ExtensionManifest): readonly TypeScriptEntry[] | undefined {
  const isModule = manifest.background?.type === 'module';
  const { service_worker: worker, scripts = [] } = manifest.background ?? {};
  const named = [...(worker === undefined ? [] : [worker]), ...scripts].map((file) => ({ file, isModule }));
  for (const script of listOf(manifest.content_scripts)) {
    for (const file of listOf(Reflect.get(Object(script), 'js'))) named.push({ file: String(file), isModule: false });
  }
  const entries = new Map<string, TypeScriptEntry>();
  const add = (file: string | undefined, isEntryModule: boolean): void => {
    if (file === undefined || !TYPE_SCRIPT.test(file) || entries.has(file)) return;
    if (!existsSync(path.join(directory, file))) return; // loading it tells what is missing
    entries.set(file, { file, becomes: compiledName(directory, file), isModule: isEntryModule });
  };
  for (const entry of named) add(fileInside(entry.file), entry.isModule);
  for (const page of filesIn(directory, /\.html?$/)) {
    for (const tag of readFileSync(path.join(directory, page), 'utf8').match(SCRIPT_TAG) ?? []) {
      const source = attributeOf(tag, 'src');
      if (source !== undefined) add(sourceInPage(page, source), attributeOf(tag, 'type') === 'module');
    }
  }
  return entries.size === 0 ? undefined : [...entries.values()];
}

/** A page that names what its scripts have become. */
export function pageWith(html: string, page: string, entries: readonly TypeScriptEntry[]): string {
  return html.replace(SCRIPT_TAG, (tag) => {
    const source = attributeOf(tag, 'src');
    const entry = source === undefined ? undefined : entries.find(({ file }) => file === sourceInPage(page, source));
    return source === undefined || entry === undefined ? tag : tag.replace(source, `/${entry.becomes}`);
  });
}

/** A manifest that names what its scripts have become. */
export function manifestWith(manifest: unknown, entries: readonly TypeScriptEntry[]): unknown {
  if (Array.isArray(manifest)) return manifest.map((each) => manifestWith(each, entries));
  if (typeof manifest === 'string') {
    const inside = TYPE_SCRIPT.test(manifest) ? fileInside(manifest) : undefined;
    return entries.find(({ file }) => file === inside)?.becomes ?? manifest;
  }
  if (typeof manifest !== 'object' || manifest === null) return manifest;
  return Object.fromEntries(Object.entries(manifest).map(([key, value]) => [key, manifestWith(value, entries)]));
}

/** The files of an extension, with `/`: nothing hidden, nothing of `node_modules`. */
export function filesIn(directory: string, name: RegExp = /(?:)/, below = ''): string[] {
  return readdirSync(path.join(directory, below), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(below, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return filesIn(directory, name, file);
    return entry.isFile() && name.test(entry.name) ? [file] : [];
  });
}

export const isTypeScript = (file: string): boolean => TYPE_SCRIPT.test(file);

/** `src/a.ts` becomes `src/a.js`, or `src/a.ts.js` when there is such a file already. */
function compiledName(directory: string, file: string): string {
  const plain = file.replace(TYPE_SCRIPT, '.js');
  return existsSync(path.join(directory, plain)) ? `${file}.js` : plain;
}

function sourceInPage(page: string, source: string): string | undefined {
  return fileInside(source.startsWith('/') ? source : path.posix.join(path.posix.dirname(page), source));
}

function attributeOf(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
