/** Cells with fewer votes than this are not published: they could reveal what an individual chose. */
export const SMALLEST_CELL = 5;

/**
 * Cell suppression: hides every cell of a table below {@link SMALLEST_CELL} (primary suppression), and as many others as
 * it takes that no hidden cell can be derived from the sums of all rows and columns and from the fact that counts are not
 * negative (secondary suppression). A column of zeros is shown: it says nothing about anybody.
 *
 * In each row and column with a hidden cell at least two are hidden, and together they hold at least
 * {@link SMALLEST_CELL}, unless the whole row or column is hidden. If a hidden cell still has only one possible value, the
 * whole table is hidden. If even that does not help, the sums alone reveal it, and no row sum may be published.
 *
 * @param counts rows of equal length
 * @param whole indices of rows that must be hidden as a whole
 * @returns the table with `null` for hidden cells; `null` if not even the row sums may be published
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
    ...counts.map((_, r) => range(columns).map((c): Position => [r, c])),
    ...range(columns).map((c) => counts.map((_, r): Position => [r, c])),
  ];
  const count = ([r, c]: Position): number => counts[r]?.[c] ?? 0;
  const isHidden = ([r, c]: Position): boolean => hidden[r]?.[c] === true;
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

type Position = [row: number, column: number];

/** The next cell to hide in a row or column, if one must be: the one with the fewest votes. */
function nextToHide(
  line: readonly Position[],
  count: (cell: Position) => number,
  isHidden: (cell: Position) => boolean,
): Position | null {
  const hidden = line.filter(isHidden);
  if (hidden.length === 0) return null;
  const sum = hidden.reduce((total, cell) => total + count(cell), 0);
  if (hidden.length >= 2 && sum >= SMALLEST_CELL) return null;
  const [next] = line
    .filter((cell) => !isHidden(cell))
    // Zeros last: they protect nothing.
    .toSorted((a, b) => Number(count(a) === 0) - Number(count(b) === 0) || count(a) - count(b));
  return next ?? null;
}

/**
 * Whether the row and column sums, with non-negative counts, leave only one possible value for some hidden cell.
 *
 * Any other table with the same sums differs from this one by cycles of hidden cells that alternately increase and
 * decrease, where only cells above zero can decrease (a circulation decomposes into cycles: R. K. Ahuja, T. L. Magnanti,
 * J. B. Orlin, “Network Flows”, 1993, 3.5). So a cell can have another value if a path that avoids the cell leads from
 * its column back to its row, or from its row to its column. Steps from a row to a column increase a cell; steps from a
 * column to a row decrease one.
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
  const reaches = (from: number, to: number, [row, column]: Position): boolean => {
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
