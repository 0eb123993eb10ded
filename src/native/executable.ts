import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';

/** Why the system will not run a file. `detail`: an interpreter, a system, a processor. */
export interface LaunchObstacle {
  readonly kind:
    | 'is-directory'
    | 'not-executable'
    | 'is-empty'
    | 'plain-text'
    | 'unknown-format'
    | 'interpreter-missing'
    | 'interpreter-carriage-return'
    | 'wrong-architecture'
    | 'other-system';
  readonly detail?: string;
}

const HEAD_BYTES = 256; // Linux reads so much to tell what a file is

/** Why `path` cannot run on this machine, as far as its mode and its first bytes tell; undefined: nothing to see. */
export function findLaunchObstacle(path: string, platform: NodeJS.Platform): LaunchObstacle | undefined {
  let head: Buffer;
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { kind: 'is-directory' };
    if (platform === 'win32') return undefined; // CreateProcess and cmd.exe have rules of their own
    if ((stats.mode & 0o111) === 0) return { kind: 'not-executable' };
    if (!stats.isFile()) return { kind: 'unknown-format' };
    head = readHead(path);
  } catch {
    return undefined; // not there, or not for us to read: what the launch says counts
  }
  return obstacleInHead(head, { platform, arch: process.arch, isExecutable });
}

/**
 * Why a script ended at once although the system started it: what its "#!" line asks `env` for is not along `PATH`, most
 * often because the line ends as on Windows.
 */
export function findEnvObstacle(
  path: string,
  { platform, env }: { platform: NodeJS.Platform; env: Readonly<Record<string, string | undefined>> },
): LaunchObstacle | undefined {
  if (platform === 'win32') return undefined;
  const folders = (env.PATH ?? '').split(':');
  try {
    return obstacleInEnvLine(readHead(path), (name) => folders.some((folder) => isExecutable(`${folder}/${name}`)));
  } catch {
    return undefined;
  }
}

/** The same from the first bytes alone. The system passes what follows `env` as one argument. */
export function obstacleInEnvLine(head: Uint8Array, isOnPath: (name: string) => boolean): LaunchObstacle | undefined {
  const name = /^#![ \t]*\S*\/env[ \t]+([^\s-]\S*(?:[ \t]+\S+)*\r?)[ \t]*\n/.exec(Buffer.from(head).toString())?.[1];
  if (name === undefined) return undefined; // no `env`, or one with options
  if (name.endsWith('\r')) return { kind: 'interpreter-carriage-return', detail: name.slice(0, -1) };
  return name.includes('/') || isOnPath(name) ? undefined : { kind: 'interpreter-missing', detail: name };
}

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  isExecutable(path: string): boolean;
}

/** The same from the first bytes alone. */
export function obstacleInHead(
  head: Uint8Array,
  { platform, arch, isExecutable }: Machine,
): LaunchObstacle | undefined {
  if (head.byteLength === 0) return { kind: 'is-empty' };
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const start = bytes.toString('latin1', 0, 4);
  if (start.startsWith('#!')) return obstacleInShebang(bytes.toString('utf8', 2), isExecutable);
  if (start === '\x7fELF') return platform === 'darwin' ? otherSystem('Linux') : obstacleInElf(bytes, arch);
  if (MACH_O.has(start)) return platform === 'darwin' ? undefined : otherSystem('macOS');
  if (start.startsWith('MZ')) return otherSystem('Windows');
  return { kind: bytes.includes(0) ? 'unknown-format' : 'plain-text' };
}

const otherSystem = (detail: string): LaunchObstacle => ({ kind: 'other-system', detail });

function obstacleInShebang(rest: string, isExecutable: (path: string) => boolean): LaunchObstacle | undefined {
  const line = rest.split('\n', 1)[0] ?? '';
  const interpreter = /^[ \t]*([^ \t\0]*)/.exec(line)?.[1] ?? '';
  if (interpreter.endsWith('\r')) return { kind: 'interpreter-carriage-return', detail: interpreter.slice(0, -1) };
  if (isExecutable(interpreter)) return undefined;
  return { kind: 'interpreter-missing', detail: interpreter === '' ? 'nothing' : interpreter };
}

const MACH_O = new Set([
  '\xfe\xed\xfa\xce',
  '\xfe\xed\xfa\xcf',
  '\xce\xfa\xed\xfe',
  '\xcf\xfa\xed\xfe',
  '\xca\xfe\xba\xbe',
]);

/** e_machine of the ELF header. Source: elf(5), linux/elf-em.h. */
const ELF_MACHINES: Record<number, string> = {
  3: 'ia32',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};
/** What a processor also runs, when the system has the libraries. */
const ALSO_RUNS: Record<string, readonly string[]> = { x64: ['ia32'], arm64: ['arm'], mipsel: ['mips'] };

function obstacleInElf(head: Buffer, arch: string): LaunchObstacle | undefined {
  if (head.byteLength < 20) return { kind: 'unknown-format' };
  const isLittleEndian = head[5] === 1;
  const machine = ELF_MACHINES[isLittleEndian ? head.readUInt16LE(18) : head.readUInt16BE(18)];
  if (machine === undefined || machine === arch || ALSO_RUNS[arch]?.includes(machine)) return undefined;
  return { kind: 'wrong-architecture', detail: machine };
}

function readHead(path: string): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
