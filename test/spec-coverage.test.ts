import { describe, expect, it } from 'vitest';
import { allStatements, expand, idsIn, idsInSource, namedWhere, uncovered } from '../scripts/spec-coverage.js';

describe('the ids that a text names', () => {
  it.each([
    { text: 'T60, 9.15: two receivers', ids: ['T60', '9.15'] },
    { text: 'it dies, T65; 7.30', ids: ['T65', '7.30'] },
    { text: 'R30-R33: a sender (S2), in $engine', ids: ['R30', 'R31', 'R32', 'R33', 'S2'] },
    { text: '6.12-6.14, 7.9-7.11', ids: ['7.9', '7.10', '7.11'] },
    { text: 'as seen in Chromium 11.4 and Firefox 7.12', ids: [] },
    { text: '10.2.1, 0x7.1, 7.5%, T1000, XT60, T60x', ids: [] },
  ])('$text', ({ text, ids }) => {
    expect(idsIn(text)).toEqual(ids);
  });

  it('of a source: those in its strings and comments', () => {
    const source = `// T1: a comment
      const R1 = 7.12 + T2; /* 7.1 */
      it('T3: isn\\'t lost', () => expect("9.1, a").toBe(\`R2: \${R3}\`));`;
    expect(idsInSource(source)).toEqual(['T1', '7.1', 'T3', '9.1', 'R2']);
  });

  it('a range that is none is refused', () => {
    expect(() => expand('T9', 'R12')).toThrow('no range');
    expect(() => expand('T9', 'T1')).toThrow('no range');
  });
});

describe('the ids of this repository', () => {
  it('each statement has one', () => {
    const ids = allStatements().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('each is named by a test, a scenario or the table of what is not applicable', () => {
    expect(uncovered()).toEqual([]);
  });

  it('no test names a statement that there is not', () => {
    const known = new Set(allStatements().map(({ id }) => id));
    expect([...namedWhere()].filter(([id]) => !known.has(id))).toEqual([]);
  });
});
