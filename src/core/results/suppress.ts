/** A cell with fewer votes than this is not published: it could tell what one reader chose. */
export const SMALLEST_CELL = 5;

/**
 * Takes out of a table of counts what could tell of few: every cell below {@link SMALLEST_CELL}, and as many
 * others as it takes that none of these can be worked out by somebody who knows the sums of all rows and columns, and
 * that no count is negative. A column that is zero throughout hides nobody.
 *
 * In each row and column with a hidden cell at least two are hidden, and together they hold at least
 * {@link SMALLEST_CELL}, unless the whole row or column is hidden. If a hidden cell can still have one value only, the
 * whole table is hidden; if that doesn't help either, the sums say it all, and no row's sum may be published.
 *
 * @param counts rows of equal length
 * @param whole rows of which nothing may be published
 * @returns the table with `null` in place of what is hidden; `null` where nothing of it may be published
 */
export function suppressSmall(
  counts: readonly (readonly number[])[],
  whole: ReadonlySet<number> = new Set(),
): (number | null)[][] | null {
  const columns = counts[0]?.length ?? 0;
  const empty = range(columns).map((c) => counts.every((row) => row[c] === 0));
  const hidden = counts.map((row, r) =>
    row.map((n, c) => (n < SMALLEST_CELL || whole.has(r)) && empty[c] !== true),
  );
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
  let all = false;
  if (hasOneValue(counts, hidden)) {
    all = true;
    const everything = counts.map((row) => row.map((_, c) => empty[c] !== true));
    if (hasOneValue(counts, everything)) return null;
  }
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

/**
 * Whether some hidden cell can have no other value than it has, by the sums of rows and columns and because no count is
 * negative. Any other table with the same sums differs from this one by cycles, along each of which hidden cells go
 * up and down in turn, those that go down from more than zero (a circulation falls into cycles: R. K. Ahuja,
 * T. L. Magnanti, J. B. Orlin, “Network Flows”, 1993, 3.5). So a cell can differ if a path leads back from its column
 * to its row, or from its row to its column, without the cell itself: up from a row to a column, down from a column
 * to a row.
 */
function hasOneValue(
  counts: readonly (readonly number[])[],
  hidden: readonly (readonly boolean[])[],
): boolean {
  const rows = counts.length;
  const columns = counts[0]?.length ?? 0;
  const up = (r: number, c: number): boolean => hidden[r]?.[c] === true;
  const down = (r: number, c: number): boolean => up(r, c) && (counts[r]?.[c] ?? 0) > 0;
  // Nodes: rows, then columns.
  const reaches = (from: number, to: number, [row, column]: Cell): boolean => {
    const seen = new Set([from]);
    for (const node of seen) {
      if (node === to) return true;
      const isRow = node < rows;
      for (let i = 0; i < (isRow ? columns : rows); i += 1) {
        const [r, c] = isRow ? [node, i] : [i, node - rows];
        if ((r !== row || c !== column) && (isRow ? up(r, c) : down(r, c))) {
          seen.add(isRow ? rows + c : r);
        }
      }
    }
    return false;
  };
  return hidden.some((line, r) =>
    line.some((on, c) => {
      if (!on) return false;
      if (reaches(rows + c, r, [r, c])) return false;
      return !(down(r, c) && reaches(r, rows + c, [r, c]));
    }),
  );
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
