import { describe, expect, it } from 'vitest';
import { isHostName } from '../../../src/manifest/index.js';

// biome-ignore format: a table reads best in columns
const NAMES = [
  { id: 'H2',      name: 'a',              chromium: true,  gecko: true },
  { id: 'H2',      name: 'foo',            chromium: true,  gecko: true },
  { id: 'H2',      name: 'foo132',         chromium: true,  gecko: true },
  { id: 'H2',      name: 'foo.bar',        chromium: true,  gecko: true },
  { id: 'H2',      name: 'foo.bar2',       chromium: true,  gecko: true },
  { id: 'H2',      name: 'a._.c',          chromium: true,  gecko: true },
  { id: 'H3',      name: '1st._x',         chromium: true,  gecko: true },
  { id: 'H4 1.4',  name: 'a'.repeat(5000), chromium: true,  gecko: true },
  { id: 'H2 1.2',  name: 'A.b',            chromium: false, gecko: true },
  { id: '1.2',     name: 'Upper.Case_9',   chromium: false, gecko: true },
  { id: 'H1 1.3',  name: '',               chromium: false, gecko: false },
  { id: 'H2 1.3',  name: 'a..b',           chromium: false, gecko: false },
  { id: 'H2 1.3',  name: '.a',             chromium: false, gecko: false },
  { id: 'H2 1.3',  name: 'b.',             chromium: false, gecko: false },
  { id: 'H2',      name: 'a*',             chromium: false, gecko: false },
  { id: 'H3 1.3',  name: 'a-b',            chromium: false, gecko: false },
  { id: 'H3 1.3',  name: 'ünï',            chromium: false, gecko: false },
  { id: '1.3',     name: 'a b',            chromium: false, gecko: false },
  { id: '1.3',     name: 'a\\b',           chromium: false, gecko: false },
  { id: '1.1',     name: 'a\n',            chromium: false, gecko: false },
  { id: 'H1',      name: '../x',           chromium: false, gecko: false },
] as const;

describe('a host name (X1, X6)', () => {
  it.each(NAMES)('$id: $name', ({ name, chromium, gecko }) => {
    expect(isHostName(name, 'chromium')).toBe(chromium);
    expect(isHostName(name, 'gecko')).toBe(gecko);
  });

  it('of hostile length is judged in time that grows with it alone', () => {
    expect(isHostName(`${'a.'.repeat(500_000)}-`, 'gecko')).toBe(false);
    expect(isHostName(`${'a'.repeat(1_000_000)}!`, 'chromium')).toBe(false);
  });
});
