// What benchmarks need of the machine: a C compiler, one core, the peers. Nothing of it is needed to use the project.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';

const HERE = import.meta.dirname;

const has = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Compiles C files into a folder that is gone when the process is; ends it with a plain word where there is no compiler. */
export function compile(...sources) {
  if (!has('cc', ['--version'])) {
    console.error(
      'The benchmarks need a C compiler named cc: the clock and the floor are C programs. Install gcc or clang.',
    );
    process.exit(1);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'nativeport-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return sources.map((source) => {
    const program = path.join(folder, path.basename(source, '.c'));
    const { status } = spawnSync('cc', ['-O2', '-o', program, path.join(HERE, source)], { stdio: 'inherit' });
    if (status !== 0) process.exit(1);
    return program;
  });
}

/** Installs the peers into `bench/node_modules`, where they burden nobody else, unless they are there. */
export function installPeers() {
  if (existsSync(path.join(HERE, 'node_modules/framed-stream'))) return;
  console.error('Installing the peers into bench/node_modules ...');
  const args = ['install', '--ignore-scripts', '--no-package-lock', '--no-fund', '--no-audit', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: HERE, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
}

/** Puts a command on one core, with all it starts: a wake-up across cores costs more than the code that is measured. */
export const onOneCore = has('taskset', ['--version'])
  ? (command) => ['taskset', '-c', `${cpus().length - 1}`, ...command]
  : undefined;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The machine in one line, without its name. */
export function describeMachine() {
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim()}`;
}

/** A Markdown table. */
export function tableOf(header, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Imports a driver of the live tests: they are TypeScript, and become one file each in `folder`. */
export async function importDriver(file, folder) {
  const output = path.join(folder, file.replace('.ts', '.mjs'));
  const input = path.join(HERE, '../e2e/browsers', file);
  const bundle = await rolldown({ input, platform: 'node' });
  await bundle.write({ file: output, format: 'esm' });
  await bundle.close();
  return await import(output);
}
