import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  decodeMessage,
  decodeText,
  encodeFrame,
  encodeMessage,
  FrameError,
  FrameSplitter,
  MAX_BYTES_FROM_HOST,
  MAX_BYTES_TO_HOST,
} from '../../src/framing/index.js';
import { sizesAllocatedBy } from './allocations.js';

const LIMIT = 64 * 1024 * 1024;

const frames = (...messages: unknown[]): Uint8Array => join(messages.map((message) => encodeMessage(message, LIMIT)));
const header = (bytes: number): Uint8Array => new Uint8Array(new Uint32Array([bytes]).buffer);

function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Sends `bytes` through a splitter in pieces that end at `cuts`. Each piece is wiped after its push, as a reused read buffer is. */
function travel(bytes: Uint8Array, cuts: readonly number[], limitBytes = LIMIT): unknown[] {
  const splitter = new FrameSplitter(limitBytes);
  const messages: unknown[] = [];
  const borders = [0, ...cuts, bytes.byteLength];
  for (const [index, start] of borders.slice(0, -1).entries()) {
    const piece = bytes.slice(start, borders[index + 1]);
    for (const body of splitter.push(piece)) messages.push(decodeMessage(body));
    piece.fill(0xff);
  }
  splitter.end();
  return messages;
}

const everyByte = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.byteLength - 1 }, (_, index) => index + 1);

function errorOf(action: () => unknown): FrameError {
  try {
    action();
  } catch (error) {
    if (error instanceof FrameError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('frames arrive whole, however the pipe cuts them (W1, W17, W18, 5.14)', () => {
  const cases = [
    { when: 'the header is cut in two', bytes: frames('hi'), cuts: [2], messages: ['hi'] },
    { when: 'the header comes alone', bytes: frames('hi'), cuts: [4], messages: ['hi'] },
    { when: 'the header comes with the first byte of the body', bytes: frames('hi'), cuts: [5], messages: ['hi'] },
    { when: 'one chunk holds three frames', bytes: frames(1, 'two', [3]), cuts: [], messages: [1, 'two', [3]] },
    {
      when: 'a chunk holds a frame and half the next',
      bytes: frames('one', 'two'),
      cuts: [13],
      messages: ['one', 'two'],
    },
    { when: 'a character of several bytes is cut', bytes: frames('é€🙂'), cuts: [6, 9], messages: ['é€🙂'] },
    { when: 'chunks are empty', bytes: frames('hi'), cuts: [0, 2, 2, 6, 6], messages: ['hi'] },
    { when: 'values are falsy', bytes: frames(0, '', false, null), cuts: [], messages: [0, '', false, null] },
  ];
  it.each(cases)('$when', ({ bytes, cuts, messages }) => {
    expect(travel(bytes, cuts)).toEqual(messages);
  });

  it.each(cases)('$when, and then byte by byte', ({ bytes, messages }) => {
    expect(travel(bytes, everyByte(bytes))).toEqual(messages);
  });

  it('any JSON, any cuts', () => {
    const streams = fc.array(fc.jsonValue(), { maxLength: 8 }).chain((messages) => {
      const bytes = frames(...messages);
      return fc.record({
        messages: fc.constant(messages),
        bytes: fc.constant(bytes),
        cuts: fc.array(fc.nat(bytes.byteLength), { maxLength: 12 }).map((cuts) => cuts.sort((a, b) => a - b)),
      });
    });
    fc.assert(
      fc.property(streams, ({ messages, bytes, cuts }) => {
        // Through JSON once, because -0 becomes 0 there.
        expect(travel(bytes, cuts)).toEqual(JSON.parse(JSON.stringify(messages)));
      }),
    );
  });

  it('20,000 tiny frames in one chunk', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    expect(travel(frames(...numbers), [])).toEqual(numbers);
  });

  it('an empty body between two messages is a body of its own (W7, 5.7)', () => {
    const bytes = join([frames('a'), encodeFrame('', LIMIT), frames('b'), encodeFrame('', LIMIT)]);
    for (const cuts of [[], everyByte(bytes)]) {
      const splitter = new FrameSplitter(LIMIT);
      const bodies: string[] = [];
      const borders = [0, ...cuts, bytes.byteLength];
      for (const [index, start] of borders.slice(0, -1).entries()) {
        for (const body of splitter.push(bytes.subarray(start, borders[index + 1]))) bodies.push(decodeText(body));
      }
      expect(bodies).toEqual(['"a"', '', '"b"', '']);
    }
  });
});

describe('what a body is made of', () => {
  it('a body that lies whole in the chunk is a view of it', () => {
    const chunk = frames('one', 'two');
    for (const body of new FrameSplitter(LIMIT).push(chunk)) expect(body.buffer).toBe(chunk.buffer);
  });

  it('so is a body whose header came before', () => {
    const bytes = frames('one');
    const splitter = new FrameSplitter(LIMIT);
    expect([...splitter.push(bytes.slice(0, 4))]).toEqual([]);
    const chunk = bytes.slice(4);
    const bodies = [...splitter.push(chunk)];
    expect(bodies.map((body) => body.buffer)).toEqual([chunk.buffer]);
  });

  it('a body in pieces keeps its bytes when the chunks are filled anew', () => {
    const bytes = frames('a'.repeat(100), 'b'.repeat(100));
    expect(travel(bytes, [50, 120, 150])).toEqual(['a'.repeat(100), 'b'.repeat(100)]);
  });
});

describe('the work is linear', () => {
  afterEach(() => void vi.restoreAllMocks());

  // `set` is the only copy in the splitter: its arguments are every byte that was copied.
  const bytesCopied = (): number =>
    vi.mocked(Uint8Array.prototype.set).mock.calls.reduce((sum, [source]) => sum + source.length, 0);

  it.each([
    { when: 'byte by byte', pieceBytes: 1, bodyBytes: 100_000 },
    { when: 'in pipe reads', pieceBytes: 65_536, bodyBytes: 20_000_000 },
    { when: 'in odd pieces', pieceBytes: 4093, bodyBytes: 3_000_000 },
  ])('each byte of a body is copied once, $when', ({ pieceBytes, bodyBytes }) => {
    const bytes = join([header(bodyBytes), new Uint8Array(bodyBytes)]);
    const splitter = new FrameSplitter(LIMIT);
    vi.spyOn(Uint8Array.prototype, 'set');
    let bodies = 0;
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      for (const body of splitter.push(bytes.subarray(at, at + pieceBytes)))
        bodies += body.byteLength === bodyBytes ? 1 : 0;
    }
    expect(bodies).toBe(1);
    expect(bytesCopied()).toBe(bodyBytes);
  });

  it('a body that came whole is not copied', () => {
    const bytes = join([header(1_000_000), new Uint8Array(1_000_000)]);
    vi.spyOn(Uint8Array.prototype, 'set');
    expect([...new FrameSplitter(LIMIT).push(bytes)]).toHaveLength(1);
    expect(bytesCopied()).toBe(0);
  });
});

describe('a header above the limit ends the stream (W2, W3, 5.6)', () => {
  it.each([
    { limit: 'from a host', limitBytes: MAX_BYTES_FROM_HOST },
    { limit: 'to a host', limitBytes: MAX_BYTES_TO_HOST },
    { limit: 'of one byte', limitBytes: 1 },
  ])('$limit: exactly the limit passes, one byte more does not', ({ limitBytes }) => {
    const splitter = new FrameSplitter(limitBytes);
    const bodies = [...splitter.push(join([header(limitBytes), new Uint8Array(limitBytes)]))];
    expect(bodies.map((body) => body.byteLength)).toEqual([limitBytes]);
    const error = errorOf(() => [...splitter.push(header(limitBytes + 1))]);
    expect(error).toMatchObject({ code: 'FRAME_TOO_LARGE', bytes: limitBytes + 1, limitBytes });
    expect(error.message).toContain(`${limitBytes + 1} bytes`);
  });

  it('delivers the bodies before it first, and is dead afterwards', () => {
    const splitter = new FrameSplitter(100);
    const received: unknown[] = [];
    const error = errorOf(() => {
      for (const body of splitter.push(join([frames('one', 'two'), header(101), frames('three')]))) {
        received.push(decodeMessage(body));
      }
    });
    expect(received).toEqual(['one', 'two']);
    expect(error.code).toBe('FRAME_TOO_LARGE');
    expect(errorOf(() => [...splitter.push(frames('four'))])).toBe(error);
    expect(errorOf(() => splitter.end())).toBe(error);
  });

  it.each([
    { when: '0xfffffff0', bytes: header(0xffff_fff0), says: '4294967280 bytes' },
    { when: 'text instead of a frame (W4)', bytes: new TextEncoder().encode('hello world\n'), says: '"hell"' },
  ])('$when: nothing is allocated for it', ({ bytes, says }) => {
    const splitter = new FrameSplitter(LIMIT);
    const sizes = sizesAllocatedBy(() => {
      expect(errorOf(() => [...splitter.push(bytes)]).message).toContain(says);
    });
    expect(sizes).toEqual([]);
  });

  it('a header within the limit takes no memory before the first byte of its body', () => {
    const splitter = new FrameSplitter(LIMIT);
    const [head, body] = [header(1000), new Uint8Array(999)];
    expect(sizesAllocatedBy(() => void [...splitter.push(head)])).toEqual([]);
    expect(sizesAllocatedBy(() => void [...splitter.push(body)])).toEqual([1000]);
    expect(errorOf(() => splitter.end()).message).toContain('999 of 1000 bytes');
  });
});

describe('the end of the stream', () => {
  const bytes = frames('hello'); // 4 + 7 bytes
  it.each([
    { when: 'nothing came', got: 0 },
    { when: 'a frame was complete', got: 11 },
  ])('is in order when $when', ({ got }) => {
    const splitter = new FrameSplitter(LIMIT);
    expect([...splitter.push(bytes.subarray(0, got))]).toHaveLength(got === 11 ? 1 : 0);
    splitter.end();
  });

  it.each([
    { when: 'in the header', got: 3, says: "3 of 4 bytes of a frame's header" },
    { when: 'behind the header', got: 4, says: "0 of 7 bytes of a frame's body" },
    { when: 'in the body', got: 10, says: "6 of 7 bytes of a frame's body" },
  ])('cuts a frame short $when', ({ got, says }) => {
    const splitter = new FrameSplitter(LIMIT);
    expect([...splitter.push(bytes.subarray(0, got))]).toEqual([]);
    const error = errorOf(() => splitter.end());
    expect(error.code).toBe('FRAME_CUT_SHORT');
    expect(error.message).toContain(says);
  });
});
