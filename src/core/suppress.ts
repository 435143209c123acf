/** A cell with fewer votes than this is not published: it could tell what one reader chose. */
export const SMALLEST_CELL = 5;

/**
 * Takes out of a table of counts what could tell of few: every cell below {@link SMALLEST_CELL}, and as many
 * others as it takes that none of these can be found by subtraction from the sums of rows and columns, which
 * a reader is taken to know. A column that is zero throughout hides nobody.
 *
 * Where all cells are hidden, the sums of rows must be too: with one row that isn't zero they would tell it.
 *
 * In each row and column with a hidden cell at least two are hidden, and together they hold at least
 * {@link SMALLEST_CELL}, unless the whole row or column is hidden. If a hidden cell still follows from the
 * others (it is a bridge in the graph whose edges are the hidden cells: D. Gusfield, “A graph theoretic
 * approach to statistical data security”, SIAM J. Comput. 17, 1988), the whole table is hidden.
 *
 * @param counts rows of equal length
 * @returns the table with `null` in place of what is hidden
 */
export function suppressSmall(counts: readonly (readonly number[])[]): (number | null)[][] {
  const columns = counts[0]?.length ?? 0;
  const empty = range(columns).map((c) => counts.every((row) => row[c] === 0));
  const hidden = counts.map((row) => row.map((n, c) => n < SMALLEST_CELL && empty[c] !== true));
  const lines = [
    ...counts.map((_, r) => range(columns).map((c): Cell => [r, c])),
    ...range(columns).map((c) => counts.map((_, r): Cell => [r, c])),
  ];
  const count = ([r, c]: Cell): number => counts[r]?.[c] ?? 0;
  const isHidden = ([r, c]: Cell): boolean => hidden[r]?.[c] === true;
  for (let changed = true; changed;) {
    changed = false;
    for (const line of lines) {
      const next = nextToHide(line, count, isHidden);
      const row = next && hidden[next[0]];
      if (!row) continue;
      row[next[1]] = true;
      changed = true;
    }
  }
  const all = hasBridge(hidden);
  return counts.map((row, r) => row.map((n, c) => (all || hidden[r]?.[c] === true ? null : n)));
}

type Cell = [row: number, column: number];

/** The cell of a row or column that must be hidden as well, if any: the one with the fewest votes. */
function nextToHide(
  line: readonly Cell[],
  count: (cell: Cell) => number,
  isHidden: (cell: Cell) => boolean,
): Cell | null {
  const hidden = line.filter(isHidden);
  if (hidden.length === 0) return null;
  const sum = hidden.reduce((total, cell) => total + count(cell), 0);
  if (hidden.length >= 2 && sum >= SMALLEST_CELL) return null;
  const [next] = line
    .filter((cell) => !isHidden(cell))
    // Zero helps nobody to hide.
    .toSorted((a, b) => Number(count(a) === 0) - Number(count(b) === 0) || count(a) - count(b));
  return next ?? null;
}

/** Whether there is a hidden cell on no cycle of hidden cells: its value follows from the sums. */
function hasBridge(hidden: readonly (readonly boolean[])[]): boolean {
  const columns = hidden[0]?.length ?? 0;
  const edges = hidden.flatMap((row, r) => row.flatMap((on, c): Cell[] => (on ? [[r, c]] : [])));
  return edges.some(([row, column]) => {
    // Without this edge, can its column still be reached from its row?
    const reached = new Set([row]);
    const queue = [row];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      for (const [r, c] of edges) {
        if (r === row && c === column) continue;
        const ends = [r, hidden.length + c];
        if (!ends.includes(node)) continue;
        for (const end of ends) {
          if (!reached.has(end)) queue.push(end);
          reached.add(end);
        }
      }
    }
    return !reached.has(hidden.length + column) && columns > 0;
  });
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
