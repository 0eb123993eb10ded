import { execFile } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atExit } from './at-exit.js';

/** One pipe as two descriptors. Ours does not block, theirs does; both close by themselves in any child but its own. */
export interface Pipe {
  readonly ours: number;
  readonly theirs: number;
}

/** The pipes of one host. `toHost` is written by us; from `fromHost` we read: stdout, stderr, what else it needs. */
export interface HostPipes {
  readonly toHost: Pipe;
  readonly fromHost: readonly Pipe[];
}

type Direction = 'toHost' | 'fromHost';

const HOSTS_PER_BATCH = 8;
const MOST_HOSTS_PER_BATCH = 32;
const LOW_HOSTS = 4;

const FOLDER = 'nativeport-pipes-';
const STALE_MS = 60_000; // a folder lives for milliseconds
let _stale: Promise<void> | undefined;

/** Removes what a process that was killed at the wrong moment could not, once in the life of this one. */
async function removeStaleFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(FOLDER))) {
    const folder = path.join(tmpdir(), name);
    const stats = await lstat(folder).catch(() => undefined);
    if (stats === undefined || Date.now() - stats.mtimeMs < STALE_MS) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined); // another user's stays
  }
}

/**
 * Pipes as browsers give them to hosts. Node has no call that makes one (its `'pipe'` is a socket, on which a host cannot
 * open `/dev/stdin`), so `mkfifo` makes named ones in a private folder. Both ends are opened and the names removed at
 * once; what is left is a pipe without a name. One process makes the pipes of several hosts ahead of time.
 */
export class PipePool {
  readonly #fromHost: number;
  readonly #stock: Record<Direction, Pipe[]> = { toHost: [], fromHost: [] };
  #waitingHosts = 0;
  #filling: Promise<void> | undefined;
  #isClosed = false;
  #unavailable: NodeJS.ErrnoException | undefined; // there is no `mkfifo` here, and there will be none

  /** `fromHost`: how many pipes each host writes to. */
  constructor(fromHost: number) {
    this.#fromHost = fromHost;
  }

  /** Makes pipes ahead, unless enough are there. Does not reject: a failure shows when pipes are taken. */
  fill(): Promise<void> {
    if (this.#isClosed || this.#hostsInStock() >= LOW_HOSTS + this.#waitingHosts) return Promise.resolve();
    this.#filling ??= this.#addBatch().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling.catch(() => undefined);
  }

  /**
   * The pipes for one host, which belong to the caller from now on.
   * @throws what the platform threw, when there is no `mkfifo`, no room for a file or no descriptor left.
   */
  async take(): Promise<HostPipes> {
    this.#waitingHosts += 1;
    try {
      while (this.#hostsInStock() < 1) {
        if (this.#isClosed) throw new Error('The pool of pipes is closed.');
        this.#filling ??= this.#addBatch().finally(() => {
          this.#filling = undefined;
        });
        await this.#filling;
      }
    } finally {
      this.#waitingHosts -= 1;
    }
    const toHost = this.#stock.toHost.pop();
    if (toHost === undefined) throw new Error('The pool of pipes is empty.');
    const fromHost = this.#stock.fromHost.splice(-this.#fromHost);
    void this.fill();
    return { toHost, fromHost };
  }

  /** Closes the pipes nobody took. Resolves when none is being made any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#filling?.catch(() => undefined);
    for (const stock of Object.values(this.#stock)) for (const pipe of stock.splice(0)) closePipe(pipe);
  }

  #hostsInStock(): number {
    return this.#stock.toHost.length; // opened last of a host's pipes
  }

  #directions(): Direction[] {
    return [...Array<Direction>(this.#fromHost).fill('fromHost'), 'toHost'];
  }

  async #addBatch(): Promise<void> {
    if (this.#unavailable !== undefined) throw this.#unavailable;
    _stale ??= removeStaleFolders();
    const hosts = Math.min(HOSTS_PER_BATCH + this.#waitingHosts, MOST_HOSTS_PER_BATCH);
    const directions = Array.from({ length: hosts }, () => this.#directions()).flat();
    const folder = mkdtempSync(path.join(tmpdir(), FOLDER)); // mode 0700
    const remove = () => rmSync(folder, { recursive: true, force: true });
    const forget = atExit(remove);
    try {
      const names = directions.map((_, index) => path.join(folder, `${index}`));
      await makeFifos(names);
      for (const [index, direction] of directions.entries()) {
        this.#stock[direction].push(openPipe(names[index] ?? '', direction));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === 'spawn mkfifo') this.#unavailable = error as Error;
      throw error;
    } finally {
      remove();
      forget();
    }
  }
}

export function closePipe({ ours, theirs }: Pipe): void {
  closeSync(ours);
  closeSync(theirs);
}

function makeFifos(names: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('mkfifo', ['-m', '600', ...names], (error) => (error ? reject(error) : resolve()));
  });
}

/** Opening one end of a named pipe waits for the other, so the first open must not block. Node sets close-on-exec. */
function openPipe(name: string, direction: Direction): Pipe {
  const opened: number[] = [];
  const open = (flags: number): number => {
    const descriptor = openSync(name, flags);
    opened.push(descriptor);
    return descriptor;
  };
  try {
    const reader = open(constants.O_RDONLY | constants.O_NONBLOCK);
    if (direction === 'fromHost') return { ours: reader, theirs: open(constants.O_WRONLY) };
    const pipe = { ours: open(constants.O_WRONLY | constants.O_NONBLOCK), theirs: open(constants.O_RDONLY) };
    closeSync(reader);
    return pipe;
  } catch (error) {
    for (const descriptor of opened) closeSync(descriptor);
    throw error;
  } finally {
    unlinkSync(name);
  }
}
