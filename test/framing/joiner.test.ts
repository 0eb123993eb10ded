import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameJoiner, MAX_BYTES, MAX_BYTES_FROM_HOST, MIN_TARGET_BYTES } from '../../src/framing/index.js';
import { sizesAllocatedBy } from './allocations.js';

/** Takes everything out of the joiner, through one buffer. */
function drain(joiner: FrameJoiner, targetBytes = MIN_TARGET_BYTES): Buffer {
  const target = new Uint8Array(targetBytes);
  const pieces: Uint8Array[] = [];
  while (joiner.hasBytes) {
    const bytes = joiner.fill(target);
    expect(bytes).toBeGreaterThan(0);
    pieces.push(target.slice(0, bytes));
    target.fill(0xff);
  }
  expect(joiner.fill(target)).toBe(0);
  return Buffer.concat(pieces);
}

const framesOf = (texts: readonly string[]): Buffer => Buffer.concat(texts.map((text) => encodeFrame(text, MAX_BYTES)));

describe('frames leave in order and whole, whatever the size of the buffer', () => {
  it.each([
    { when: 'small ones share a buffer', texts: ['1', '"two"', '[3]', ''] },
    { when: 'small ones need several buffers', texts: Array.from({ length: 20_000 }, (_, index) => `${index}`) },
    { when: 'a large one passes in pieces', texts: ['x'.repeat(1_000_000)] },
    { when: 'large and small ones mix', texts: ['1', 'x'.repeat(100_000), '2', 'é'.repeat(50_000), '3'] },
    { when: 'pairs lie on each border', texts: [`a${'🙂'.repeat(100_000)}`, '🙂'.repeat(100_000)] },
    { when: 'lone surrogates lie on each border', texts: ['\ud800'.repeat(100_000), `a${'\udc00'.repeat(100_000)}`] },
    { when: 'three bytes in each unit', texts: ['日'.repeat(100_000)] },
  ])('$when', ({ texts }) => {
    for (const targetBytes of [MIN_TARGET_BYTES, MIN_TARGET_BYTES + 1, 65_536, 1_048_577]) {
      const joiner = new FrameJoiner(MAX_BYTES);
      for (const text of texts) joiner.add(text);
      expect(Buffer.compare(drain(joiner, targetBytes), framesOf(texts))).toBe(0);
    }
  });

  it('any texts, added while others leave', () => {
    const text = fc
      .tuple(fc.string({ unit: 'binary' }), fc.nat(3000))
      .map(([unit, times]) => unit.repeat(times).slice(0, 60_000));
    fc.assert(
      fc.property(fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 4 }), (turns) => {
        const joiner = new FrameJoiner(MAX_BYTES);
        const target = new Uint8Array(MIN_TARGET_BYTES);
        const pieces: Uint8Array[] = [];
        for (const texts of turns) {
          for (const one of texts) joiner.add(one);
          pieces.push(target.slice(0, joiner.fill(target)));
        }
        pieces.push(drain(joiner));
        expect(Buffer.compare(Buffer.concat(pieces), framesOf(turns.flat()))).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('a large one takes no memory of its own', () => {
    const joiner = new FrameJoiner(MAX_BYTES);
    const text = 'é'.repeat(1_000_000);
    const target = new Uint8Array(65_536);
    joiner.add('é'.repeat(100_000)); // the scratch buffer of the counter is made once
    const sizes = sizesAllocatedBy(() => {
      joiner.add(text);
      while (joiner.hasBytes) joiner.fill(target);
    });
    expect(sizes).toEqual([]);
  });
});

describe('the limit is checked when a text is added', () => {
  it.each([
    { when: 'ASCII', fits: 'x'.repeat(MAX_BYTES_FROM_HOST), limitBytes: MAX_BYTES_FROM_HOST },
    { when: 'two bytes each', fits: 'é'.repeat(MAX_BYTES_FROM_HOST / 2), limitBytes: MAX_BYTES_FROM_HOST },
    { when: 'a small limit', fits: 'abc', limitBytes: 3 },
    { when: 'a small limit, three bytes in one unit', fits: '€', limitBytes: 3 },
  ])('$when', ({ fits, limitBytes }) => {
    const joiner = new FrameJoiner(limitBytes);
    joiner.add(fits);
    expect(() => joiner.add(`${fits}x`)).toThrow(
      expect.objectContaining({ code: 'FRAME_TOO_LARGE', bytes: limitBytes + 1, limitBytes }),
    );
    expect(Buffer.compare(drain(joiner), framesOf([fits]))).toBe(0);
  });
});
