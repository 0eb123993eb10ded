const ESCAPE = '\u001b';
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of these
const COLOR = /(\u001b\[[0-9;]*m)/;

interface Cell {
  /** What changes the colours before the character. */
  readonly colors: string;
  readonly character: string;
}

/**
 * Breaks a line into lines of at most so many columns: at a space in their second half, or else anywhere. Colours take no
 * columns. Characters that a terminal draws wide count as one.
 */
export function wrap(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const { cells, rest } = cellsOf(line);
  const lines: string[] = [];
  let from = 0;
  let start = ''; // colours of a space that is left out
  while (cells.length - from > columns) {
    const space = cells.findLastIndex(
      ({ character }, at) => character === ' ' && at > from + columns / 2 && at <= from + columns,
    );
    const to = space < 0 ? from + columns : space;
    lines.push(start + textOf(cells.slice(from, to)));
    start = cells[space]?.colors ?? '';
    from = space < 0 ? to : to + 1;
  }
  return [...lines, start + textOf(cells.slice(from)) + rest];
}

const textOf = (cells: readonly Cell[]): string => cells.map(({ colors, character }) => colors + character).join('');

/** `rest`: colours behind the last character. */
function cellsOf(line: string): { readonly cells: readonly Cell[]; readonly rest: string } {
  const cells: Cell[] = [];
  let colors = '';
  for (const part of line.split(COLOR)) {
    if (part.startsWith(ESCAPE)) {
      colors += part;
      continue;
    }
    for (const character of part) {
      cells.push({ colors, character });
      colors = '';
    }
  }
  return { cells, rest: colors };
}
