/** A figure that was measured. */
export interface Row {
  name: string;
  value: number | string;
  unit: string;
  /** What it should be, in words. */
  limit?: string;
  /** Whether it is: only of what is no time, for a time says as much of the machine. */
  ok?: boolean;
}

/** Something that can be measured by `npm run bench -- NAME`. */
export interface Bench {
  name: string;
  /** What its figures show, in a line. */
  shows: string;
  /** `quick`: fewer repetitions, for who wants to see that it works. */
  run: (options: { quick: boolean }) => Promise<Row[]>;
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
