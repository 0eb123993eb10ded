import { describe, expect, it } from 'vitest';
import { type Channel, noPipesReason } from '../fixtures/raw-process.js';
import { startHost } from './hosts.js';

const MIB = 1024 * 1024;
const header = (bytes: number): Uint8Array => new Uint8Array(new Uint32Array([bytes]).buffer);
const CHANNELS: { channel: Channel }[] = [
  { channel: 'socket' },
  ...(noPipesReason ? [] : [{ channel: 'pipe' as const }]),
];

const reportOf = (stderr: string): unknown =>
  JSON.parse(stderr.split('\n').find((line) => line.startsWith('{')) ?? 'null');

describe('the end comes once, with a reason when it is not peaceful', () => {
  it.each([
    { when: 'stdin ends', bytes: [], error: null, code: 0 },
    { when: 'stdin ends in a header', bytes: [header(5).subarray(0, 2)], error: 'FRAME_CUT_SHORT', code: 1 },
    { when: 'stdin ends in a body', bytes: [header(5), Buffer.from('12')], error: 'FRAME_CUT_SHORT', code: 1 },
    { when: 'a header is above the limit', bytes: [header(0xffff_fff0)], error: 'FRAME_TOO_LARGE', code: 1 },
  ])('$when', async ({ bytes, error, code }) => {
    const host = startHost('reports-its-end');
    host.post('hello');
    host.write(...bytes);
    expect(await host.receive(1)).toEqual(['hello']);
    expect(await host.end()).toEqual({ code, signal: null });
    expect(reportOf(host.stderr)).toEqual({ same: true, error, afterwards: 'PORT_CLOSED' });
    expect(host.stderr.match(/"same"/g)).toHaveLength(1);
    expect(host.stderr.includes(`[${error}]`)).toBe(error !== null);
  });

  it('another part of the program reads stdin', async () => {
    const host = startHost('reads-stdin-itself');
    host.post(1);
    expect(await host.exited()).toEqual({ code: 1, signal: null });
    expect(host.stderr).toMatch(/Reading from the browser failed: .* Look whether another part .* \[READ_FAILED\]\n/);
    expect(host.stderr).not.toMatch(/\n\s+at /);
  });

  it.each(CHANNELS)('the browser takes nothing any more (EPIPE), over a $channel', async ({ channel }) => {
    const host = startHost('reports-its-end', { channel });
    host.post('hello');
    await host.receive(1);
    host.stdout.destroy();
    for (let count = 0; count < 50; count += 1) host.post('x'.repeat(10_000));
    expect(await host.exited()).toEqual({ code: 0, signal: null });
    expect(reportOf(host.stderr)).toEqual({ same: true, error: null, afterwards: 'PORT_CLOSED' });
  });

  it.each(CHANNELS)(
    'the browser is gone at once, with bytes unread on both sides, over a $channel',
    async ({ channel }) => {
      const host = startHost('reports-its-end', { channel });
      host.post('hello');
      await host.receive(1);
      host.stopReading();
      for (let count = 0; count < 50; count += 1) host.post('x'.repeat(10_000));
      host.stdin.destroy();
      host.stdout.destroy();
      const { signal } = await host.exited();
      expect(signal).toBeNull();
      expect(reportOf(host.stderr)).toMatchObject({ same: true, afterwards: 'PORT_CLOSED' });
    },
  );

  it('waits for what the listeners of onDisconnect returned, then exits although a timer runs', async () => {
    const host = startHost('finishes-work-at-the-end');
    host.post(1);
    await host.receive(1);
    expect(await host.end()).toEqual({ code: 0, signal: null });
    expect(host.stderr).toBe('finished\n');
  });

  it('does so too when the browser takes nothing any more and replies are left', async () => {
    const host = startHost('finishes-work-at-the-end');
    host.post(1);
    await host.receive(1);
    host.stdout.destroy();
    host.post(...Array.from({ length: 50 }, () => 'x'.repeat(10_000)));
    expect(await host.exited()).toEqual({ code: 0, signal: null });
    expect(host.stderr).toBe('finished\n');
  });

  it('the host ends it: the reply leaves, onDisconnect is not called, the process exits', async () => {
    const host = startHost('disconnects');
    host.post('bye');
    expect(await host.exited()).toEqual({ code: 0, signal: null });
    expect(host.messages).toEqual(['bye']);
    expect(host.stderr).toBe('PORT_CLOSED\n');
  });

  // Windows has no SIGTERM to wait for, and there stdout stays open until the process is gone.
  it.skipIf(process.platform === 'win32').each([
    { when: 'the browser ends it', end: (host: ReturnType<typeof startHost>) => void host.stdin.end() },
    { when: 'the host ends it', end: (host: ReturnType<typeof startHost>) => host.post('disconnect') },
  ])('exitOnDisconnect: false shows the browser the end at once and lets work go on, when $when', async ({ end }) => {
    const host = startHost('stays');
    await host.receive(1);
    end(host);
    await host.until('stdout to end', ({ stdout }) => stdout.readableEnded);
    host.child.kill('SIGTERM');
    expect(await host.exited()).toEqual({ code: 0, signal: null });
    expect(host.stderr).toMatch(/done\n$/);
    expect(host.messages).toEqual(['hello']);
  });
});

describe.each(CHANNELS)('the last reply leaves before the process, over a $channel,', ({ channel }) => {
  it.each([
    { when: 'small', lengths: [10] },
    { when: 'many', lengths: Array.from({ length: 500 }, () => 400) },
    { when: 'of 1 MiB', lengths: [MIB - 2] },
    { when: 'of 1 MiB, and two more', lengths: [MIB - 2, 100_000, 10] },
  ])('with process.exit() behind it and a slow reader: $when', async ({ lengths }) => {
    const host = startHost('exits-after-reply', { channel });
    host.stopReading();
    host.post(lengths);
    await host.until('the exit to begin, with nobody reading', ({ stderr }) => stderr.includes('exits'));
    host.resumeReading();
    expect(await host.exited()).toEqual({ code: 3, signal: null });
    expect(host.messages).toEqual(lengths.map((length) => 'é'.repeat(length / 2)));
  });

  it('with process.exit() in the middle of a write', async () => {
    const host = startHost('exits-while-writing', { channel });
    host.stopReading();
    host.post(MIB - 2);
    await host.until('the exit to begin, with nobody reading', ({ stderr }) => stderr.includes('exits'));
    host.resumeReading();
    expect(await host.exited()).toEqual({ code: 3, signal: null });
    expect(host.messages.map((message) => String(message).length)).toEqual([MIB - 2, 4]);
  });
});

describe('uncaught errors are on stderr with their stack, and end the port and the process (exit code 1)', () => {
  it.each([
    {
      when: 'a listener throws; the next one still gets the message',
      host: 'throws-in-listener',
      reply: { second: 1 },
      says: 'TypeError: first listener',
    },
    { when: 'a listener rejects', host: 'rejects', reply: 1, says: 'TypeError: no such thing' },
  ])('$when', async ({ host: name, reply, says }) => {
    const host = startHost(name);
    host.post(1);
    expect(await host.exited()).toEqual({ code: 1, signal: null });
    expect(host.messages).toEqual([reply]);
    expect(host.stderr).toContain('reason: UNCAUGHT_ERROR\n');
    expect(host.stderr).toContain(says);
    expect(host.stderr).toContain(`${name}.js:`);
  });

  it('unless the program handles them itself', async () => {
    const host = startHost('catches-uncaught');
    host.post(1, 2);
    expect(await host.receive(2)).toEqual([1, 2]);
    expect(await host.end()).toEqual({ code: 0, signal: null });
    expect(host.stderr).toBe('caught at 1\ncaught at 2\n');
  });
});
