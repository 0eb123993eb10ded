import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Registry, RegistryValue } from '../locations/index.js';
import { systemProgram } from './system-program.js';

/**
 * The registry of this Windows, read with `reg.exe`. `env` expands what is stored as REG_EXPAND_SZ.
 *
 * Reads an export, not a query: the export is UTF-16 in every language of Windows, a query's output is in the code page
 * of the console and loses what that does not have.
 */
export function windowsRegistry(env: Readonly<Record<string, string | undefined>>): Registry {
  return {
    async read(root, view, key) {
      const folder = await mkdtemp(path.join(tmpdir(), 'nativeport-registry-'));
      try {
        const file = path.join(folder, 'export.reg');
        if (!(await exportKey(`${root}\\${key}`, file, view))) return undefined;
        return defaultValueIn(await readFile(file, 'utf16le'), env);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** False: there is no such key. */
function exportKey(key: string, file: string, view: 32 | 64): Promise<boolean> {
  return new Promise((resolve, reject) => {
    execFile(systemProgram('reg.exe'), ['export', key, file, '/y', `/reg:${view}`], { windowsHide: true }, (error) => {
      if (error === null) resolve(true);
      else if (error.code === 1) resolve(false);
      else reject(error);
    });
  });
}

/** The default (unnamed) value of the first key in the text of an export; undefined when it is not set. */
export function defaultValueIn(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): RegistryValue | undefined {
  const [, firstKey = ''] = text.split(/^\[/m, 2);
  const lines = firstKey.replace(/\\\r?\n\s*/g, ''); // a long value goes on in the next line
  const stored = /^@=(.*?)\r?$/m.exec(lines)?.[1];
  if (stored === undefined) return undefined;
  if (stored.startsWith('"')) return { type: 'text', text: stored.slice(1, -1).replace(/\\(["\\])/g, '$1') };
  const [kind = '', data = ''] = stored.split(':', 2);
  if (kind !== 'hex(2)') return { type: 'other', name: KINDS[kind] ?? kind };
  return { type: 'text', text: expand(textOf(data), env) };
}

const KINDS: Record<string, string> = {
  dword: 'REG_DWORD',
  hex: 'REG_BINARY',
  'hex(0)': 'REG_NONE',
  'hex(7)': 'REG_MULTI_SZ',
  'hex(b)': 'REG_QWORD',
};

/** `43,00,3a,00,00,00`: UTF-16 with a zero at the end. */
function textOf(data: string): string {
  const bytes = Buffer.from(data.replaceAll(',', ''), 'hex');
  return bytes.toString('utf16le').replace(/\0.*$/s, '');
}

/** A variable that is not set stays as it is written. Names know no case. */
function expand(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const values = new Map(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
  return text.replace(/%([^%]+)%/g, (whole, name: string) => values.get(name.toUpperCase()) ?? whole);
}
