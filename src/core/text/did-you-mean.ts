/**
 * What somebody may have meant who wrote a name that is not there: the nearest of those that are, by the number of
 * letters to change; `null` where none is near. Case, hyphens and underscores do not count.
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
    // One letter in three may be another, and three at most: of what is longer than that, less is alike by chance.
    const most = Math.min(3, Math.max(1, Math.floor(Math.max(word.length, other.length) / 3)));
    if (far <= most && far < least) {
      best = name;
      least = far;
    }
  }
  return best;
}

/** The end of a sentence about a name that is not there: `. Did you mean “x”?`, or nothing. */
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

/** Letters to put in, take out, exchange, or swap with the one beside them (optimal string alignment). */
function distance(a: string, b: string): number {
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
