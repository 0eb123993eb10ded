// `npm run build` first. Writes docs/errors.md from the `errors.ts` of every folder; with --check, it only tells whether
// the page is up to date. All wording of a folder stands in its `errors.ts`, so this reads the sources as text.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ENGINES } from '../dist/engines/index.js';
import { ROOT } from './prepare.js';

const TARGET = path.join(ROOT, 'docs/errors.md');
const SRC = path.join(ROOT, 'src');

const folders = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'errors.ts')
  .map((file) => path.dirname(file).replaceAll(path.sep, '/'))
  .sort();

/** The arguments of a call whose bracket opens at `open`, as source text. */
function argumentsAt(source, open) {
  const found = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < source.length; at += 1) {
    const character = source[at];
    if (character === "'" || character === '`') at = endOfText(source, at);
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    const isEnd = depth === 0;
    if (isEnd || (depth === 1 && character === ',')) {
      found.push(source.slice(start, at).trim());
      start = at + 1;
    }
    if (isEnd) break;
  }
  return found.filter((argument) => argument !== '');
}

/** Index of the quote that ends the text which begins at `from`. `${…}` may hold texts of its own. */
function endOfText(source, from) {
  const quote = source[from];
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === quote) return at;
    else if (quote === '`' && source.startsWith('${', at)) {
      let depth = 0;
      for (at += 1; at < source.length; at += 1) {
        if (source[at] === "'" || source[at] === '`') at = endOfText(source, at);
        else if (source[at] === '{') depth += 1;
        else if (source[at] === '}') depth -= 1;
        if (depth === 0) break;
      }
    }
  }
  return source.length;
}

/** What a person reads: the text of a literal with … for what is filled in; undefined for what is not a literal. */
function wordsOf(argument) {
  if (!/^['`]/.test(argument)) return undefined;
  let words = '';
  for (let at = 0; at < argument.length; at += 1) {
    if (!"'`".includes(argument[at])) continue;
    const end = endOfText(argument, at);
    words += withoutFillings(argument.slice(at + 1, end));
    at = end;
  }
  return words;
}

function withoutFillings(text) {
  let words = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') {
      words += text[at + 1] === 'n' ? ' ' : (text[at + 1] ?? '');
      at += 1;
    } else if (text.startsWith('${', at)) {
      at = endOfFilling(text, at);
      words += '…';
    } else words += text[at];
  }
  return words;
}

function endOfFilling(text, from) {
  let depth = 0;
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "'" || text[at] === '`') at = endOfText(text, at);
    else if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim();

function pageOf(folder) {
  const source = readFileSync(path.join(SRC, folder, 'errors.ts'), 'utf8');
  const classes = [...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export class (\w+) extends/g)];
  return classes.map(([, comment, name]) => {
    const meaning = comment
      .replace(/^\s*\*/gm, '')
      .replace(/\s+/g, ' ')
      .trim();
    const rows = [...source.matchAll(new RegExp(`new ${name}\\(`, 'g'))].flatMap((match) => {
      const [code, ...rest] = argumentsAt(source, match.index + match[0].length - 1);
      if (!/^'[A-Z_]+'$/.test(code)) return [];
      const [message = '…', hint = '…'] = rest
        .filter((argument) => !/^\w+$/.test(argument))
        .map((argument) => wordsOf(argument));
      return [`| \`${code.slice(1, -1)}\` | ${cell(message)} | ${cell(hint)} |`];
    });
    return [
      `## ${name}`,
      '',
      `From \`src/${folder}\`. ${meaning}`,
      '',
      '| code | message | hint |',
      '|---|---|---|',
      ...rows.sort(),
      '',
    ].join('\n');
  });
}

const FAILURE = { application: 'NAME', bytes: 1048577, limitBytes: 1048576 };
const source = readFileSync(path.join(SRC, 'engines/failure.ts'), 'utf8');
const codes = [...(source.match(/type NativeFailureCode =([^;]*);/)?.[1] ?? '').matchAll(/'([A-Z_]+)'/g)].map(
  (match) => match[1],
);
const shown = (text) => (text === undefined ? 'nothing: it closes in peace' : cell(text));
const engineRows = codes.map((code) => {
  const texts = Object.values(ENGINES).flatMap(({ api }) => [
    shown(api.portErrorText({ ...FAILURE, code })),
    shown(api.replyErrorText({ ...FAILURE, code })),
  ]);
  return `| \`${code}\` | ${texts.join(' | ')} |`;
});

const page = `# Errors

Generated by \`node scripts/docs.js\` from the sources; do not edit. Every error is a \`NativePortError\`: \`code\` is API,
\`message\` says what happened, \`hint\` what to do, \`cause\` is the platform's error behind it. … stands for what is filled in.

## What extension code sees of a native connection

Our code, and the browser's own text for it: on a port, and from \`sendNativeMessage\`.

| code | Chromium, port | Chromium, reply | Firefox, port | Firefox, reply |
|---|---|---|---|---|
${engineRows.join('\n')}

${folders.flatMap(pageOf).join('\n')}`;

if (!process.argv.includes('--check')) writeFileSync(TARGET, page);
else if (readFileSync(TARGET, 'utf8') !== page) {
  console.error('docs/errors.md is not what the sources say. Write it again: node scripts/docs.js');
  process.exit(1);
}
