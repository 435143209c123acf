import type { Results } from "./results.ts";

/**
 * A table as CSV (RFC 4180: CRLF, cells quoted where they must be), with a byte order mark, without which Excel
 * takes UTF-8 for something else.
 *
 * A text that a spreadsheet would take for a formula (OWASP: it begins with `=`, `+`, `-`, `@`, a tab or a line break) is
 * preceded by an apostrophe. Numbers stay as they are.
 */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** A poll's numbers, one row for each option. */
export function resultsCsv(results: Results): string {
  const head = ["poll", "question", "question_text", "kind", "voters", "option", "option_text"];
  const numbers = ["votes", "opening", "total", "percent"];
  const rows = results.questions.flatMap((question) =>
    question.options.map((option) => [
      results.poll,
      question.id,
      question.text,
      question.kind,
      question.voters,
      option.id,
      option.text,
      option.votes,
      option.opening,
      option.total,
      option.percent,
    ]),
  );
  return csv([[...head, ...numbers], ...rows]);
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
