// What each command of this repository needs before it can run: the dependencies and the compiled sources.
// Knows nothing but Node and npm, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const INSTALLED = path.join(ROOT, 'node_modules/.nativeport-installed'); // holds the hash of the lock file it came from

/** Runs a command with this terminal; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) {
    console.error(`${command} could not be started: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

/** Runs a tool that is a dependency of this repository: the `bin` of its package, with this Node. */
export function runTool(packageName, binName, args, options) {
  const folder = path.join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  run(process.execPath, [path.join(folder, typeof bin === 'string' ? bin : bin[binName]), ...args], options);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `nativeport needs Node 20.19 or later; this is ${process.version}. Install a newer Node and try again.`,
  );
  process.exit(1);
}

/** Installs the dependencies of the lock file, unless just these are there already. */
export function install() {
  checkNode();
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lock) return;
  console.error('Installing dependencies (once, about half a minute) ...');
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    shell: process.platform === 'win32', // npm is a .cmd there
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(INSTALLED, lock);
}

/** Compiles `src` into `dist`; what has not changed is left alone. */
export function build() {
  runTool('typescript', 'tsc', ['--build', path.join(ROOT, 'tsconfig.json')]);
  bundleHost();
}

/** A host starts in front of a waiting user, and Node takes almost half a millisecond for each file it imports. */
function bundleHost() {
  const [door, bundle] = ['dist/host/door.js', 'dist/host/index.js'].map((file) => path.join(ROOT, file));
  runTool('rolldown', 'rolldown', [door, '--file', bundle, '--format', 'esm', '--platform', 'node'], {
    stdio: ['ignore', 'ignore', 'inherit'], // stdout belongs to the command that is being prepared
  });
}
