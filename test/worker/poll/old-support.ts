import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { addUp, definePoll, inObject, question } from "../support/poll.ts";

// What the version before left on disk, which knew votes alone.

const OLD_NOW = Date.UTC(2039, 11, 31, 23);
export const OLD_AUDIENCES = [null, "students", "business"];

/** The tables of the version before. */
export const OLD_TABLES = `
  CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS definition (revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY, cast_at INTEGER NOT NULL, receipt TEXT NOT NULL, audience TEXT, answers TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS voter (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
`;

/** A vote as the version before wrote it. */
export interface OldVote {
  seq: number;
  castAt: number;
  receipt: string;
  audience: string | null;
  answers: Record<string, string[]>;
}

export function oldVotes(n: number): OldVote[] {
  return Array.from({ length: n }, (_, i) => {
    const answers = { one: [["a", "b", "c"][i % 3] ?? ""], ...(i % 2 ? { two: ["a", "b"] } : {}) };
    const audience = OLD_AUDIENCES[i % 5] ?? null;
    return { seq: i + 1, castAt: OLD_NOW + i, receipt: `OLD-${i}`, audience, answers };
  });
}

/** A definition as the version before had it: there were no members but these. */
export function oldDefinition(parts: Partial<PollDefinition> = {}): PollDefinition {
  return definePoll({
    questions: [
      question("one", ["a", "b", "c"]),
      question("two", ["a", "b"], { kind: "multiple", min: 0, max: 2 }),
    ],
    ...parts,
  });
}

function asOld(definition: PollDefinition): unknown {
  const { revisable: _, ...rest } = definition;
  const questions = rest.questions.map(({ shuffle: __, ...q }) => ({
    ...q,
    options: q.options.map(({ other: ___, ...option }) => option),
  }));
  return { ...rest, questions };
}

/** Writes a poll's tables as the version before left them. The object itself is not to know yet. */
export async function writeOld(
  definition: PollDefinition,
  votes: readonly OldVote[],
  more: Record<string, unknown> = {},
): Promise<void> {
  await inObject(definition.id, (_, { storage: { sql } }) => {
    sql.exec(OLD_TABLES);
    const old = asOld(definition);
    sql.exec("INSERT INTO definition (at, body) VALUES (?, ?)", OLD_NOW, JSON.stringify(old));
    for (const { seq, castAt, receipt, audience, answers } of votes) {
      const body = JSON.stringify(answers);
      sql.exec("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", seq, castAt, receipt, audience, body);
      sql.exec("INSERT INTO voter VALUES (?, ?)", `voter ${seq}`, seq);
    }
    const counts = {
      received: votes.length + 2,
      counted: votes.length,
      refused: { repeated: 1, invalid: 1 },
      seq: votes.length,
      lastCastAt: votes.at(-1)?.castAt ?? 0,
      version: votes.length + 3,
      tally: addUp(votes),
    };
    for (const [key, value] of Object.entries({ definition: old, counts, ...more })) {
      sql.exec("INSERT INTO state VALUES (?, ?)", key, JSON.stringify(value));
    }
  });
}
