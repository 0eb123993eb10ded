import { printParseErrorCode, visit } from 'jsonc-parser';
import type { Family } from './family.js';

/** What a browser's parser takes beyond JSON, and what it refuses. */
export interface JsonDialect {
  /** Line comments end at a line feed, in both browsers. */
  readonly comments: 'none' | 'line' | 'line-and-block';
  /** Whether strings may hold raw line breaks and `\xHH`, and must not hold half a surrogate pair. */
  readonly lenientStrings: boolean;
  /** How many brackets may be open at once. */
  readonly greatestDepth: number;
}

/** Why a text is not JSON. Lines and columns count from 1; columns count UTF-16 units, as editors do. */
export interface JsonProblem {
  readonly kind: 'comment' | 'trailing-comma' | 'too-deep' | 'syntax';
  readonly line: number;
  readonly column: number;
  /** What was found or missed. */
  readonly detail: string;
}

// Seen in Chromium 156, the same for host and extension manifests. The depth counts the outermost object.
const CHROMIUM: JsonDialect = { comments: 'line-and-block', lenientStrings: true, greatestDepth: 199 };
const STRICT: JsonDialect = { comments: 'none', lenientStrings: false, greatestDepth: Number.POSITIVE_INFINITY };

/** Seen in Chromium 156 and Firefox ESR 153: comments in a host manifest are fine for the one and fatal for the other. */
export const HOST_MANIFEST_DIALECT: Record<Family, JsonDialect> = { chromium: CHROMIUM, gecko: STRICT };

/** Firefox strips `//` comments from an extension's manifest.json (Extension.sys.mjs), though not from a host's. */
export const EXTENSION_MANIFEST_DIALECT: Record<Family, JsonDialect> = {
  chromium: CHROMIUM,
  gecko: { ...STRICT, comments: 'line' },
};

/**
 * The value of a JSON text in a browser's dialect, or the first problem. The value comes from
 * `JSON.parse`, so a key `__proto__` is a key like any other. A byte order mark must be gone already.
 */
export function readJson(json: string, dialect: JsonDialect): { value: unknown } | { problem: JsonProblem } {
  const strict = new Translation(json, dialect);
  const known = strict.problem && { ...strict.problem, ...placeOf(json, strict.problem.offset) };
  if (known !== undefined && known.kind !== 'trailing-comma') return { problem: known };
  try {
    return { value: JSON.parse(strict.text) };
  } catch (cause) {
    const first = strict.depth <= SAFE_DEPTH ? firstSyntaxError(strict.text) : undefined;
    const offset = first && strict.originalOffset(first.offset);
    if (known !== undefined && (offset === undefined || offset > known.offset)) return { problem: known };
    if (first === undefined || offset === undefined) {
      return { problem: { kind: 'syntax', line: 1, column: 1, detail: String(cause) } };
    }
    return { problem: { kind: 'syntax', ...placeOf(json, offset), detail: first.detail } };
  }
}

interface Found {
  readonly kind: JsonProblem['kind'];
  readonly offset: number;
  readonly detail: string;
}

/** One pass over the text, without recursion, that turns a dialect into strict JSON and notes what it must refuse. */
class Translation {
  readonly text: string;
  problem: Found | undefined;
  depth = 0;
  readonly #json: string;
  readonly #dialect: JsonDialect;
  readonly #pieces: string[] = [];
  #copied = 0; // everything before this offset is in the pieces
  #lengthened: { at: number; by: number }[] = []; // where the strict text grew, as offsets in it
  #length = 0; // of the pieces

  constructor(json: string, dialect: JsonDialect) {
    this.#json = json;
    this.#dialect = dialect;
    this.#run();
    this.text = this.#pieces.join('') + json.slice(this.#copied);
  }

  /** Where a character of the strict text stands in the original. */
  originalOffset(offset: number): number {
    return this.#lengthened.reduce((at, grown) => (grown.at < offset ? at - grown.by : at), offset);
  }

  #run(): void {
    const interesting = /["/[\]{},]|[^\s"/[\]{},]+/g;
    let open = 0;
    let comma: number | undefined; // the last token, when it was a comma
    for (let match = interesting.exec(this.#json); match !== null; match = interesting.exec(this.#json)) {
      const at = match.index;
      const token = match[0];
      const next = token === '/' ? this.#comment(at) : undefined;
      if (next !== undefined) {
        interesting.lastIndex = next;
        continue;
      }
      if (token === '"') interesting.lastIndex = this.#string(at);
      if (token === '[' || token === '{') {
        open += 1;
        this.depth = Math.max(this.depth, open);
        if (open > this.#dialect.greatestDepth) this.#refuse('too-deep', at, `${this.#dialect.greatestDepth}`);
      }
      if (token === ']' || token === '}') {
        open -= 1;
        if (comma !== undefined) this.#refuse('trailing-comma', comma, ',');
      }
      comma = token === ',' ? at : undefined;
    }
  }

  /** The offset after the comment that starts here, if one does. */
  #comment(start: number): number | undefined {
    const kind = this.#json.slice(start, start + 2);
    if (kind !== '//' && kind !== '/*') return undefined;
    const allowed = this.#dialect.comments;
    if (allowed === 'none' || (allowed === 'line' && kind === '/*')) this.#refuse('comment', start, kind);
    const found = kind === '//' ? this.#json.indexOf('\n', start) : this.#json.indexOf('*/', start + 1); // `/*/` is whole
    if (kind === '/*' && found < 0) this.#refuse('syntax', start, 'the comment has no end');
    const end = found < 0 ? this.#json.length : kind === '//' ? found : found + 2;
    this.#replace(start, end, this.#json.slice(start, end).replace(/[^\n]/g, ' '));
    return end;
  }

  /** The offset after the string that starts here. What JSON itself refuses is left for `JSON.parse`. */
  #string(start: number): number {
    const special = /["\\\n\r]/g;
    special.lastIndex = start + 1;
    for (let match = special.exec(this.#json); match !== null; match = special.exec(this.#json)) {
      const at = match.index;
      if (match[0] === '"') return at + 1;
      if (match[0] === '\\') special.lastIndex = this.#escape(at);
      else if (this.#dialect.lenientStrings) this.#replace(at, at + 1, match[0] === '\n' ? '\\n' : '\\r');
    }
    return this.#json.length;
  }

  #escape(start: number): number {
    if (!this.#dialect.lenientStrings) return start + 2;
    const hex = /^\\x([0-9a-fA-F]{2})/.exec(this.#json.slice(start, start + 4));
    if (hex !== null) {
      this.#replace(start, start + 4, `\\u00${hex[1]}`);
      return start + 4;
    }
    const surrogate = /^\\u(?:d[89ab][0-9a-f]{2}(\\ud[c-f][0-9a-f]{2})?|d[c-f][0-9a-f]{2})/i.exec(
      this.#json.slice(start, start + 12),
    );
    if (surrogate === null) return start + 2;
    if (surrogate[1] === undefined) this.#refuse('syntax', start, `${surrogate[0]} is half of a character`);
    return start + surrogate[0].length;
  }

  #replace(start: number, end: number, text: string): void {
    const kept = this.#json.slice(this.#copied, start);
    this.#pieces.push(kept, text);
    this.#length += kept.length + text.length;
    this.#copied = end;
    const by = text.length - (end - start);
    if (by > 0) this.#lengthened.push({ at: this.#length - 1, by });
  }

  #refuse(kind: Found['kind'], offset: number, detail: string): void {
    this.problem ??= { kind, offset, detail };
  }
}

// The parser that finds the place of an error recurses; deeper than this, the place is left out.
const SAFE_DEPTH = 1000;

function firstSyntaxError(strict: string): { offset: number; detail: string } | undefined {
  let first: { offset: number; detail: string } | undefined;
  const onError = (code: number, offset: number): void => {
    first ??= { offset, detail: wording(printParseErrorCode(code)) };
  };
  visit(strict, { onError }, { disallowComments: true, allowTrailingComma: false });
  return first;
}

/** `PropertyNameExpected` -> `property name expected`. */
const wording = (name: string): string => name.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
