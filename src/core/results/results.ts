import { isoInstant } from "../instant.ts";
import { percentages } from "./percent.ts";
import type { Guard, PollDefinition, PollQuestion, QuestionKind } from "../polls/poll.ts";
import type { RunoffRound } from "./runoff.ts";
import type { PollStatus } from "../polls/schedule.ts";
import { suppressSmall } from "./suppress.ts";
import type { Tallies, Tally } from "./tally.ts";

/**
 * What became of every ballot that reached a poll: received = counted + the sum of refused, and
 * counted = the votes that stand + revised + withdrawn + voided.
 */
export interface Accounts {
  received: number;
  counted: number;
  /** Reason → ballots. */
  refused: Record<string, number>;
  /** Votes superseded by a later ballot of the same voter. */
  revised: number;
  /** Votes taken back by their voters. */
  withdrawn: number;
  /** Votes struck out by the publication. */
  voided: number;
  /** Voters who gave up their vote to see the numbers. They sent no ballot. */
  looked: number;
}

/** Votes that the publication struck out, together and for one reason. */
export interface Voiding {
  /** Milliseconds since 1970 (UTC). */
  at: number;
  votes: number;
  reason: string;
}

/** A poll's numbers, as published. Percentages of a question add up to 100 (or are all 0). */
export interface Results extends Accounts {
  poll: string;
  title: string;
  status: PollStatus;
  guard: Guard;
  revisable: boolean;
  opensAt: string | null;
  closesAt: string | null;
  /** Where the opening counts come from; `null` where there are none. */
  openingSource: string | null;
  /** Grows by one with every change of these numbers. */
  version: number;
  /** Votes that stand. */
  votes: number;
  voids: { at: string; votes: number; reason: string }[];
  questions: QuestionResults[];
}

/** One question's numbers. */
export interface QuestionResults {
  id: string;
  text: string;
  kind: QuestionKind;
  /** Votes counted here that answer this question. */
  voters: number;
  /** Options chosen in them; of a ranked question, first preferences. */
  selections: number;
  /** Selections brought from another system. */
  opening: number;
  /** `selections` + `opening`: what the percentages are of. */
  total: number;
  options: OptionResults[];
  /** The instant runoff of a ranked question; `null` of others, and while it is being counted. */
  runoff: PublishedRunoff | null;
  /** What voters wrote for the option that asks for words, as far as an editor has let it through. */
  texts: string[];
  /** The numbers of each audience that can be told apart; small ones are left out. */
  audiences: AudienceResults[];
}

/** One option's numbers. */
export interface OptionResults {
  id: string;
  text: string;
  /** Counted here; of a ranked question, first preferences. */
  votes: number;
  /** Brought from another system. */
  opening: number;
  /** `votes` + `opening`. */
  total: number;
  percent: number;
}

/** An instant runoff, with the votes that it is of. */
export interface PublishedRunoff {
  /** It counts the ledger up to this entry. */
  seq: number;
  rounds: RunoffRound[];
  winner: string | null;
}

/** What one audience answered. */
export interface AudienceResults {
  /** An audience's id; `null`: those who did not say. */
  audience: string | null;
  /** Votes that answer the question; `null` where that could tell a small number. */
  voters: number | null;
  /** Option → votes; `null` where they are fewer than five, or could tell a number that is. */
  options: Record<string, number | null>;
}

/** The numbers that are put together for publication. */
export interface Numbers extends Accounts {
  tallies: Tallies;
  voids: readonly Voiding[];
  version: number;
  /** Question → instant runoff. */
  runoffs: Record<string, PublishedRunoff>;
  /** Question → approved texts. */
  texts: Record<string, string[]>;
}

/** Puts a poll's definition and its numbers together for publication. */
export function pollResults(poll: PollDefinition, status: PollStatus, numbers: Numbers): Results {
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
    questions: poll.questions.map((question, i) =>
      questionResults(question, numbers, tables[i] ?? []),
    ),
  };
}

function questionResults(
  question: PollQuestion,
  numbers: Numbers,
  audiences: AudienceResults[],
): QuestionResults {
  const { all } = numbers.tallies;
  const votes = question.options.map((o) => all.options[question.id]?.[o.id] ?? 0);
  const totals = question.options.map((o, i) => o.opening + (votes[i] ?? 0));
  const percents = percentages(totals);
  return {
    id: question.id,
    text: question.text,
    kind: question.kind,
    voters: all.voters[question.id] ?? 0,
    selections: sum(votes),
    opening: sum(question.options.map((o) => o.opening)),
    total: sum(totals),
    options: question.options.map((o, i) => ({
      id: o.id,
      text: o.text,
      votes: votes[i] ?? 0,
      opening: o.opening,
      total: totals[i] ?? 0,
      percent: percents[i] ?? 0,
    })),
    runoff: numbers.runoffs[question.id] ?? null,
    texts: numbers.texts[question.id] ?? [],
    audiences,
  };
}

/**
 * For each question the numbers of each audience, with what could tell of few left out. Where that would not help for
 * one of them there are none for any: a row that is whole in one table tells the sum of its row in another.
 *
 * Of a poll with several questions every vote is published with all its answers (votes.csv). Who knows an audience's
 * numbers of one question could find out by those answers what is left out of another. So an audience of which
 * something is hidden in one of the tables is not shown in any.
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
  // With one group alone there is nothing to tell apart.
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

/** Of several options each voter chooses or leaves each: how many have left one can tell as much. */
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
