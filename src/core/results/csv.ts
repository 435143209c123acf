import type { AudienceResults, QuestionResults, Results } from "./results.ts";

/** What a cell holds. */
export type Cell = string | number;

/**
 * A table as CSV (RFC 4180), with a byte order mark, because Excel does not recognize UTF-8 without one.
 *
 * Text that a spreadsheet would read as a formula gets an apostrophe before it (OWASP, “CSV Injection”): at the beginning
 * of a cell, and after a semicolon, a tab or a line break, which begin a cell where the spreadsheet separates by them.
 * Numbers stay as they are.
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${csvRows(rows)}`;
}

/** Further rows of a {@link csv} table, without a byte order mark. */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/**
 * A poll's numbers, one row per option: first for all readers, then for each audience in the results. A withheld number
 * is an empty cell.
 */
export function resultsCsv(results: Results): string {
  return csv(resultsRows(results));
}

/** The rows of {@link resultsCsv}, the first with the names of the columns. */
export function resultsRows(results: Results): Cell[][] {
  const about = ["poll", "question", "question_text", "kind", "audience"];
  const numbers = [
    "voters",
    "option",
    "option_text",
    "votes",
    "opening",
    "total",
    "percent",
    "base",
  ];
  const rows = results.questions.flatMap((question) => [
    ...allRows(results.poll, question),
    ...question.audiences.flatMap((audience) => audienceRows(results.poll, question, audience)),
  ]);
  return [[...about, ...numbers], ...rows];
}

function allRows(poll: string, question: QuestionResults): Cell[][] {
  const { id, text, kind, voters, base } = question;
  return question.options.map((o) => [
    poll,
    id,
    text,
    kind,
    "all",
    voters,
    o.id,
    o.text,
    o.votes,
    o.opening,
    o.total,
    o.percent ?? "",
    base ?? "",
  ]);
}

/** Opening counts belong to no audience, so an audience has neither totals nor percentages. */
function audienceRows(poll: string, question: QuestionResults, row: AudienceResults): Cell[][] {
  const { id, text, kind } = question;
  const audience = row.audience ?? "not-said";
  return question.options.map((o) => [
    poll,
    id,
    text,
    kind,
    audience,
    row.voters ?? "",
    o.id,
    o.text,
    row.options[o.id] ?? "",
    "",
    "",
    "",
    "",
  ]);
}

// The signs in full width and small forms too, which Excel takes for the others; after white space and what nobody sees.
const FORMULA = /(^|\r\n?|[;\t\n])([\s\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/gu;

function cell(value: Cell): string {
  if (typeof value === "number") return String(value);
  const text = value.replace(FORMULA, "$1'$2").replace(/^(?=[\t\r\n])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
