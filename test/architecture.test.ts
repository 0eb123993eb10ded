import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

// Who may import whom. A room is a folder of `src`; `browser/node` is the one file of `browser` that knows Node.
// `outside` names the packages and Node modules a room may use; a room that ships inside other people's products names none.
const NODE = 'node:*';
// biome-ignore format: a table reads best in columns
const ROOMS: Record<string, { imports: string[]; outside: string[] }> = {
  errors:           { imports: [], outside: [] },
  framing:          { imports: ['errors'], outside: [] },
  manifest:         { imports: ['errors'], outside: ['jsonc-parser'] },
  locations:        { imports: ['errors', 'manifest'], outside: [] },
  engines:          { imports: ['errors'], outside: [] },
  context:          { imports: ['errors', 'engines', 'framing'], outside: [] },
  browser:          { imports: ['errors', 'engines', 'context', 'framing', 'manifest'], outside: [] },
  native:           { imports: ['errors', 'engines', 'framing', 'manifest', 'locations'], outside: [NODE] },
  host:             { imports: ['errors', 'framing'], outside: [NODE] },
  'browser/node':   { imports: ['errors', 'engines', 'context', 'browser', 'native', 'manifest', 'locations'], outside: [NODE] },
  'tools/runner':   { imports: ['errors', 'engines', 'context', 'browser', 'browser/node', 'manifest'], outside: [NODE, 'jsdom'] },
  'tools/testing':  { imports: ['errors', 'engines', 'browser', 'browser/node', 'native', 'host', 'manifest', 'locations', 'framing', 'tools/runner'], outside: [NODE, 'rolldown'] },
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
}
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(path.join(SRC, from), 'utf8').matchAll(IMPORT)].map((match) => ({
    from,
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
  })),
);

describe('every folder of src is a room of the house', () => {
  it('has a row in the table, and no row is without a folder', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(ROOMS).sort());
  });
});

describe.each(Object.entries(ROOMS))('%s', (room, allowed) => {
  const own = imports.filter(({ from }) => roomOf(from) === room);

  it('imports only the rooms that the table allows', () => {
    const wrong = own
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ from, specifier }) => ({
        from,
        to: path.posix.join(path.posix.dirname(from), specifier.replace(/\.js$/, '.ts')),
      }))
      .filter(({ to }) => roomOf(to) !== room && !allowed.imports.includes(roomOf(to)));
    expect(wrong).toEqual([]);
  });

  it('enters another room through its index', () => {
    const wrong = own
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ from, specifier }) => ({
        from,
        to: path.posix.join(path.posix.dirname(from), specifier.replace(/\.js$/, '.ts')),
      }))
      .filter(({ to }) => roomOf(to) !== room && to !== 'browser/node.ts' && path.posix.basename(to) !== 'index.ts');
    expect(wrong.filter(({ from, to }) => !(from === 'browser/node.ts' && to.startsWith('browser/')))).toEqual([]);
  });

  it('uses only the outside packages that the table allows', () => {
    const wrong = own
      .filter(({ specifier }) => !specifier.startsWith('.'))
      .filter(
        ({ specifier }) =>
          !allowed.outside.some((name) => name === specifier || (name === NODE && specifier.startsWith('node:'))),
      );
    expect(wrong).toEqual([]);
  });
});
