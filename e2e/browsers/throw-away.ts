import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Watchdog } from './watchdog.js';

// Variables that would lead a browser out of its throw-away HOME, and one that makes each start of a Node host slower.
const LEFT_OUT = [
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'CHROME_CONFIG_HOME',
  'CHROME_USER_DATA_DIR',
  'NODE_EXTRA_CA_CERTS',
];

/** The last words of a browser, for the message when it does not come up. */
const KEPT_CHARACTERS = 4000;

interface RunningBrowser {
  readonly process: ChildProcess;
  readonly watchdog: Watchdog | undefined;
  /** Resolves when it has ended, or could not be started. */
  readonly gone: Promise<void>;
}

/**
 * A home and a profile that nobody else uses, and the browser that runs in them. `remove` ends every process of the
 * browser's group, its native hosts included, and deletes the folders; so does the end of this process, even by SIGKILL.
 */
export class ThrowAwayHome {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'nativeport-e2e-')));
  readonly home = path.join(this.folder, 'home');
  readonly profile = path.join(this.folder, 'profile');
  readonly env: Readonly<Record<string, string | undefined>> = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEFT_OUT.includes(name))),
    HOME: this.home,
  };
  #browser: RunningBrowser | undefined;
  #lastWords = '';

  constructor() {
    mkdirSync(this.home);
    mkdirSync(this.profile);
  }

  /** Starts the browser in a process group of its own. `ended` is called once, with what it said last. */
  start(program: string, args: readonly string[], stdio: StdioOptions, ended: (why: Error) => void): ChildProcess {
    const browser = spawn(program, args, { env: this.env, stdio, detached: true });
    const watchdog = browser.pid === undefined ? undefined : new Watchdog(browser.pid, this.folder);
    const gone = new Promise<void>((resolve) => {
      browser.once('error', (error) => {
        resolve();
        ended(error);
      });
      browser.once('exit', (code, signal) => {
        resolve();
        ended(new Error(`${program} ended (${signal ?? `exit code ${code}`}). It said:\n${this.#lastWords}`));
      });
    });
    for (const stream of [browser.stdout, browser.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#lastWords = (this.#lastWords + text).slice(-KEPT_CHARACTERS);
      });
    }
    this.#browser = { process: browser, watchdog, gone };
    return browser;
  }

  /** Asks the browser to quit in its own way first; a browser that cannot answer is killed all the same. */
  async remove(quit: () => Promise<unknown>): Promise<void> {
    if (this.#browser) await this.#end(this.#browser, quit);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 }); // a dying process may still write into it
  }

  async #end({ process: browser, watchdog, gone }: RunningBrowser, quit: () => Promise<unknown>): Promise<void> {
    if (browser.exitCode === null && browser.signalCode === null) {
      await quit().then(
        () => gone,
        () => undefined,
      );
    }
    if (browser.pid !== undefined) killGroup(browser.pid);
    await gone;
    for (const stream of browser.stdio) stream?.destroy(); // a host that was left running may hold the other end
    watchdog?.dismiss();
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
