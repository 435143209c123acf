import autocannon, { type Request, type Result } from "autocannon";
import type { Row } from "./bench.ts";
import { median } from "./bench.ts";

/** What to send, and for how long. */
interface Load {
  url: URL;
  connections: number;
  seconds: number;
  requests: Request[];
}

/** The result of a load. */
export interface Measured {
  /** Answers per second. */
  rate: number;
  answers: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Errors, timeouts, and unsuccessful answers. */
  failed: number;
}

/** Sends requests over this many connections; each sends its next request as soon as the previous one is answered. */
export async function send({ url, connections, seconds, requests }: Load): Promise<Measured> {
  const result: Result = await autocannon({
    url: url.origin,
    connections,
    duration: seconds,
    timeout: 30,
    requests,
  });
  const answers = result["2xx"] + result["3xx"];
  return {
    rate: answers / result.duration,
    answers,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.errors + result.timeouts + (result.non2xx - result["3xx"]),
  };
}

/** Sends so many requests a second, whatever the answers are. */
export async function flood(
  { url, connections, seconds, requests }: Load,
  rate: number,
): Promise<void> {
  await autocannon({
    url: url.origin,
    connections,
    duration: seconds,
    timeout: 30,
    requests,
    overallRate: rate,
  });
}

/** One of two sides that are compared. */
export type Side = () => Promise<Measured>;

/** The results of both sides, per round. */
interface Compared {
  ours: Measured[];
  theirs: Measured[];
}

/**
 * Lets two sides take turns: whatever slows this machine slows both. With more than one round, a warm-up turn before
 * them does not count.
 */
export async function inTurns(rounds: number, ours: Side, theirs: Side): Promise<Compared> {
  const found: Compared = { ours: [], theirs: [] };
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round += 1) {
    const turn = [await ours(), await theirs()] as const;
    if (round > 0) {
      found.ours.push(turn[0]);
      found.theirs.push(turn[1]);
    }
  }
  return found;
}

/** A row with the ratio of two sides: the median of all rounds, and the spread. */
export function ratioRow(
  name: string,
  { ours, theirs }: Compared,
  limit: string,
  of: (measured: Measured) => number = ({ rate }) => rate,
): Row {
  const ratios = ours.map((mine, i) => of(mine) / of(theirs[i] ?? mine));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const value = `${median(ratios).toFixed(2)} × (${least.toFixed(2)} to ${most.toFixed(2)})`;
  const rates = `${rounded(median(ours.map(of)))} and ${rounded(median(theirs.map(of)))}`;
  return { name, value, unit: `· ${rates}`, limit };
}

/** A row that fails if anything failed. */
export function failedRow(name: string, ...all: Measured[][]): Row {
  const failed = all.flat().reduce((sum, measured) => sum + measured.failed, 0);
  return { name, value: failed, unit: "requests", limit: "0", ok: failed === 0 };
}

function rounded(n: number): string {
  return n >= 100 ? String(Math.round(n)) : n.toFixed(1);
}
