import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/index.js';
import { createNativeConnections, type HostConnections } from '../../src/native/index.js';
import { makeFolder, makeLauncher } from '../fixtures/install-host.js';
import { converse, isRunning, untilGone } from './converse.js';
import { EACH_ENGINE, makeStage } from './engines.js';

const stage = makeStage();
const CAT = ['/bin/cat', '/usr/bin/cat'].find((file) => existsSync(file)); // an echo host without a start-up time
const hasProc = existsSync('/proc/self/fd');

const descriptors = () => readdirSync('/proc/self/fd').length;
const children = () =>
  readdirSync('/proc').filter((entry) => {
    try {
      return (
        /^\d+$/.test(entry) &&
        readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === `${process.pid}`
      );
    } catch {
      return false; // ended meanwhile
    }
  });

describe.skipIf(!hasProc || CAT === undefined)(
  `1,000 connects in a row${hasProc ? '' : ' (skipped: needs /proc)'}`,
  () => {
    const temporary = makeFolder();
    const { TMPDIR } = process.env;
    beforeAll(() => {
      process.env.TMPDIR = temporary.path;
    });
    afterAll(() => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      temporary.remove();
    });

    async function connectOnce(connections: HostConnections, engine: Engine, endsItself: boolean): Promise<void> {
      const found = { application: 'cat', path: CAT ?? '', args: [], cwd: '/', manifestPath: '' };
      const host = converse(connections, engine, endsItself ? { ...found, args: ['/dev/null'] } : found);
      if (endsItself) await host.closed;
      else {
        host.connection.send('1');
        await host.received(1);
        host.connection.close();
      }
      await host.connection.gone;
    }

    it.each(EACH_ENGINE)(
      '%s: leave no process, no descriptor, no listener, no file',
      async (_, engine) => {
        const before = { descriptors: descriptors(), children: children(), listeners: process.listenerCount('exit') };
        const connections = createNativeConnections({ engine });
        for (let index = 0; index < 10; index += 1) await connectOnce(connections, engine, index % 2 === 1);
        const early = descriptors();
        for (let index = 0; index < 990; index += 1) await connectOnce(connections, engine, index % 2 === 1);
        expect(descriptors()).toBeLessThan(early + 100); // what is made ahead, and no more
        await connections.close();
        expect(readdirSync(temporary.path)).toEqual([]);
        expect({ descriptors: descriptors(), children: children(), listeners: process.listenerCount('exit') }).toEqual(
          before,
        );
      },
      180_000,
    ); // a guard against a hang on a busy machine

    it.each(EACH_ENGINE)('%s: 100 at once, too, those that fail included', async (_, engine) => {
      const before = descriptors();
      const connections = createNativeConnections({ engine });
      const cats = Array.from({ length: 100 }, (__, index) => connectOnce(connections, engine, index % 2 === 1));
      const failing = Array.from({ length: 20 }, () => {
        const found = { application: 'x', path: '/nonexistent', args: [], cwd: '/', manifestPath: '' };
        return converse(connections, engine, found).closed;
      });
      await Promise.all([...cats, ...failing]);
      await connections.close();
      expect(descriptors()).toBe(before);
      expect(readdirSync(temporary.path)).toEqual([]);
    });

    it('what a process that was killed left is removed by a later one', async () => {
      const stale = path.join(temporary.path, 'nativeport-pipes-stale');
      mkdirSync(stale);
      utimesSync(stale, new Date(0), new Date(0));
      mkdirSync(path.join(temporary.path, 'nativeport-pipes-fresh'));
      const script = path.join(import.meta.dirname, 'embedder.js');
      const host = makeLauncher(stage.folder, 'echo');
      const child = spawn(process.execPath, [script, 'chromium', host, 'closes'], { stdio: 'ignore' });
      await once(child, 'exit');
      expect(readdirSync(temporary.path)).toEqual(['nativeport-pipes-fresh']);
      rmSync(path.join(temporary.path, 'nativeport-pipes-fresh'), { recursive: true });
    });

    it('closing right after the start leaves nothing of the pipes that were being made', async () => {
      const before = descriptors();
      for (const [, engine] of EACH_ENGINE) await createNativeConnections({ engine }).close();
      while (readdirSync(temporary.path).length > 0 || descriptors() > before)
        await new Promise((resolve) => setTimeout(resolve, 5));
    });
  },
);

describe.each(EACH_ENGINE)('an embedder with a host of %s', (_, engine) => {
  /** Starts the embedder; resolves when its host has answered. `heard`: the host saw the end of its input. */
  async function embed(
    behaviour: 'echo' | 'ignores-eof',
    ending: string,
  ): Promise<{ child: ChildProcess; pid: number; heard: Promise<unknown> }> {
    const host = makeLauncher(stage.folder, behaviour, { sigterm: 'ignored' });
    const script = path.join(import.meta.dirname, 'embedder.js');
    const env = { ...process.env, TMPDIR: stage.folder }; // a kill at the wrong moment leaves a folder of pipes
    const child = spawn(process.execPath, [script, engine.name, host, ending], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stderr = createInterface({ input: child.stderr });
    const heard = new Promise((resolve) =>
      stderr.on('line', (line) => (line === 'heard the end' ? resolve(line) : undefined)),
    );
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return { child, pid: Number(line), heard };
  }

  const KILLS = ['SIGKILL', 'SIGTERM'] as const;
  it.concurrent.each(KILLS)(
    'observed 3, 6.16: killed by %s: the host gets the end of its input, and goes',
    async (signal) => {
      const { child, pid } = await embed('echo', 'stays');
      child.kill(signal);
      await untilGone(pid);
    },
  );

  it.concurrent.each(KILLS)(
    'observed 3, 6.16: killed by %s: a stubborn host gets nothing else, and stays',
    async (signal) => {
      const { child, pid, heard } = await embed('ignores-eof', 'stays');
      child.kill(signal);
      await heard;
      expect(isRunning(pid)).toBe(true);
      process.kill(pid, 'SIGKILL');
      await untilGone(pid);
    },
  );

  it.concurrent('C18: exits with an open connection: the same', async () => {
    const { child, pid, heard } = await embed('ignores-eof', 'exits');
    await Promise.all([once(child, 'exit'), heard]);
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
  });

  it.concurrent('exits while a host is being stopped: the host is killed before', async () => {
    const { child, pid, heard } = await embed('ignores-eof', 'closes and exits');
    await heard;
    child.stdin?.write('exit\n');
    await once(child, 'exit');
    await untilGone(pid);
  });

  it.concurrent('has nothing more to do while a host is being stopped: waits until the host is gone', async () => {
    const { child, pid } = await embed('ignores-eof', 'closes');
    child.stdin?.end();
    await once(child, 'exit');
    expect(isRunning(pid)).toBe(false);
  });
});
