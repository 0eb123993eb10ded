import { createScanner, printParseErrorCode, visit } from 'jsonc-parser';
import type { Family } from './family.js';

/** What a browser's parser adds to JSON, and the nesting it refuses. */
export interface JsonDialect {
  readonly comments: 'none' | 'line' | 'line-and-block';
  readonly greatestDepth: number;
}

/** Why a text is not JSON. Lines and columns count from 1; columns count UTF-16 units, as editors do. */
export interface JsonProblem {
  readonly kind: 'comment' | 'trailing-comma' | 'too-deep' | 'syntax';
  readonly line: number;
  readonly column: number;
  /** Names what was found or missed, for `syntax`. */
  readonly detail: string;
}

// Beyond this depth neither browser's manifest makes sense, and the parser that finds the place of an error recurses.
const SAFE_DEPTH = 200;

/** Seen in Chromium 156 and Firefox ESR 153: only Chromium takes comments in a host manifest, neither a trailing comma. */
export const HOST_MANIFEST_DIALECT: Record<Family, JsonDialect> = {
  chromium: { comments: 'line-and-block', greatestDepth: SAFE_DEPTH },
  gecko: { comments: 'none', greatestDepth: Number.POSITIVE_INFINITY },
};

/** Firefox strips `//` comments from an extension's manifest.json (Extension.sys.mjs), though not from a host's. */
export const EXTENSION_MANIFEST_DIALECT: Record<Family, JsonDialect> = {
  chromium: { comments: 'line-and-block', greatestDepth: SAFE_DEPTH },
  gecko: { comments: 'line', greatestDepth: Number.POSITIVE_INFINITY },
};

// Token kinds of jsonc-parser. Its enums are `const` and cannot be imported into separately compiled modules.
const OPEN = new Set([1, 3]);
const CLOSE = new Set([2, 4]);
const COMMA = 5;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const TRIVIA = new Set([14, 15]);
const END = 17;

/**
 * The value of a JSON text in a browser's dialect, or the first problem. A leading byte order mark is skipped. Values
 * come from `JSON.parse`, so a key `__proto__` is a key like any other.
 */
export function readJson(text: string, dialect: JsonDialect): { value: unknown } | { problem: JsonProblem } {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const { problem, blanked, depth } = scan(json, dialect);
  if (problem?.kind === 'too-deep' || problem?.kind === 'comment') return { problem };
  try {
    return { value: JSON.parse(blanked) };
  } catch (error) {
    const place = depth <= SAFE_DEPTH ? firstSyntaxError(blanked) : undefined;
    if (problem !== undefined && (place === undefined || !isBefore(place, problem))) return { problem };
    return { problem: place ?? { kind: 'syntax', line: 1, column: 1, detail: String(error) } };
  }
}

/** One pass over the tokens, without recursion: blanks the comments that the dialect allows, notes what it refuses. */
function scan(
  json: string,
  dialect: JsonDialect,
): { problem: JsonProblem | undefined; blanked: string; depth: number } {
  const scanner = createScanner(json, false);
  const pieces: string[] = [];
  let copied = 0;
  let open = 0;
  let depth = 0;
  let problem: JsonProblem | undefined;
  let comma: { line: number; column: number } | undefined; // the last token, when it was a comma
  const here = () => ({ line: scanner.getTokenStartLine() + 1, column: scanner.getTokenStartCharacter() + 1 });

  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (TRIVIA.has(token)) continue;
    if (token === LINE_COMMENT || token === BLOCK_COMMENT) {
      const allowed = dialect.comments === 'line-and-block' || (dialect.comments === 'line' && token === LINE_COMMENT);
      if (!allowed) problem ??= { kind: 'comment', ...here(), detail: token === LINE_COMMENT ? '//' : '/*' };
      const start = scanner.getTokenOffset();
      const end = start + scanner.getTokenLength();
      pieces.push(json.slice(copied, start), json.slice(start, end).replace(/[^\r\n]/g, ' '));
      copied = end;
      continue;
    }
    if (OPEN.has(token)) {
      open += 1;
      depth = Math.max(depth, open);
      if (open > dialect.greatestDepth) problem ??= { kind: 'too-deep', ...here(), detail: `${dialect.greatestDepth}` };
    }
    if (CLOSE.has(token)) {
      open -= 1;
      if (comma !== undefined) problem ??= { kind: 'trailing-comma', ...comma, detail: ',' };
    }
    comma = token === COMMA ? here() : undefined;
  }
  return { problem, blanked: pieces.join('') + json.slice(copied), depth };
}

function firstSyntaxError(json: string): JsonProblem | undefined {
  let first: JsonProblem | undefined;
  visit(
    json,
    {
      onError: (code, _offset, _length, line, character) => {
        first ??= { kind: 'syntax', line: line + 1, column: character + 1, detail: wording(printParseErrorCode(code)) };
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return first;
}

/** `PropertyNameExpected` -> `property name expected`. */
const wording = (name: string): string => name.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();

const isBefore = (a: JsonProblem, b: JsonProblem): boolean =>
  a.line < b.line || (a.line === b.line && a.column < b.column);
