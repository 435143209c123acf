/**
 * The known name closest to a misspelt one, by edit distance; `null` if none is close. Case, hyphens, underscores and
 * spaces are ignored.
 *
 * @example nearest("publish-at", ["publishAt", "draft"]) // "publishAt"
 */
export function nearest(written: string, known: Iterable<string>): string | null {
  const word = plain(written);
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const other = plain(name);
    const far = isBeginning(word, other) ? 1 : distance(word, other);
    // At most one edit per three letters, and three in total: beyond that, similarity is chance.
    const most = Math.min(3, Math.max(1, Math.floor(Math.max(word.length, other.length) / 3)));
    if (far <= most && far < least) {
      best = name;
      least = far;
    }
  }
  return best;
}

/** The suffix for a message about an unknown name: `. Did you mean “x”?`, or nothing. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const name = nearest(written, known);
  return name === null || name === written ? "" : `. Did you mean “${name}”?`;
}

function plain(name: string): string {
  return name
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[-_\s]/g, "");
}

function isBeginning(word: string, other: string): boolean {
  const [short, long] = word.length < other.length ? [word, other] : [other, word];
  return short.length >= 3 && short !== long && long.startsWith(short);
}

/** Edit distance with insertion, deletion, substitution and transposition (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
