// Writes the manifests of the native host into hosts/, one for each family of browsers.
//   node write-manifests.js [typescript|python]
// A manifest names its host by an absolute path, so it cannot come with the example; it belongs to one machine.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const here = import.meta.dirname;
const isWindows = process.platform === 'win32';

const COMMANDS = {
  typescript: [process.execPath, path.join(here, 'host/typescript/build/ping-pong.js')],
  python: [isWindows ? 'python' : 'python3', path.join(here, 'host/python/ping_pong.py')],
};
const language = process.argv[2] ?? 'typescript';
const command = COMMANDS[language];
if (command === undefined) fail(`There is no host in ${language}; choose ${Object.keys(COMMANDS).join(' or ')}.`);
if (!existsSync(command[1])) fail(`${command[1]} is not there. Run "npm run build" first.`);

// The browser starts one file, without arguments of ours: a script that starts the host.
const launcher = path.join(here, 'hosts', isWindows ? 'ping_pong.bat' : 'ping_pong');
const manifest = { name: 'ping_pong', description: 'Answers "pong" to "ping"', path: launcher, type: 'stdio' };

mkdirSync(path.join(here, 'hosts/chromium'), { recursive: true });
mkdirSync(path.join(here, 'hosts/firefox'), { recursive: true });
writeFileSync(
  launcher,
  isWindows
    ? `@echo off\r\n${command.map((word) => `"${word}"`).join(' ')} %*\r\n`
    : `#!/bin/sh\nexec ${command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')} "$@"\n`,
);
chmodSync(launcher, 0o755);
write('chromium', { ...manifest, allowed_origins: ['chrome-extension://gcoghgpjdipngoappkeoenknponbdfld/'] });
write('firefox', { ...manifest, allowed_extensions: ['ping-pong@example.org'] });

function write(family, content) {
  const file = path.join(here, 'hosts', family, 'ping_pong.json');
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  console.error(`Wrote ${path.relative(process.cwd(), file)}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
