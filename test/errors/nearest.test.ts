import { describe, expect, it } from 'vitest';
import { nearestOf } from '../../src/errors/index.js';

describe('the nearest name', () => {
  const BROWSERS = ['chrome', 'chromium', 'edge', 'firefox'];
  it.each([
    { value: 'firefx', nearest: 'firefox' },
    { value: 'FireFox', nearest: 'firefox' },
    { value: 'fire', nearest: 'firefox' },
    { value: 'chromuim', nearest: 'chromium' },
    { value: 'chrom', nearest: 'chrome' },
    { value: 'egde', nearest: 'edge' },
    { value: 'safari', nearest: undefined },
    { value: '', nearest: undefined },
  ])('$value: $nearest', ({ value, nearest }) => {
    expect(nearestOf(value, BROWSERS)).toBe(nearest);
  });
});
