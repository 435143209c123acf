import * as v from "valibot";
import { citation, oneLine } from "./citation.ts";
import {
  ACCOUNTS,
  ANSWERS,
  CSV,
  GUARDS,
  KINDS,
  METHOD,
  PERCENTAGES,
  POLICIES,
  REASONS,
  RESULTS_COLUMNS,
  ROWS,
  RUNOFF,
  SUPPRESSION,
  TIES,
  VOTES_COLUMNS,
} from "./codebook-texts.ts";
import { isoInstant } from "../instant.ts";
import { inZone } from "../time-zone.ts";
import type { PollDefinition, PollOption, PollQuestion } from "../polls/poll.ts";
import type { Results } from "./results.ts";
import { resultsSchema } from "./results-schema.ts";

import { votesAreFew } from "./votes-csv.ts";

/** Where a poll is published. */
interface CodebookOptions {
  /** The publication's name. */
  site: string;
  /** URL of the poll's page. */
  address: string;
  audiences: readonly { id: string; name: string }[];
  /** The zone of its times, UTC by default. */
  timeZone?: string | undefined;
}

/**
 * The codebook of a poll's data files: what they contain and how the numbers came about. English, in Markdown that is
 * readable as plain text.
 *
 * @param results `null` while they are not public
 */
export function codebook(
  poll: PollDefinition,
  results: Results | null,
  options: CodebookOptions,
): string {
  const { site, address, audiences, timeZone } = options;
  const ranked = poll.questions.some((q) => q.kind === "ranked");
  const sections = [
    `# Codebook: ${oneLine(poll.title)}`,
    `A reader poll of ${oneLine(site)}: ${address}`,
    ...(results
      ? ["## To cite", citation(results, { site, address, accessed: null, timeZone })]
      : []),
    "## The poll",
    list(pollFacts(poll, timeZone)),
    "## Method",
    METHOD,
    "## Questions",
    ...poll.questions.flatMap(questionSections),
    "## Audiences",
    audienceList(audiences),
    "## results.json",
    "JSON. `[]` stands for each entry of a list.",
    list(schemaMembers(resultsSchema).map(({ path, what }) => [code(path), what])),
    "Reasons of refused ballots:",
    list(Object.entries(REASONS).map(([reason, what]) => [code(reason), what])),
    "## results.csv",
    `One row for each option: first of all voters, then of each audience in the tables of audiences. ${CSV} results.xlsx has the same rows, for spreadsheets that separate columns by something other than a comma.`,
    list(RESULTS_COLUMNS.map(([column, what]) => [code(column), what])),
    "## votes.csv",
    `${ROWS} It is written like results.csv.`,
    list([
      ...VOTES_COLUMNS.map(([column, what]): Item => [code(column), what]),
      ...poll.questions.map((q): Item => [
        code(`q.${q.id}`),
        `${ANSWERS[q.kind]}; empty where the question is not answered`,
      ]),
    ]),
    ...(results ? [orderNow(results.votes)] : []),
    "## What is withheld",
    SUPPRESSION,
    "## Percentages",
    PERCENTAGES,
    "## Ties",
    TIES,
    ...(results ? tiesNow(results) : []),
    ...(ranked ? ["## Instant runoff", RUNOFF] : []),
    "## Accounts",
    ACCOUNTS,
    ...(results ? accountsNow(results) : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

type Item = readonly [name: string, what: string];

function pollFacts(poll: PollDefinition, timeZone: string | undefined): Item[] {
  const time = (at: number | null): string | null =>
    at === null || timeZone === undefined ? isoInstant(at) : inZone(at, timeZone);
  const facts: Item[] = [
    ["Id", code(poll.id)],
    ["Opens", time(poll.opensAt) ?? "not set (open from the beginning)"],
    ["Closes", time(poll.closesAt) ?? "not set (open until further notice)"],
    ["Who may vote", GUARDS[poll.guard]],
    [
      "Changes",
      poll.revisable
        ? "voters may change or withdraw their votes until the poll closes; the last vote counts"
        : "a vote that is counted cannot be changed by its voter",
    ],
    ["Numbers are shown", POLICIES[poll.results]],
  ];
  const source = poll.openingSource;
  if (source !== null) facts.push(["Opening counts", oneLine(source)]);
  for (const { at, question, option, from, to, reason } of poll.reworded ?? []) {
    const what = option === null ? code(question) : `${code(option)} of ${code(question)}`;
    facts.push([
      "Reworded",
      `${what}, ${new Date(at).toISOString()}, after votes were counted: “${oneLine(from)}” became “${oneLine(to)}”. Reason: ${oneLine(reason)}`,
    ]);
  }
  return facts;
}

function questionSections(question: PollQuestion): string[] {
  const order = question.shuffle
    ? "each reader sees the options in an order of their own"
    : "every reader sees the options in this order";
  return [
    `### ${code(question.id)}`,
    `“${oneLine(question.text)}”`,
    list([
      ["Kind", `${question.kind}: ${KINDS[question.kind]}`],
      ["Options to choose", numberToChoose(question)],
      ["Order", order],
      ...(question.openingVoters === undefined
        ? []
        : [["Voters in another system", String(question.openingVoters)] as const]),
    ]),
    "Options, by id:",
    list(question.options.map((option): Item => [code(option.id), optionWords(option)])),
  ];
}

function numberToChoose({ min, max }: PollQuestion): string {
  const most = Math.max(min, 1) === max ? `exactly ${max}` : `${Math.max(min, 1)} to ${max}`;
  return `${most} (min ${min}, max ${max})${min === 0 ? "; the question may be left out" : ""}`;
}

function optionWords({ text, opening, other }: PollOption): string {
  const before = opening === 0 ? "" : `; ${opening} brought from another system`;
  const words = other ? "; the voter may say in words of their own what is meant" : "";
  return `“${oneLine(text)}”${before}${words}`;
}

function audienceList(audiences: CodebookOptions["audiences"]): string {
  if (audiences.length === 0) return "Voters are not asked which audience they belong to.";
  const said = "Voters may say which of these they belong to. What they say is not checked.";
  const items = list(audiences.map(({ id, name }): Item => [code(id), oneLine(name)]));
  return `${said}\n\n${items}\n\nThose who did not say are \`null\` in results.json, \`not-said\` in results.csv, and empty in votes.csv.`;
}

function orderNow(votes: number): string {
  return votesAreFew(votes)
    ? `There are ${things(votes, "vote")} now: rows are sorted by what they say, and have no hour.`
    : `There are ${things(votes, "vote")} now: rows are in the order of counting, with number and hour.`;
}

function tiesNow({ questions, status }: Results): string[] {
  const ties = questions.flatMap(({ id, kind, tie, options, runoff }): Item[] => {
    const names = (ids: readonly string[]): string =>
      options.flatMap((o) => (ids.includes(o.id) ? [`“${oneLine(o.text)}”`] : [])).join(", ");
    if (tie.length > 0) {
      const by = kind === "ranked" ? "in the instant runoff" : "with the same number of votes";
      return [[code(id), `a tie ${by}: ${names(tie)}`]];
    }
    const { winner = null, decidedBy = null } = runoff ?? {};
    if (runoff === null || winner === null || decidedBy === "majority") return [];
    const rule = decidedBy === "order" ? "the poll’s order" : "an earlier round";
    return [[code(id), `${names([winner])} wins; ${rule} decided between ${names(runoff.tie)}`]];
  });
  if (ties.length === 0) return [];
  return [status === "closed" ? "In this poll:" : "In this poll, so far:", list(ties)];
}

function accountsNow(results: Results): string[] {
  const { received, counted, votes, revised, withdrawn, voided, looked } = results;
  const refused = Object.values(results.refused).reduce((sum, n) => sum + n, 0);
  const voids = results.voids.map(({ at, votes: n, reason }): Item => [
    at,
    `${things(n, "vote")} voided: ${oneLine(reason)}`,
  ]);
  return [
    `As of version ${results.version} of the numbers:`,
    `    ${received} = ${counted} + ${refused}\n    ${counted} = ${votes} + ${revised} + ${withdrawn} + ${voided}`,
    ...(looked === 0
      ? []
      : [`Besides, ${things(looked, "reader")} gave up the vote to see the numbers.`]),
    ...(voids.length === 0 ? [] : [list(voids)]),
  ];
}

function list(items: readonly Item[]): string {
  return items.map(([name, what]) => `- ${name}: ${what}`).join("\n");
}

function things(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A member of a JSON document. */
interface Member {
  /** `questions[].options[].votes`; `*` stands for any key. */
  path: string;
  /** Its description in the schema, or empty. */
  what: string;
}

/** The parts of a Valibot schema that contain other schemas. */
interface Parts {
  entries?: Record<string, v.GenericSchema>;
  item?: v.GenericSchema;
  value?: v.GenericSchema;
  wrapped?: v.GenericSchema;
}

/** All members of the documents that a schema describes, with their descriptions, in the order of the schema. */
export function schemaMembers(schema: v.GenericSchema, path = ""): Member[] {
  const { entries, item, value, wrapped } = schema as v.GenericSchema & Parts;
  if (wrapped) return schemaMembers(wrapped, path);
  if (item) return schemaMembers(item, `${path}[]`);
  if (value) return schemaMembers(value, `${path}.*`);
  return Object.entries(entries ?? {}).flatMap(([key, part]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [{ path: at, what: v.getDescription(part) ?? "" }, ...schemaMembers(part, at)];
  });
}
