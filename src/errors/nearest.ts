/** The name that was probably meant, or undefined when none is near. */
export function nearestOf(value: string, names: readonly string[]): string | undefined {
  const wanted = value.toLowerCase();
  const [best] = names
    .map((name) => ({ name, distance: name.startsWith(wanted) && wanted !== '' ? 0 : distanceBetween(wanted, name) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(2, best.name.length / 2.5) ? best.name : undefined;
}

/** Letters to insert, remove, replace or swap with their neighbour (Damerau-Levenshtein, restricted). */
function distanceBetween(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row += 1) {
    const at = (up: number, column: number): number => rows[row - up]?.[column] ?? 0;
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(1, column) + 1,
          at(0, column - 1) + 1,
          at(1, column - 1) + (same ? 0 : 1),
          swapped ? at(2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return rows[from.length]?.[to.length] ?? 0;
}
