/** A measured figure. */
export interface Row {
  name: string;
  value: number | string;
  unit: string;
  /** The expected value, in words. */
  limit?: string;
  /** Whether it is met. Omitted for times, which say as much about the machine. */
  ok?: boolean;
}

/** A benchmark, run by `npm run bench -- NAME`. */
export interface Bench {
  name: string;
  /** What its figures show, in one line. */
  shows: string;
  /** `quick`: fewer repetitions, to see whether it works. */
  run: (options: { quick: boolean }) => Promise<Row[]>;
}

/** The median of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
