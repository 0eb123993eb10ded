// Writes the manifest of the native host into hosts/. A manifest names its host by an absolute path, so it cannot come
// with the example; it belongs to one machine.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const NAME = 'com.my_company.my_application';
const here = import.meta.dirname;
const isWindows = process.platform === 'win32';
const host = path.join(here, 'host/my-application.js');

// The browser starts one file, without arguments of ours: a script that starts the host.
const launcher = path.join(here, 'hosts', isWindows ? 'my_application.bat' : 'my_application');
const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

mkdirSync(path.join(here, 'hosts'), { recursive: true });
writeFileSync(
  launcher,
  isWindows
    ? `@echo off\r\n"${process.execPath}" "${host}" %*\r\n`
    : `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(host)} "$@"\n`,
);
chmodSync(launcher, 0o755);

const file = path.join(here, 'hosts', `${NAME}.json`);
const manifest = {
  name: NAME,
  description: 'My Application',
  path: launcher,
  type: 'stdio',
  allowed_origins: ['chrome-extension://ihgiohfphmlbjejljldidllekppajmlc/'],
};
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
console.error(`Wrote ${path.relative(process.cwd(), file)}`);
