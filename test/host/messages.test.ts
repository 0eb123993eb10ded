import { describe, expect, it } from 'vitest';
import { encodeFrame, MAX_BYTES, MAX_BYTES_TO_HOST } from '../../src/framing/index.js';
import { startHost } from './hosts.js';

const MIB = 1024 * 1024;
const header = (bytes: number): Uint8Array => new Uint8Array(new Uint32Array([bytes]).buffer);
const raw = (text: string): Uint8Array => encodeFrame(text, MAX_BYTES);

describe('messages to the host', () => {
  it('that come before the first listener wait for it, and find the listeners of its turn', async () => {
    const host = startHost('listens-late');
    host.post(1, 2);
    expect(await host.receive(4)).toEqual([
      ['first', 1],
      ['second', 1],
      ['first', 2],
      ['second', 2],
    ]);
    host.post(3);
    expect((await host.receive(6)).slice(4)).toEqual([
      ['first', 3],
      ['second', 3],
    ]);
    expect(await host.end()).toEqual({ code: 0, signal: null });
  });

  it('may have 64 MiB to the byte', { timeout: 120_000 }, async () => {
    const host = startHost('measures');
    host.post('x'.repeat(MAX_BYTES_TO_HOST - 2));
    expect(await host.receive(1)).toEqual([MAX_BYTES_TO_HOST - 2]);
    host.write(header(MAX_BYTES_TO_HOST + 1));
    expect(await host.exited()).toEqual({ code: 1, signal: null });
    expect(host.stderr).toContain('67108865 bytes; 67108864 bytes are the limit');
  });

  it('may have more from Firefox, which has no limit of its own (5.4)', async () => {
    const host = startHost('reports-its-end', { args: ['/x/host.json', 'ping@example.org'] });
    host.post('hello');
    await host.receive(1);
    host.write(header(MAX_BYTES_TO_HOST + 1));
    await host.end();
    expect(host.stderr).toContain('"error":"FRAME_CUT_SHORT"');
  });

  it.each([
    { what: 'an empty frame', bytes: raw(''), code: 'FRAME_EMPTY', says: '0 bytes' },
    { what: 'broken JSON', bytes: raw('{"a":'), code: 'MESSAGE_NOT_JSON', says: '5 bytes' },
    { what: 'a byte order mark (W11)', bytes: raw('\ufeff1'), code: 'MESSAGE_NOT_JSON', says: '4 bytes' },
  ])(
    '$what is logged, each time, or handed to onInvalidMessage; the next message arrives',
    async ({ bytes, code, says }) => {
      const logs = startHost('echo');
      logs.write(bytes, raw('1'), bytes, raw('2'));
      expect(await logs.receive(2)).toEqual([1, 2]);
      expect(await logs.end()).toEqual({ code: 0, signal: null });
      const lines = logs.stderr.trim().split('\n');
      expect(lines).toHaveLength(2);
      for (const line of lines) expect(line).toMatch(new RegExp(`^nativeport: .*${says}.*\\[${code}\\]$`));

      const handles = startHost('handles-invalid-messages');
      handles.write(bytes, raw('1'));
      expect(await handles.receive(2)).toEqual([{ code, bytes: bytes.byteLength - 4 }, 1]);
      expect(await handles.end()).toEqual({ code: 0, signal: null });
      expect(handles.stderr).toBe('');
    },
  );
});

describe('an onInvalidMessage that throws', () => {
  it('is an uncaught error like any other', async () => {
    const host = startHost('throws-at-invalid-messages');
    host.write(raw('nul'), raw('1'));
    expect(await host.exited()).toEqual({ code: 1, signal: null });
    expect(host.messages).toEqual([1]);
    expect(host.stderr).toContain('RangeError: MESSAGE_NOT_JSON');
  });
});

describe('messages to the browser', () => {
  it('above the limit are refused, with numbers and a hint, before a byte is written', async () => {
    const host = startHost('sends-length');
    host.post(MIB - 1);
    expect(await host.receive(1)).toEqual(['done']);
    await host.end();
    const { code, message, hint } = JSON.parse(host.stderr);
    expect(code).toBe('REPLY_TOO_LARGE');
    expect(message).toContain('1048577 bytes');
    expect(message).toContain('1048576');
    expect(hint).toMatch(/^Send it in several/);
    expect(host.messages).toEqual(['done']);
  });

  it('have limits that are options', async () => {
    const host = startHost('accepts-little');
    host.post('12345678');
    expect(await host.receive(1)).toEqual(['12345678']);
    host.post('123456789');
    expect(await host.exited()).toEqual({ code: 1, signal: null });
    expect(host.stderr).toContain('11 bytes; 10 bytes are the limit');
  });

  it('posted while one chunk is handled leave in one write; so do those of promises', async () => {
    const host = startHost('replies-in-one-write');
    host.post(...Array.from({ length: 100 }, () => 'now'));
    await host.receive(100);
    host.post(...Array.from({ length: 100 }, () => 'later'));
    await host.receive(200);
    host.post('writes?');
    await host.until('the count', ({ stderr }) => stderr.includes('}'));
    expect(JSON.parse(host.stderr).writes).toBeLessThan(10); // 2, unless the pipe cut the chunk
  });

  it('wait with a writer that awaits flushed(), not in memory', async () => {
    const host = startHost('streams');
    host.stopReading();
    host.post({ count: 100, length: 1_000_000 });
    host.resumeReading();
    await host.receive(101);
    expect(host.messages.slice(0, 100).every((message) => String(message).length === 1_000_000)).toBe(true);
    const { peak } = host.messages[100] as { peak: number };
    expect(peak).toBeLessThan(200_000_000);
    expect(await host.end()).toEqual({ code: 0, signal: null });
  });
});
