import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

// Who may import whom. A room is a folder of `src`; `browser/node` is the one file of `browser` that knows Node.
// `types`: rooms of which it may know the types alone, because it implements a seam that is theirs. `outside` names the
// packages and Node modules a room may use; a room that ships inside other people's products names none.
const NODE = 'node:*';
interface Room {
  imports: string[];
  types?: string[];
  outside: string[];
}
// biome-ignore format: a table reads best in columns
const ROOMS: Record<string, Room> = {
  errors:           { imports: [], outside: [] },
  clock:            { imports: [], outside: [] },
  framing:          { imports: ['errors'], outside: [] },
  manifest:         { imports: ['errors'], outside: ['jsonc-parser'] },
  locations:        { imports: ['errors', 'manifest'], outside: [] },
  engines:          { imports: ['errors'], outside: [] },
  context:          { imports: ['errors', 'engines', 'framing'], outside: [] },
  browser:          { imports: ['errors', 'clock', 'engines', 'context', 'framing', 'manifest'], outside: [] },
  native:           { imports: ['errors', 'clock', 'engines', 'framing', 'manifest', 'locations'], types: ['browser'], outside: [NODE] },
  host:             { imports: ['errors', 'framing'], outside: [NODE] },
  'browser/node':   { imports: ['errors', 'clock', 'engines', 'context', 'browser', 'native', 'manifest', 'locations'], outside: [NODE] },
  'tools/runner':   { imports: ['errors', 'clock', 'engines', 'context', 'browser', 'browser/node', 'manifest'], outside: [NODE, 'jsdom'] },
  'tools/testing':  { imports: ['errors', 'clock', 'engines', 'browser', 'browser/node', 'native', 'host', 'manifest', 'locations', 'framing', 'tools/runner'], outside: [NODE, 'rolldown'] },
  'tools/cli':      { imports: ['errors', 'engines', 'browser', 'browser/node', 'native', 'manifest', 'locations', 'framing', 'tools/runner'], outside: [NODE, 'commander', 'picocolors'] },
};

const SRC = path.resolve(import.meta.dirname, '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));

function roomOf(file: string): string {
  if (file === 'browser/node.ts') return 'browser/node';
  const [first = '', second = ''] = file.split('/');
  return first === 'tools' ? `${first}/${second}` : first;
}

interface Import {
  from: string;
  specifier: string;
  isOfTypes: boolean;
}
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?<type>type\s)?[^'"`;]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(path.join(SRC, from), 'utf8').matchAll(IMPORT)].map((match) => ({
    from,
    specifier: match[2] ?? match[3] ?? match[4] ?? '',
    isOfTypes: match.groups?.type !== undefined,
  })),
);

/** What the files of a room import from other rooms. */
const importsOf = (room: string): { from: string; to: string; isOfTypes: boolean }[] =>
  imports
    .filter(({ from, specifier }) => roomOf(from) === room && specifier.startsWith('.'))
    .map(({ from, specifier, isOfTypes }) => ({
      from,
      to: path.posix.join(path.posix.dirname(from), specifier.replace(/\.js$/, '.ts')),
      isOfTypes,
    }))
    .filter(({ to }) => roomOf(to) !== room);

describe('every folder of src is a room of the house', () => {
  it('has a row in the table, and no row is without a folder', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(ROOMS).sort());
  });
});

describe.each(Object.entries(ROOMS))('%s', (room, allowed) => {
  it('imports only the rooms that the table allows', () => {
    const { imports: rooms, types = [] } = allowed;
    const isAllowed = (to: string, isOfTypes: boolean): boolean =>
      rooms.includes(to) || (isOfTypes && types.includes(to));
    expect(importsOf(room).filter(({ to, isOfTypes }) => !isAllowed(roomOf(to), isOfTypes))).toEqual([]);
  });

  it('enters another room through its index', () => {
    const isDoor = (to: string): boolean => to === 'browser/node.ts' || path.posix.basename(to) === 'index.ts';
    const isOwnHouse = (from: string, to: string): boolean => from === 'browser/node.ts' && to.startsWith('browser/');
    expect(importsOf(room).filter(({ from, to }) => !isDoor(to) && !isOwnHouse(from, to))).toEqual([]);
  });

  it('uses only the outside packages that the table allows', () => {
    const wrong = imports
      .filter(({ from, specifier }) => roomOf(from) === room && !specifier.startsWith('.'))
      .filter(
        ({ specifier }) =>
          !allowed.outside.some((name) => name === specifier || (name === NODE && specifier.startsWith('node:'))),
      );
    expect(wrong).toEqual([]);
  });
});

/** Every file that leads back to itself, with the next one on the way. */
function circlesIn(room: string): string[] {
  const next = new Map<string, string[]>();
  for (const { from, specifier } of imports) {
    if (roomOf(from) !== room || !specifier.startsWith('.')) continue;
    const to = path.posix.join(path.posix.dirname(from), specifier.replace(/\.js$/, '.ts'));
    next.set(from, [...(next.get(from) ?? []), to]);
  }
  const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
    (next.get(from) ?? []).some((to) => {
      if (to === wanted) return true;
      if (seen.has(to)) return false;
      seen.add(to);
      return reaches(to, wanted, seen);
    });
  return [...next].flatMap(([from, all]) =>
    all.filter((to) => to === from || reaches(to, from)).map((to) => `${from} -> ${to}`),
  );
}

describe('no file leads back to itself', () => {
  it.each(Object.keys(ROOMS))('%s', (room) => {
    expect(circlesIn(room)).toEqual([]);
  });
});
