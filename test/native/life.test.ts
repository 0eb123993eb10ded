import { existsSync, readFile } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type HostBehaviour, makeLauncher } from '../fixtures/install-host.js';
import { converse, isRunning, launcherOn, stateOf, untilGone } from './converse.js';
import { EACH_ENGINE, forBoth, makeStage } from './engines.js';
import { heldClock } from './held-clock.js';

const stage = makeStage();

const launch = launcherOn(stage);

const frames = (...texts: string[]): string =>
  Buffer.concat(
    texts.map((text) => {
      const body = Buffer.from(text);
      const header = Buffer.alloc(4);
      header.writeUInt32LE(body.length);
      return Buffer.concat([header, body]);
    }),
  ).toString('base64');
const bytes = (...values: number[]): string => Buffer.from(values).toString('base64');

const EXITED = { chromium: 'Native host has exited.', firefox: undefined };

describe('a host that ends', () => {
  const ROWS = [
    { scenario: 'observed 3, TR6, 6.9: exits at once with code 0', settings: { exits: true, code: 0 }, messages: [] },
    { scenario: 'observed 3, TR6, 6.9: exits at once with code 1', settings: { exits: true, code: 1 }, messages: [] },
    { scenario: 'observed 3, 6.9: dies by SIGSEGV', settings: { signal: 'SIGSEGV' }, messages: [] },
    { scenario: '6.9: dies by SIGKILL', settings: { signal: 'SIGKILL' }, messages: [] },
    {
      scenario: 'observed 3, C10, 6.10: replies, then exits with code 0',
      settings: { base64: frames('"reply"'), after: 'message', exits: true },
      messages: ['"reply"'],
    },
    {
      scenario: 'observed 3, TR5: replies, then exits with code 1',
      settings: { base64: frames('"reply"'), after: 'message', exits: true, code: 1 },
      messages: ['"reply"'],
    },
    {
      scenario: 'observed 3, 6.10: sends two messages, then exits',
      settings: { base64: frames('1', '2'), after: 'message', exits: true },
      messages: ['1', '2'],
    },
    {
      scenario: 'observed 3: reads the message and exits without an answer',
      settings: { after: 'message', exits: true },
      messages: [],
    },
    {
      scenario: 'observed 3, W13, 5.15: half a header, then exit',
      settings: { base64: bytes(9, 0), exits: true },
      messages: [],
      says: 'after 2 of 4 bytes',
    },
    {
      scenario: 'observed 3, W13, 5.15: half a body, then exit',
      settings: { base64: bytes(9, 0, 0, 0, 0x22), exits: true },
      messages: [],
      says: 'after 1 of 9 bytes',
    },
    {
      scenario: 'a message and half a frame, then exit',
      settings: {
        base64: Buffer.concat([Buffer.from(frames('true'), 'base64'), Buffer.from([1])]).toString('base64'),
        exits: true,
      },
      messages: ['true'],
    },
  ];
  it.concurrent.each(forBoth(ROWS))('%s', async (_, { engine, settings, messages, says = '' }) => {
    const host = launch(engine, 'speaks', settings);
    host.connection.send('"ask"');
    const reason = await host.closed;
    expect(reason).toMatchObject({ code: 'HOST_EXITED', message: expect.stringContaining(says) });
    expect(engine.api.portErrorText(reason)).toBe(EXITED[engine.name]);
    await host.connection.gone;
    expect(host.messages).toEqual(messages);
    expect(await host.exited).toMatchObject({
      exitCode: 'signal' in settings ? null : (settings.code ?? 0),
      signal: settings.signal ?? null,
    });
  });

  it.concurrent.each(EACH_ENGINE)('%s: observed 3: sends before being asked: delivered', async (_, engine) => {
    const host = launch(engine, 'speaks', { base64: frames('"first"') });
    expect(await host.received(1)).toEqual(['"first"']);
    host.connection.close();
    await host.connection.gone;
  });

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 3, 6.7: leaves a child that holds stdout: the end follows the pipe, not the pid',
    async (_, engine) => {
      const host = launch(engine, 'leaves-a-child', { holds: [0, 1] });
      const child = Number((await host.received(1))[0]);
      host.connection.send('"go"');
      await host.connection.gone;
      host.connection.send('"into the void"'); // 6.7: sending goes on
      expect(host.log).toEqual(['started', `message ${child}`, 'exited']);
      process.kill(child);
      expect((await host.closed).code).toBe('HOST_EXITED');
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: 4.22: leaves a child that holds stderr alone: over with the host',
    async (_, engine) => {
      const connections = stage.connections(engine);
      const path = makeLauncher(stage.folder, 'leaves-a-child', { holds: [2] });
      const host = converse(connections, engine, {
        application: 'x',
        path,
        args: [],
        cwd: stage.folder,
        manifestPath: '',
      });
      const child = Number((await host.received(1))[0]);
      host.connection.send('"go"');
      await host.closed;
      await host.connection.gone;
      await connections.close();
      expect(isRunning(child)).toBe(true); // only the host is ours to end
      process.kill(child);
      await untilGone(child);
    },
  );

  it.concurrent.each(EACH_ENGINE)('%s: W15: closed only its stdin: noticed at the next message', async (_, engine) => {
    const host = launch(engine, 'closes-stdin');
    await host.received(1);
    expect(host.log).toEqual(['started', 'message "closed"']);
    host.connection.send('"anybody there?"');
    const reason = await host.closed;
    expect(reason.code).toBe('WRITE_FAILED');
    expect(engine.api.portErrorText(reason)).toBe(
      engine.name === 'chromium' ? 'Error when communicating with the native messaging host.' : undefined,
    );
  });

  it.skipIf(!existsSync('/proc/self/stat')).each(EACH_ENGINE)(
    '%s: W16: died before we knew it: what it said is read, and its exit is the reason (needs /proc)',
    async (_, engine) => {
      const { clock, advance } = heldClock();
      const host = launch(
        engine,
        'speaks',
        { base64: frames('1', '2', '3'), after: 'message', exits: true },
        { clock },
      );
      const { pid } = await host.started;
      host.connection.send('"speak and exit"');
      await new Promise(setImmediate); // written
      readFile('/dev/null', () => {
        // In a callback of the file system: what is set for "immediately" runs before any pipe is read.
        while (stateOf(pid) !== 'Z') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        host.connection.send('"nobody there"');
        setImmediate(() => advance(1000)); // the write has failed, and the wait for the end of stdout is over
      });
      expect((await host.closed).code).toBe('HOST_EXITED');
      expect(host.messages).toEqual(['1', '2', '3']);
    },
  );
});

/** Ends of which neither grace nor signals are of the host's choosing; time stands still until the test lets it go. */
describe('a host that has to be stopped', () => {
  const STUBBORN = [
    { scenario: 'observed 3, C7, 6.2: ignores the end of its input', behaviour: 'ignores-eof', settings: {} },
    {
      scenario: 'observed 3, C7, 6.2: ignores the end and SIGTERM',
      behaviour: 'ignores-eof',
      settings: { sigterm: 'ignored' },
    },
    { scenario: 'observed 3: never reads', behaviour: 'never-reads', settings: {} },
    {
      scenario: 'observed 3, C11, 6.8: closed its stdout and stays',
      behaviour: 'closes-stdout',
      settings: { stays: true },
    },
  ] as const satisfies readonly { scenario: string; behaviour: HostBehaviour; settings: object }[];

  it.concurrent.each(forBoth(STUBBORN))('%s', async (_, { engine, behaviour, settings }) => {
    const { clock, advance } = heldClock();
    const host = launch(engine, behaviour, settings, { clock });
    const { pid } = await host.started;
    if (behaviour === 'closes-stdout') {
      host.connection.send('"close it"');
      expect(engine.api.portErrorText(await host.closed)).toBe(EXITED[engine.name]);
    } else {
      if (behaviour === 'ignores-eof') host.connection.send('"ready"');
      await host.received(1);
      host.connection.close();
    }
    if (behaviour !== 'never-reads') await host.said('heard the end');
    const ignoresSigterm = 'sigterm' in settings;
    if (engine.name === 'chromium') {
      advance(1999);
      expect(isRunning(pid)).toBe(true);
      advance(1);
    } else {
      advance(2999);
      expect(isRunning(pid)).toBe(true);
      advance(1);
      if (ignoresSigterm) {
        await host.said('got SIGTERM');
        advance(2999);
        expect(isRunning(pid)).toBe(true);
        advance(1);
      }
    }
    const signal = engine.name === 'chromium' || ignoresSigterm ? 'SIGKILL' : 'SIGTERM';
    expect(await host.exited).toEqual({ type: 'exited', exitCode: null, signal });
    await host.connection.gone;
    if (engine.name === 'chromium') expect(host.lines).not.toContain('got SIGTERM');
    advance(60_000); // nothing more comes
  });

  it.concurrent.each(EACH_ENGINE)(
    '%s: C8, 4.22: a signal is for the host alone, not for its child',
    async (_, engine) => {
      const { clock, advance } = heldClock();
      const host = launch(engine, 'leaves-a-child', { holds: [], stays: true }, { clock });
      const child = Number((await host.received(1))[0]);
      host.connection.close();
      advance(engine.name === 'chromium' ? 2000 : 3000);
      expect(await host.exited).toMatchObject({ signal: engine.name === 'chromium' ? 'SIGKILL' : 'SIGTERM' });
      expect(isRunning(child)).toBe(true);
      process.kill(child);
      await untilGone(child);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: C6: writes after our close: an error in Chromium, read and forgotten in Firefox',
    async (_, engine) => {
      const { clock, advance } = heldClock();
      const body = Buffer.alloc(64 * 1024, 0x20);
      const pieces = Buffer.concat([Buffer.from(Uint32Array.of(body.length).buffer), body]).toString('base64');
      const host = launch(engine, 'floods-stdout', { when: 'end', pieces }, { clock });
      await host.started;
      host.connection.close();
      await host.said(engine.name === 'chromium' ? 'EPIPE' : 'all written');
      advance(3000);
      await host.connection.gone;
      expect(host.messages).toEqual([]);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 3: goes by real time too, when it ignores everything',
    async (_, engine) => {
      const host = launch(engine, 'ignores-eof', { sigterm: 'ignored' });
      host.connection.send('"ready"');
      await host.received(1);
      host.connection.close();
      expect(await host.exited).toMatchObject({ signal: 'SIGKILL' });
      expect(host.lines).toEqual(['heard the end', ...(engine.name === 'firefox' ? ['got SIGTERM'] : [])]);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 3: leaves at the end of its input, and gets no signal',
    async (_, engine) => {
      const { clock } = heldClock();
      const host = launch(engine, 'tells-what-it-hears', {}, { clock });
      host.connection.send('1');
      await host.said('heard 1');
      host.connection.close();
      expect(await host.exited).toEqual({ type: 'exited', exitCode: 0, signal: null });
      expect(host.lines).toEqual(['heard 1', 'heard the end']);
      expect(host.log.filter((entry) => entry.startsWith('closed'))).toEqual([]); // C9: our own close is no event
    },
  );

  it('firefox: 4.7: wrote to descriptor 3: SIGKILL at once, and the port closes without a text', async () => {
    const [, engine] = EACH_ENGINE[1] ?? [];
    if (engine === undefined) throw new Error('no such engine');
    const { clock } = heldClock();
    const host = launch(engine, 'writes-to-descriptor-3', {}, { clock });
    expect(await host.received(1)).toEqual(['{"descriptor3":"pipe"}']);
    host.connection.send('"write"');
    expect(await host.exited).toEqual({ type: 'exited', exitCode: null, signal: 'SIGKILL' });
    expect(engine.api.portErrorText(await host.closed)).toBeUndefined();
  });
});

describe.each(EACH_ENGINE)('close() of all connections with %s', (_, engine) => {
  it('ends every host, one that ignores everything included, and says nothing', async () => {
    const { clock, advance } = heldClock();
    const connections = stage.connections(engine, { clock });
    const hosts = (['ignores-eof', 'echo'] as const).map((behaviour) => {
      const path = makeLauncher(stage.folder, behaviour, { sigterm: 'ignored' });
      const found = { application: behaviour, path, args: [], cwd: stage.folder, manifestPath: '' };
      return converse(connections, engine, found);
    });
    for (const host of hosts) host.connection.send('"ready"');
    for (const host of hosts) await host.received(1);
    const closed = connections.close();
    await hosts[0]?.said('heard the end');
    advance(6000);
    await closed;
    for (const host of hosts) {
      expect(isRunning((await host.started).pid)).toBe(false);
      expect(host.log.some((entry) => entry.startsWith('closed'))).toBe(false);
    }
    expect(() => converse(connections, engine, 'org.example.late')).toThrow('closed');
  });

  it('does not start a host that was still being looked for', async () => {
    const connections = stage.connections(engine);
    const path = makeLauncher(stage.folder, 'echo');
    const host = converse(connections, engine, {
      application: 'x',
      path,
      args: [],
      cwd: stage.folder,
      manifestPath: '',
    });
    await connections.close();
    await host.connection.gone;
    expect(host.log).toEqual([]);
  });

  it(`observed 3, C18, 6.15: like the engine: ${engine.native.quitWaitsForHosts ? 'waits for the host to be killed' : 'leaves a stubborn host running'}`, async () => {
    const { clock, advance } = heldClock();
    const connections = stage.connections(engine, { clock, atClose: 'like-the-engine' });
    const path = makeLauncher(stage.folder, 'ignores-eof', { sigterm: 'ignored' });
    const host = converse(connections, engine, {
      application: 'x',
      path,
      args: [],
      cwd: stage.folder,
      manifestPath: '',
    });
    host.connection.send('"ready"');
    await host.received(1);
    const { pid } = await host.started;
    const closed = connections.close();
    if (engine.native.quitWaitsForHosts) {
      await host.said('heard the end');
      advance(6000);
      await closed;
      expect(isRunning(pid)).toBe(false);
    } else {
      await closed;
      advance(60_000);
      expect(isRunning(pid)).toBe(true);
      process.kill(pid, 'SIGKILL');
    }
    await host.exited;
  });
});
