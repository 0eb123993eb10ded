import { constants } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { makeLauncher } from '../fixtures/install-host.js';
import { launcherOn } from './converse.js';
import { EACH_ENGINE, forBoth, makeStage } from './engines.js';
import { heldClock } from './held-clock.js';

const stage = makeStage();

/** Time stands still unless a test has a clock of its own: on a busy machine no host is killed before it is done. */
const launch = launcherOn(stage, () => ({ clock: heldClock().clock }));

function frame(body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(4);
  header.writeUInt32LE(bytes.length);
  return Buffer.concat([header, bytes]);
}
/** With the four bytes of the length the other way round. */
const swapped = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(bytes.subarray(0, 4)).reverse(), bytes.subarray(4)]);
const header = (...bytes: number[]): Buffer => Buffer.from(bytes);
const MIB = 1024 * 1024;
const PIECE = frame(Buffer.alloc(MIB, 0x20)).toString('base64');
const COMMUNICATION = 'Error when communicating with the native messaging host.';
const tooLarge = (bytes: number) =>
  `Native application tried to send a message of ${bytes} bytes, which exceeds the limit of ${MIB} bytes.`;
const OPAQUE = 'An unexpected error occurred';

describe('from the host, what comes through', () => {
  const ROWS = [
    {
      scenario: 'observed 4, W12, 5.10: string, number, true, null, array',
      bodies: ['"s"', '1', 'true', 'null', '[]'],
    },
    { scenario: 'observed 4, 5.11: white space around the JSON', bodies: [' \t\r\n{"a":1}\n '] },
    { scenario: 'observed 4: JSON broken: the context judges, the text comes as it is', bodies: ['{"a":', '{"b":1}'] },
    { scenario: 'observed 4: nesting 5000 deep', bodies: ['['.repeat(5000) + ']'.repeat(5000)] },
    {
      scenario: 'observed 4: numbers and keys stay text',
      bodies: ['9007199254740993', '1e400', '{"a":1,"a":2,"__proto__":3}', '"\\ud800\\u0000"'],
    },
    { scenario: 'W18, 5.14: many frames in one write', bodies: Array.from({ length: 500 }, (_, index) => `${index}`) },
  ];
  it.concurrent.each(forBoth(ROWS))('%s', async (_, { engine, bodies }) => {
    const base64 = Buffer.concat(bodies.map((body) => frame(body))).toString('base64');
    const host = launch(engine, 'speaks', { base64 });
    expect(await host.received(bodies.length)).toEqual(bodies);
    host.connection.close();
    await host.connection.gone;
    expect(host.messages).toHaveLength(bodies.length);
  });

  it.concurrent.each(EACH_ENGINE)('%s: observed 4, W10, 5.12: invalid UTF-8 becomes U+FFFD', async (_, engine) => {
    const base64 = frame(Buffer.from([0x22, 0xff, 0x22])).toString('base64');
    expect(await launch(engine, 'speaks', { base64 }).received(1)).toEqual(['"\uFFFD"']);
  });

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 4, W11, 5.11: a byte order mark is left to be invalid, or skipped',
    async (_, engine) => {
      const base64 = Buffer.concat([frame('\uFEFF1'), frame('2')]).toString('base64');
      const host = launch(engine, 'speaks', { base64 });
      expect(await host.received(2)).toEqual([engine.name === 'chromium' ? '\uFEFF1' : '1', '2']);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 4, W7, 5.7, 5.9: a frame of length 0 is a message, or the end of it all',
    async (_, engine) => {
      const base64 = Buffer.concat([frame('1'), frame(''), frame('2')]).toString('base64');
      const host = launch(engine, 'speaks', { base64 });
      if (engine.name === 'chromium') expect(await host.received(3)).toEqual(['1', '', '2']);
      else {
        const reason = await host.closed;
        expect(reason.code).toBe('FRAME_EMPTY');
        expect(engine.api.portErrorText(reason)).toBe(OPAQUE);
        await host.connection.gone;
        expect(host.messages).toEqual(['1']);
      }
    },
  );
});

describe('from the host, sizes', () => {
  it.concurrent.each(
    forBoth([
      { scenario: 'observed 4, W2, 5.6: a body of 1,048,575 bytes', bytes: MIB - 1 },
      { scenario: 'observed 4, W2, 5.6: a body of 1,048,576 bytes', bytes: MIB },
    ]),
  )('%s: delivered', async (_, { engine, bytes }) => {
    const body = `"${'x'.repeat(bytes - 2)}"`;
    const host = launch(engine, 'speaks', { base64: frame(body).toString('base64') });
    expect((await host.received(1))[0]).toBe(body);
  });

  const FATAL = [
    {
      scenario: 'observed 4, W3, 5.6: the header alone announces 1 MiB + 1',
      bytes: header(1, 0, 16, 0),
      announced: MIB + 1,
    },
    { scenario: 'observed 4: header ff ff ff ff', bytes: header(255, 255, 255, 255), announced: 0xffff_ffff },
    { scenario: 'observed 4, W4: text instead of a frame', bytes: Buffer.from('hello world\n'), announced: 1819043176 },
    { scenario: '5.2: a length in the other byte order', bytes: swapped(frame('12345')), announced: 0x0500_0000 },
    {
      scenario: 'observed 4: text, and the host has already exited',
      bytes: Buffer.from('hello world\n'),
      announced: 1819043176,
      exits: true,
    },
    {
      scenario: 'W3: a frame too large behind a good one',
      bytes: Buffer.concat([frame('1'), header(1, 0, 16, 0)]),
      announced: MIB + 1,
      messages: ['1'],
    },
  ];
  it.concurrent.each(forBoth(FATAL))('%s', async (_, { engine, bytes, announced, exits = false, messages = [] }) => {
    const host = launch(engine, 'speaks', { base64: bytes.toString('base64'), exits });
    const reason = await host.closed;
    expect(reason).toMatchObject({ code: 'FRAME_TOO_LARGE', bytes: announced, limitBytes: MIB });
    expect(engine.api.portErrorText(reason)).toBe(engine.name === 'chromium' ? COMMUNICATION : tooLarge(announced));
    await host.connection.gone; // the host reads to the end of its input, and leaves
    expect(host.messages).toEqual(messages);
  });

  it.concurrent('chromium: observed 4: after a frame too large the host’s next write fails', async () => {
    const [, engine] = EACH_ENGINE[0] ?? [];
    if (engine === undefined) throw new Error('no such engine');
    const { clock, advance } = heldClock();
    const host = launch(engine, 'floods-stdout', { base64: header(255, 255, 255, 255).toString('base64') }, { clock });
    host.connection.send('"go"');
    await host.closed;
    await host.said('EPIPE');
    await host.said('heard the end');
    advance(2000);
    expect(await host.exited).toMatchObject({ signal: 'SIGKILL' });
  });

  it.concurrent.each([
    { what: 'a frame too large', bytes: header(255, 255, 255, 255), isOurs: false },
    { what: 'a frame of length 0', bytes: header(0, 0, 0, 0), isOurs: false },
    { what: 'a message that is not JSON', bytes: frame('{'), isOurs: true },
  ])(
    'firefox: observed 4, 5.9, 6.6: after $what the host is not read, and stuck until SIGTERM',
    async ({ bytes, isOurs }) => {
      const [, engine] = EACH_ENGINE[1] ?? [];
      if (engine === undefined) throw new Error('no such engine');
      const { clock, advance } = heldClock();
      const host = launch(engine, 'floods-stdout', { base64: bytes.toString('base64'), pieces: PIECE }, { clock });
      host.connection.send('"go"');
      if (isOurs) {
        await host.received(1);
        host.connection.close('MESSAGE_NOT_JSON');
      } else await host.closed;
      await launch(engine, 'speaks', { exits: true }).closed; // so long it could have written all, were it read
      advance(3000);
      expect(await host.exited).toMatchObject({ signal: 'SIGTERM' });
      expect(host.lines).toEqual([]); // it saw neither an error nor the end of its input
    },
  );

  it.concurrent.each(EACH_ENGINE)('%s: limits of one’s own', async (_, engine) => {
    const host = launch(engine, 'echo', {}, { limits: { maxBytesFromHost: 10, maxBytesToHost: 20 } });
    host.connection.send('"12345678"');
    await host.received(1);
    expect(() => host.connection.send(`"${'x'.repeat(19)}"`)).toThrow(
      expect.objectContaining({ code: 'FRAME_TOO_LARGE' }),
    );
    host.connection.send('"123456789"');
    expect(await host.closed).toMatchObject({ code: 'FRAME_TOO_LARGE', bytes: 11, limitBytes: 10 });
  });

  it.each([0, -1, 1.5, Number.NaN, constants.MAX_STRING_LENGTH + 1, 2 ** 32])('a limit of %d is refused', (limit) => {
    const [, engine] = EACH_ENGINE[0] ?? [];
    if (engine === undefined) throw new Error('no such engine');
    for (const limits of [{ maxBytesFromHost: limit }, { maxBytesToHost: limit }]) {
      expect(() => stage.connections(engine, { limits })).toThrow(expect.objectContaining({ code: 'LIMIT_INVALID' }));
    }
  });
});

describe('to the host', () => {
  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 5, C3, C4, 5.5c: 100 messages while the host starts slowly',
    async (_, engine) => {
      const host = launch(engine, 'tells-what-it-hears', { afterMs: 300 });
      for (let index = 0; index < 100; index += 1) host.connection.send(`${index}`);
      await host.said('heard 99');
      host.connection.close();
      await host.connection.gone;
      expect(host.lines).toEqual([...Array.from({ length: 100 }, (__, index) => `heard ${index}`), 'heard the end']);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 5, C13, 6.4: five messages and a close before it runs',
    async (_, engine) => {
      const host = launch(engine, 'tells-what-it-hears');
      for (const text of ['1', '2', '3', '4', '5']) host.connection.send(text);
      host.connection.close();
      await host.connection.gone;
      expect(host.lines).toEqual(engine.name === 'chromium' ? ['heard the end'] : ['heard 1', 'heard the end']);
      expect(await host.exited).toMatchObject({ exitCode: 0 });
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 5, C13, 6.4: five messages and a close while it runs',
    async (_, engine) => {
      const host = launch(engine, 'tells-what-it-hears');
      await host.started;
      host.connection.send('0');
      await host.said('heard 0');
      for (const text of ['1', '2', '3', '4', '5']) host.connection.send(text);
      host.connection.close();
      await host.connection.gone;
      expect(host.lines).toEqual(['heard 0', 'heard 1', 'heard the end']);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 5: the message being written is finished, however large, and nothing after it',
    async (_, engine) => {
      const host = launch(engine, 'tells-what-it-hears', { afterMs: 200 });
      await host.started;
      host.connection.send(`"${'x'.repeat(3 * MIB - 2)}"`);
      host.connection.send('"dropped"');
      host.connection.close();
      await host.connection.gone;
      expect(host.lines).toEqual([`heard ${3 * MIB} characters`, 'heard the end']);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 5, C4: a host that never reads: everything waits, and is dropped at the close',
    async (_, engine) => {
      const { clock, advance } = heldClock();
      const host = launch(engine, 'never-reads', {}, { clock });
      await host.received(1);
      for (let index = 0; index < 20; index += 1) host.connection.send(`"${'x'.repeat(MIB - 2)}"`);
      host.connection.close();
      advance(engine.name === 'chromium' ? 2000 : 3000);
      await host.connection.gone;
      expect(host.log).toEqual(['started', 'message "ready"', 'exited']);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: observed 5: large and small ones, non-ASCII, back as they went',
    async (_, engine) => {
      const host = launch(engine, 'echo');
      const texts = ['""', '"é€🙂"', `"${'x'.repeat(MIB - 2)}"`, '0', `"${'€'.repeat(70_000)}"`, '[]'];
      for (const text of texts) host.connection.send(text);
      expect(await host.received(texts.length)).toEqual(texts);
    },
  );

  it.concurrent.each(EACH_ENGINE)('%s: observed 5, 5.5b: 2,000 messages echoed in order', async (_, engine) => {
    const host = launch(engine, 'echo');
    const texts = Array.from({ length: 2000 }, (__, index) => JSON.stringify({ index, text: 'x'.repeat(index % 300) }));
    for (const text of texts) host.connection.send(text);
    expect(await host.received(texts.length)).toEqual(texts);
  });

  it.concurrent.each(EACH_ENGINE)('%s: 5.5, observed 5: an empty text is a frame of length 0', async (_, engine) => {
    const host = launch(engine, 'tells-what-it-hears');
    host.connection.send('');
    await host.said('heard ');
  });

  it.concurrent.each(EACH_ENGINE)(
    '%s: after the end and after a close, messages go nowhere and nothing is said',
    async (_, engine) => {
      const ended = launch(engine, 'speaks', { exits: true });
      await ended.closed;
      const closed = launch(engine, 'echo');
      closed.connection.send('1');
      await closed.received(1);
      closed.connection.close();
      for (const { connection } of [ended, closed]) {
        connection.send('2');
        connection.close();
        connection.close();
        await connection.gone;
      }
      expect(closed.log).toEqual(['started', 'message 1', 'exited']);
      expect(ended.log.filter((entry) => entry.startsWith('closed'))).toEqual(['closed HOST_EXITED']);
    },
  );

  it.concurrent.each(EACH_ENGINE)(
    '%s: 7.18: closed while a burst is being read: the rest is dropped',
    async (_, engine) => {
      const base64 = Buffer.concat(['1', '2', '3', '4', '5'].map((text) => frame(text))).toString('base64');
      const path = makeLauncher(stage.folder, 'speaks', { base64 });
      const messages: string[] = [];
      const connection = stage.connections(engine).connectTo(
        { application: 'x', path, args: [], cwd: stage.folder, manifestPath: '' },
        {
          received(text) {
            messages.push(text);
            if (text === '2') connection.close();
          },
          closed: () => messages.push('closed'),
          host: () => undefined,
        },
      );
      await connection.gone;
      expect(messages).toEqual(['1', '2']);
    },
  );

  it.each(EACH_ENGINE)(
    '%s: a listener that throws silences neither the next message nor the connection',
    async (_, engine) => {
      const path = makeLauncher(stage.folder, 'echo');
      const found = { application: 'x', path, args: [], cwd: stage.folder, manifestPath: '' };
      const reported: unknown[] = [];
      const messages: string[] = [];
      const listeners = process.listeners('unhandledRejection');
      let report: (error: unknown) => void = () => undefined;
      await new Promise<void>((resolve) => {
        const look = () => messages.length === 3 && reported.length === 2 && resolve();
        report = (error) => {
          reported.push(error);
          look();
        };
        process.removeAllListeners('unhandledRejection').on('unhandledRejection', report);
        const connection = stage.connections(engine, { limits: { maxBytesToHost: 10 } }).connectTo(found, {
          received(text) {
            messages.push(text);
            look();
            if (messages.length < 3) connection.send('"much too long"');
          },
          closed: () => messages.push('closed'),
          host: () => undefined,
        });
        for (const text of ['1', '2', '3']) connection.send(text);
      });
      process.off('unhandledRejection', report);
      for (const listener of listeners) process.on('unhandledRejection', listener);
      expect(messages).toEqual(['1', '2', '3']);
      expect(reported).toMatchObject([{ code: 'FRAME_TOO_LARGE' }, { code: 'FRAME_TOO_LARGE' }]);
    },
  );
});
