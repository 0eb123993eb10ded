import { endianness } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkLimit,
  encodeFrame,
  encodeFrameInto,
  FrameError,
  HEADER_BYTES,
  MAX_BYTES,
  MAX_BYTES_FROM_HOST,
  MAX_BYTES_TO_HOST,
  maxFrameBytes,
  utf8Bytes,
} from '../../src/framing/index.js';
import { sizesAllocatedBy } from './allocations.js';

/** What Node makes of the text, as the reference. */
function reference(text: string): Uint8Array {
  const body = Buffer.from(text, 'utf8');
  const header = Buffer.alloc(HEADER_BYTES);
  if (endianness() === 'LE') header.writeUInt32LE(body.byteLength);
  else header.writeUInt32BE(body.byteLength);
  return new Uint8Array(Buffer.concat([header, body]));
}

/** Any UTF-16 units, lone surrogates among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7ff, max: 0xe000 }), fc.constant(0x41)))
  .map((units) => String.fromCharCode(...units));

const TEXTS = [
  { what: 'the empty text', text: '' },
  { what: 'ASCII', text: '{"text":"ping"}' },
  { what: 'characters of two, three and four bytes', text: '"é€🙂"' },
  { what: 'a lone high surrogate', text: '"\ud800"' },
  { what: 'a lone low surrogate', text: '"\udc00x"' },
  { what: 'surrogates in the wrong order', text: '"\udc00\ud800"' },
  { what: 'a high surrogate at the end', text: 'x\ud83d' },
  { what: 'NUL and DEL', text: '\u0000\u007f\u0080' },
  { what: 'a byte order mark', text: '\ufeff1' },
  { what: 'a pair on each border of a long text', text: `a${'🙂'.repeat(40_000)}` },
  { what: 'Japanese, long', text: '日本語'.repeat(30_000) },
  { what: 'ASCII, long', text: 'x'.repeat(1_000_001) },
];

describe('a frame is a length in machine byte order and a body in UTF-8 (W1, W6, 5.1)', () => {
  it.each(TEXTS)('$what', ({ text }) => {
    expect(Buffer.compare(encodeFrame(text, MAX_BYTES_TO_HOST), reference(text))).toBe(0);
  });

  it('any text', () => {
    fc.assert(fc.property(anyText, (text) => Buffer.compare(encodeFrame(text, MAX_BYTES), reference(text)) === 0));
  });

  it('a frame has memory of its own, and no more than it needs', () => {
    for (const text of ['1', '"x"', 'y'.repeat(50_000)]) {
      const frame = encodeFrame(text, MAX_BYTES);
      expect(frame.buffer.byteLength).toBe(HEADER_BYTES + text.length);
    }
  });

  it('frames written into one buffer lie behind each other', () => {
    const texts = ['1', '"é"', '', '[true]'];
    const target = new Uint8Array(texts.reduce((sum, text) => sum + maxFrameBytes(text), 0));
    let end = 0;
    for (const text of texts) end = encodeFrameInto(text, target, end, MAX_BYTES);
    expect(Buffer.compare(target.subarray(0, end), Buffer.concat(texts.map(reference)))).toBe(0);
  });
});

describe('utf8Bytes counts exactly', () => {
  it.each(TEXTS)('$what', ({ text }) => {
    expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
  });

  it('any text, and never above maxFrameBytes', () => {
    fc.assert(
      fc.property(anyText, fc.nat(200), (text, times) => {
        const long = text.repeat(times);
        expect(utf8Bytes(long)).toBe(Buffer.byteLength(long));
        expect(HEADER_BYTES + utf8Bytes(long)).toBeLessThanOrEqual(maxFrameBytes(long));
      }),
    );
  });
});

describe('the limit is checked to the byte', () => {
  it.each([
    { when: 'from a host, ASCII', limitBytes: MAX_BYTES_FROM_HOST, fits: 'x'.repeat(MAX_BYTES_FROM_HOST) },
    { when: 'to a host, ASCII', limitBytes: MAX_BYTES_TO_HOST, fits: 'x'.repeat(MAX_BYTES_TO_HOST) },
    { when: 'from a host, two bytes each', limitBytes: MAX_BYTES_FROM_HOST, fits: 'é'.repeat(MAX_BYTES_FROM_HOST / 2) },
    { when: 'to a host, four bytes a pair', limitBytes: MAX_BYTES_TO_HOST, fits: '🙂'.repeat(MAX_BYTES_TO_HOST / 4) },
    { when: 'small', limitBytes: 4, fits: 'abcd' },
    { when: 'small, three bytes in one unit', limitBytes: 3, fits: '€' },
    { when: 'small, but empty', limitBytes: 1, fits: 'a' },
  ])('$when', ({ limitBytes, fits }) => {
    expect(encodeFrame(fits, limitBytes).byteLength).toBe(HEADER_BYTES + limitBytes);
    const refused = () => encodeFrame(`${fits}x`, limitBytes);
    expect(refused).toThrow(FrameError);
    expect(refused).toThrow(expect.objectContaining({ code: 'FRAME_TOO_LARGE', bytes: limitBytes + 1, limitBytes }));
  });

  it('nothing is allocated for a message above it', () => {
    const text = 'é'.repeat(MAX_BYTES_FROM_HOST);
    utf8Bytes(text); // the scratch buffer of the counter is made once
    const sizes = sizesAllocatedBy(() => {
      expect(() => encodeFrame(text, MAX_BYTES_FROM_HOST)).toThrow(
        expect.objectContaining({ bytes: 2 * MAX_BYTES_FROM_HOST }),
      );
    });
    expect(sizes).toEqual([]);
  });
});

describe('a limit can be', () => {
  it.each([1, MAX_BYTES_FROM_HOST, MAX_BYTES_TO_HOST, MAX_BYTES])('%d bytes', (limitBytes) => {
    expect(checkLimit(limitBytes)).toBe(limitBytes);
  });

  it.each([
    { limitBytes: 0 },
    { limitBytes: -1 },
    { limitBytes: 1.5 },
    { limitBytes: Number.NaN },
    { limitBytes: Number.POSITIVE_INFINITY },
    { limitBytes: MAX_BYTES + 1 },
    { limitBytes: '5' as unknown as number },
  ])('not $limitBytes bytes', ({ limitBytes }) => {
    expect(() => checkLimit(limitBytes)).toThrow(expect.objectContaining({ code: 'LIMIT_INVALID' }));
  });

  it('no more than the platform holds, when that is given', () => {
    expect(checkLimit(1000, 1000)).toBe(1000);
    expect(() => checkLimit(1001, 1000)).toThrow(/1 to 1000/);
    expect(() => checkLimit(MAX_BYTES + 1, 2 * MAX_BYTES)).toThrow(/4294967295/);
  });
});
