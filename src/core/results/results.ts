import type * as v from "valibot";
import { isoInstant } from "../instant.ts";
import { addUp, baseOf, shareOf } from "./percent.ts";
import type { PollDefinition, PollQuestion } from "../polls/poll.ts";
import type { PollStatus } from "../polls/schedule.ts";
import type { resultsSchema } from "./results-schema.ts";
import { suppressSmall } from "./suppress.ts";
import type { Tallies, Tally } from "./tally.ts";

/** A poll's numbers, as published; {@link resultsSchema} describes each member. */
export type Results = v.InferOutput<typeof resultsSchema>;

/** One question's numbers. */
export type QuestionResults = Results["questions"][number];

/** One option's numbers. */
export type OptionResults = QuestionResults["options"][number];

/** An instant runoff, with the ledger entry that it counts up to. */
export type PublishedRunoff = NonNullable<QuestionResults["runoff"]>;

/** What one audience answered, with small numbers withheld (`null`). */
export type AudienceResults = QuestionResults["audiences"][number];

/**
 * What became of every ballot that reached a poll: received = counted + the sum of refused, and
 * counted = the votes that stand + revised + withdrawn + voided.
 */
export type Accounts = Pick<
  Results,
  "received" | "counted" | "refused" | "revised" | "withdrawn" | "voided" | "looked"
>;

/** Votes that the publication voided together, for one reason. */
export interface Voiding {
  /** Milliseconds since 1970 (UTC). */
  at: number;
  votes: number;
  reason: string;
}

/** A poll's numbers before publication, small ones included. */
export interface PollNumbers extends Accounts {
  tallies: Tallies;
  voids: readonly Voiding[];
  version: number;
  /** Question → instant runoff. */
  runoffs: Record<string, PublishedRunoff>;
  /** Question → approved texts. */
  texts: Record<string, string[]>;
}

/** Combines a poll's definition and numbers for publication, and withholds small numbers of audiences. */
export function pollResults(
  poll: PollDefinition,
  status: PollStatus,
  numbers: PollNumbers,
): Results {
  const { received, counted, refused, revised, withdrawn, voided, looked } = numbers;
  const tables = audienceTables(poll, numbers.tallies);
  return {
    poll: poll.id,
    title: poll.title,
    status,
    guard: poll.guard,
    revisable: poll.revisable,
    opensAt: isoInstant(poll.opensAt),
    closesAt: isoInstant(poll.closesAt),
    openingSource: poll.openingSource,
    version: numbers.version,
    received,
    counted,
    refused,
    revised,
    withdrawn,
    voided,
    looked,
    votes: numbers.tallies.all.votes,
    voids: numbers.voids.map((v) => ({ ...v, at: new Date(v.at).toISOString() })),
    reworded: (poll.reworded ?? []).map((r) => ({ ...r, at: new Date(r.at).toISOString() })),
    questions: poll.questions.map((question, i) =>
      questionResults(question, numbers, tables[i] ?? []),
    ),
  };
}

function questionResults(
  question: PollQuestion,
  numbers: PollNumbers,
  audiences: AudienceResults[],
): QuestionResults {
  const { all } = numbers.tallies;
  const votes = question.options.map((o) => all.options[question.id]?.[o.id] ?? 0);
  const totals = question.options.map((o, i) => o.opening + (votes[i] ?? 0));
  const voters = all.voters[question.id] ?? 0;
  const total = sum(totals);
  const base = baseOf(question, voters, total);
  const runoff = numbers.runoffs[question.id] ?? null;
  return {
    id: question.id,
    text: question.text,
    kind: question.kind,
    voters,
    openingVoters: question.openingVoters ?? null,
    selections: sum(votes),
    opening: sum(question.options.map((o) => o.opening)),
    total,
    base,
    addsUp: question.kind === "multiple" || addUp(totals),
    options: question.options.map((o, i) => ({
      id: o.id,
      text: o.text,
      votes: votes[i] ?? 0,
      opening: o.opening,
      total: totals[i] ?? 0,
      ...(base === null ? { percent: null, shown: null } : shareOf(totals[i] ?? 0, base)),
    })),
    tie: question.kind === "ranked" ? openTie(runoff) : level(question, totals),
    runoff,
    texts: numbers.texts[question.id] ?? [],
    audiences,
  };
}

/** The options that share the most votes, if there are several. */
function level({ options }: PollQuestion, totals: readonly number[]): string[] {
  const most = Math.max(...totals);
  const first = options.filter((_, i) => most > 0 && totals[i] === most);
  return first.length > 1 ? first.map((o) => o.id) : [];
}

/** The options that no round of the runoff separates. */
function openTie(runoff: PublishedRunoff | null): string[] {
  return runoff?.winner === null ? runoff.tie : [];
}

/**
 * The table of audiences for each question, with cells suppressed (see {@link suppressSmall}). If that does not protect
 * one of the tables, none is published: a complete row in one table reveals the sum of its row in another.
 *
 * votes.csv publishes every vote with its answers to all questions, so an audience's numbers for one question could
 * reveal what is withheld for another. An audience with a withheld number in one table is therefore withheld in all.
 */
export function audienceTables(
  poll: Pick<PollDefinition, "questions">,
  { audiences }: Tallies,
): AudienceResults[][] {
  const groups = Object.entries(audiences).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hidden = new Set<string>();
  for (;;) {
    const tables = poll.questions.map((question) => audienceTable(question, groups, hidden));
    if (tables.includes(null)) return poll.questions.map(() => []);
    const found = tables.map((table) => table ?? []);
    const more = found
      .flat()
      .filter((row) => Object.values(row.options).includes(null))
      .map((row) => row.audience ?? "");
    const known = hidden.size;
    if (poll.questions.length > 1) for (const audience of more) hidden.add(audience);
    if (hidden.size === known) return found;
  }
}

function audienceTable(
  question: PollQuestion,
  groups: readonly (readonly [audience: string, tally: Tally])[],
  hidden: ReadonlySet<string>,
): AudienceResults[] | null {
  const present = groups.filter(([, tally]) => (tally.voters[question.id] ?? 0) > 0);
  // A single group has nothing to be compared with.
  if (present.length < 2) return [];
  const whole = new Set(present.flatMap(([audience], r) => (hidden.has(audience) ? [r] : [])));
  const counts = present.map(([, tally]) =>
    question.options.map((o) => tally.options[question.id]?.[o.id] ?? 0),
  );
  const voters = present.map(([, tally]) => tally.voters[question.id] ?? 0);
  const shown =
    question.kind === "multiple"
      ? suppressEither(counts, voters, whole)
      : suppressSmall(counts, whole);
  if (!shown) return null;
  return present.map(([audience, tally], r) => {
    const row = shown[r] ?? [];
    return {
      audience: audience === "" ? null : audience,
      voters: row.includes(null) ? null : (tally.voters[question.id] ?? 0),
      options: Object.fromEntries(question.options.map((o, i) => [o.id, row[i] ?? null])),
    };
  });
}

/** In a multiple question, the number of voters who did not choose an option is as revealing, so both are protected. */
function suppressEither(
  counts: readonly (readonly number[])[],
  voters: readonly number[],
  whole: ReadonlySet<number>,
): (number | null)[][] | null {
  const both = counts.map((row, r) => [...row, ...row.map((n) => (voters[r] ?? 0) - n)]);
  const shown = suppressSmall(both, whole);
  return (
    shown &&
    counts.map((row, r) =>
      row.map((_, c) => {
        const left = shown[r]?.[row.length + c] ?? null;
        return left === null ? null : (shown[r]?.[c] ?? null);
      }),
    )
  );
}

/** What the published tables say about how one audience answered a question. */
export type AudienceAnswer =
  /** Nobody has answered the question here. */
  | { kind: "no-votes" }
  /** There is no table of audiences: too few have voted, or all are of one audience. */
  | { kind: "not-apart" }
  /** There is a table, but nobody of this audience has answered. */
  | { kind: "none-of-these" }
  /** All numbers of this audience are withheld. */
  | { kind: "withheld" }
  /** Some of its numbers are published, or all (`whole`). */
  | { kind: "told"; row: AudienceResults; whole: boolean };

/** Finds one audience in a question's published table. Withheld numbers stay withheld. */
export function audienceAnswer(
  question: Pick<QuestionResults, "voters" | "audiences">,
  audience: string,
): AudienceAnswer {
  if (question.voters === 0) return { kind: "no-votes" };
  if (question.audiences.length === 0) return { kind: "not-apart" };
  const row = question.audiences.find((one) => one.audience === audience);
  if (!row) return { kind: "none-of-these" };
  const numbers = Object.values(row.options);
  if (numbers.every((n) => n === null)) return { kind: "withheld" };
  return { kind: "told", row, whole: !numbers.includes(null) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
