import fc from 'fast-check';
import { describe, it } from 'vitest';
import { exceedsBytes } from '../../src/context/utf8-size.js';

const jsonText = fc.json({ stringUnit: 'binary' });

describe('the size of a text in UTF-8', () => {
  it('is compared with a limit as if it had been counted', () => {
    fc.assert(
      fc.property(jsonText, fc.integer({ min: -3, max: 3 }), (text, difference) => {
        const limit = Math.max(0, Buffer.byteLength(text) + difference);
        return exceedsBytes(text, limit) === Buffer.byteLength(text) > limit;
      }),
    );
  });
});
