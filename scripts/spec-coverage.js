// `npm run coverage:spec`: which statements about the browsers no test names. Exits with 1 while something is left.
//
// The facts that nativeport is built on are numbered statements: letters are Chromium's (`T60`), numbers with a dot are
// Firefox's (`9.15`). test/spec-ids.json has those of ports and messages, by engine and section:
// 7 ports, 8 sendNativeMessage, 9 connect and sendMessage, 10 serialisation, 11 error texts.
// A test names what it covers in its title, in a row or in a comment; a scenario in `covers` of its scenario.json; what cannot
// be covered stands in docs/engines.md, "Not applicable here, and why". `T60-T63` names all four.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '..');
const OWN_TEST = 'spec-coverage.test.ts'; // names ids as data
const LITERAL_OR_COMMENT =
  /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`|(?:^|\s)\/\/([^\n]*)|\/\*([\s\S]*?)\*\//g;
const ID = String.raw`(?:[TNRSE]\d{1,3}|(?:7|8|9|10|11)\.\d{1,2})`;
// Between spaces, commas and brackets; not the version of something.
const ID_OR_RANGE = new RegExp(
  String.raw`(?<![^\s,;(|])(?<!\b(?:Chrome|Chromium|Firefox|ESR|Node|version|section) )(${ID})(?:[-–](${ID}))?(?![^\s,:;)|]|:\S)`,
  'g',
);

/** `T60-T63` as four ids. */
export function expand(from, to) {
  if (to === undefined) return [from];
  const [, prefix, first] = /^(.*?)(\d+)$/.exec(from);
  const [, prefixOfLast, last] = /^(.*?)(\d+)$/.exec(to);
  if (prefix !== prefixOfLast || Number(last) < Number(first)) throw new Error(`${from}-${to} is no range.`);
  return Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${Number(first) + index}`);
}

/** Ids that a text names, ranges written out. */
export const idsIn = (text) => [...text.matchAll(ID_OR_RANGE)].flatMap(([, from, to]) => expand(from, to));

/** Ids that a source file names in its strings and comments. */
export const idsInSource = (source) =>
  [...source.matchAll(LITERAL_OR_COMMENT)].flatMap((match) => idsIn(match.slice(1).find((text) => text !== undefined)));

const filesBelow = (folder, isWanted) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => isWanted(path.basename(file)))
    .map((file) => path.join(ROOT, folder, file));
const read = (file) => readFileSync(file, 'utf8');

/** All statements, by engine and section. */
export function allStatements() {
  const engines = JSON.parse(read(path.join(ROOT, 'test/spec-ids.json')));
  return Object.entries(engines).flatMap(([engine, sections]) =>
    Object.entries(sections).flatMap(([section, ranges]) =>
      ranges.flatMap((range) => expand(...range.split('-'))).map((id) => ({ engine, section, id })),
    ),
  );
}

/** Where each id is named: tests and scenarios by their path, or docs/engines.md. */
export function namedWhere() {
  const where = new Map();
  const add = (ids, file) => {
    for (const id of ids) where.set(id, (where.get(id) ?? new Set()).add(path.relative(ROOT, file)));
  };
  for (const folder of ['test', 'e2e'])
    for (const file of filesBelow(folder, (name) => name.endsWith('.test.ts') && name !== OWN_TEST))
      add(idsInSource(read(file)), file);
  for (const file of filesBelow('e2e/scenarios', (name) => name === 'scenario.json'))
    add(idsIn((JSON.parse(read(file)).covers ?? []).join(' ')), file);
  const page = path.join(ROOT, 'docs/engines.md');
  const [, notApplicable = ''] = read(page).split(/^## Not applicable.*$/m);
  add(idsIn(notApplicable.split(/^## /m)[0] ?? ''), page);
  return where;
}

/** The statements that nothing names. */
export function uncovered() {
  const where = namedWhere();
  return allStatements().filter(({ id }) => !where.has(id));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const all = allStatements();
  const left = uncovered();
  const groups = new Set(left.map(({ engine, section }) => `${engine} ${section}`));
  for (const group of groups) {
    const ids = left.filter(({ engine, section }) => `${engine} ${section}` === group).map(({ id }) => id);
    console.log(`${group}: ${ids.join(' ')}`);
  }
  console.log(`${all.length - left.length} of ${all.length} statements are covered.`);
  if (left.length > 0) process.exitCode = 1;
}
