import { type ChildProcess, spawn } from 'node:child_process';

// `read` succeeds with a line, and fails when nobody holds the other end any more.
const SCRIPT = 'read line && exit; kill -s KILL -- "-$1"; rm -rf "$2" || { sleep 1; rm -rf "$2"; }';

/**
 * Ends a process group and deletes a folder when this process is gone, in whatever way. A browser does not notice when
 * the tests that drive it are killed.
 */
export class Watchdog {
  readonly process: ChildProcess;

  constructor(groupLeader: number, folder: string) {
    this.process = spawn('sh', ['-c', SCRIPT, 'sh', `${groupLeader}`, folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // Ctrl-C ends us first
    });
  }

  /** Nothing is left to watch over. */
  dismiss(): void {
    this.process.stdin?.end('\n');
  }
}
