import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../engines/index.js';
import type { HostCommand } from './host-handle.js';

/** Writes a program that starts `command`, for the "path" of a manifest, which takes no arguments. Returns its file. */
export function writeLauncher(folder: string, name: string, { command, cwd = process.cwd() }: HostCommand): string {
  if (process.platform === 'win32') {
    const file = path.join(folder, `${name}.bat`);
    writeFileSync(
      file,
      `@cd /d "${cwd}"\r\n@${command.map((word) => `"${word.replaceAll('%', '%%')}"`).join(' ')} %*\r\n`,
    );
    return file;
  }
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\ncd ${quoted(cwd)} && exec ${command.map(quoted).join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Writes the manifest with which `callers` may start `program`. Returns its file. */
export function writeHostManifest(
  folder: string,
  {
    name,
    program,
    callers,
    engine,
  }: { readonly name: string; readonly program: string; readonly callers: readonly string[]; readonly engine: Engine },
): string {
  const allowed =
    engine.native.family === 'chromium'
      ? { allowed_origins: callers.map((id) => `chrome-extension://${id}/`) }
      : { allowed_extensions: callers };
  const file = path.join(folder, `${name}.json`);
  writeFileSync(
    file,
    JSON.stringify({ name, description: 'A host of a test', path: program, type: 'stdio', ...allowed }, undefined, 2),
  );
  return file;
}
