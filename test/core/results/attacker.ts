type Cell = [row: number, column: number];

/**
 * An attacker who tries every table of non-negative integers that is consistent with the published cells, the sums of
 * all columns, and the sums of the rows in `rows`.
 *
 * @returns the hidden cells from 1 to 4 that are the same in all such tables
 */
export function pinned(
  counts: readonly (readonly number[])[],
  shown: readonly (readonly (number | null)[])[],
  rows: readonly boolean[],
): Cell[] {
  return pinnedAtAll(counts, shown, rows).filter(([r, c]) => {
    const n = counts[r]?.[c] ?? 0;
    return n > 0 && n < 5;
  });
}

/** Like {@link pinned}, for hidden cells of any value. */
export function pinnedAtAll(
  counts: readonly (readonly number[])[],
  shown: readonly (readonly (number | null)[])[],
  rows: readonly boolean[],
): Cell[] {
  const hidden = shown.flatMap((row, r) =>
    row.flatMap((n, c): Cell[] => (n === null ? [[r, c]] : [])),
  );
  const truth = ([r, c]: Cell): number => counts[r]?.[c] ?? 0;
  const rest = (line: number, axis: 0 | 1): number =>
    hidden.filter((cell) => cell[axis] === line).reduce((sum, cell) => sum + truth(cell), 0);
  const rowRest = counts.map((_, r) => rest(r, 0));
  const columnRest = (counts[0] ?? []).map((_, c) => rest(c, 1));
  const open = new Set(hidden.keys());
  const values: number[] = [];

  // Stops once every cell has been seen with a different value.
  const search = (i: number): void => {
    const cell = hidden[i];
    if (!cell) {
      if (!columnRest.every((n) => n === 0)) return;
      if (!rowRest.every((n, r) => rows[r] !== true || n === 0)) return;
      for (const [k, at] of hidden.entries()) if (values[k] !== truth(at)) open.delete(k);
      return;
    }
    const [r, c] = cell;
    const most = Math.min(columnRest[c] ?? 0, rows[r] === true ? (rowRest[r] ?? 0) : Infinity);
    const last = !hidden.slice(i + 1).some((later) => later[1] === c);
    for (let n = last ? (columnRest[c] ?? 0) : 0; n <= most && open.size > 0; n += 1) {
      values[i] = n;
      columnRest[c] = (columnRest[c] ?? 0) - n;
      rowRest[r] = (rowRest[r] ?? 0) - n;
      search(i + 1);
      columnRest[c] += n;
      rowRest[r] += n;
    }
  };
  search(0);
  return hidden.filter((_, k) => open.has(k));
}
