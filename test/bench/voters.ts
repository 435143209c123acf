import { randomUUID } from "node:crypto";
import type { Request } from "autocannon";
import { ballotFor } from "./content.ts";

/** Voters who each vote once, and the answers they got. */
interface Voters {
  requests: Request[];
  /** The numbers of acknowledged votes. */
  seqs: number[];
  /** How many got any other answer. */
  others(): number;
}

/** Distinct voters of one poll, as programs, each with its own key. */
export function votersOf(path: string): Voters {
  const run = randomUUID();
  const seqs: number[] = [];
  let [sent, others] = [0, 0];
  return {
    seqs,
    others: () => others,
    requests: [
      {
        method: "POST",
        path,
        setupRequest: (request) => {
          sent += 1;
          const headers = {
            "Content-Type": "application/json",
            Accept: "application/json",
            "Idempotency-Key": `${run}-${sent}`,
          };
          return { ...request, headers, body: ballotFor(sent) };
        },
        onResponse: (status, body) => {
          const seq = status === 201 ? (JSON.parse(body) as { seq?: number }).seq : undefined;
          if (seq === undefined) others += 1;
          else seqs.push(seq);
        },
      },
    ],
  };
}
