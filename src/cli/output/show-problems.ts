import { relative } from "node:path";
import { pathOf } from "./errors.ts";
import { readText } from "../content/read-item.ts";
import type { Finding, Report } from "./report.ts";
import type { FileProblem } from "../content/source.ts";
import type { Paint, Style } from "./terminal.ts";

const STYLES: Record<Finding["level"], Style> = { error: "red", warning: "yellow", note: "cyan" };
/** Of a longer line, this many characters around the place are shown: about a terminal's width. */
const WIDEST = 100;

/** How problems are shown. */
interface Shown {
  /** The content folder. */
  folder: string;
  /** The user's current folder: file names are shown relative to it. */
  cwd: string;
  paint: Paint;
}

/** Formats problems for an editor: where, what, and below it the line with the place marked. */
export function showProblems(
  problems: readonly (FileProblem & { level?: Finding["level"] })[],
  { folder, cwd, paint }: Shown,
): string[] {
  const files = new Map<string, string[]>();
  const shown: string[] = [];
  for (const problem of problems) {
    const { file, line, message, level = "error" } = problem;
    if (!files.has(file)) files.set(file, linesOf(folder, file));
    const at = `${shortPath(file, folder, cwd)}:${line}`;
    shown.push(`${paint("bold", at)}: ${paint(STYLES[level], level)}: ${message}`);
    const text = files.get(file)?.[line - 1];
    if (text !== undefined && text.trim() !== "")
      shown.push(...frame(problem, text, level, paint), "");
  }
  return shown;
}

/** Formats a report for an editor; the last line sums it up. */
export async function showReport(report: Report, shown: Shown): Promise<string[]> {
  const { folder, cwd } = shown;
  const { errors, warnings, notes, drafts, scheduled, checked } = report;
  const lines = showProblems(report.problems, shown);
  if (lines.length > 0 && lines.at(-1) !== "") lines.push("");
  for (const { file, title } of drafts)
    lines.push(`Draft: ${shortPath(file, folder, cwd)} “${title}”`);
  for (const { file, title, publishAt } of scheduled) {
    lines.push(`Scheduled for ${publishAt}: ${shortPath(file, folder, cwd)} “${title}”`);
  }
  const { articles, pages, polls, images } = checked;
  lines.push(
    `Checked: ${count(articles, "article")}, ${count(pages, "page")}, ${count(polls, "poll")}, ${count(images, "picture")}.`,
    `${count(errors, "error")}, ${count(warnings, "warning")}, ${count(notes, "note")}.`,
  );
  return lines;
}

function frame(
  problem: FileProblem,
  text: string,
  level: Finding["level"],
  paint: Paint,
): string[] {
  const flat = text.replaceAll("\t", " ");
  const { column, width } = placeIn(problem, flat);
  // A long line is cut so that the place stays visible.
  const from = column + width > WIDEST ? Math.max(0, column - Math.floor(WIDEST / 3)) : 0;
  const cut = flat.slice(from, from + WIDEST);
  const [before, after] = [from > 0 ? "…" : "", from + WIDEST < flat.length ? "…" : ""];
  const number = String(problem.line).padStart(5);
  const lines = [`${paint("dim", `${number} |`)} ${before}${cut}${after}`];
  if (width === 0) return lines;
  const space = columns(before + cut.slice(0, column - 1 - from));
  const marks = Math.max(1, columns(cut.slice(column - 1 - from, column - 1 - from + width)));
  lines.push(
    `${paint("dim", "      |")} ${" ".repeat(space)}${paint(STYLES[level], "^".repeat(marks))}`,
  );
  return lines;
}

/** The width of a text in terminal columns: East Asian letters and emoji take two, combining marks none. */
function columns(text: string): number {
  let width = 0;
  for (const letter of text.replaceAll(/\p{M}|\p{Cf}/gu, "")) {
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Emoji_Presentation}/u.test(
        letter,
      )
        ? 2
        : 1;
  }
  return width;
}

/** Where to put the mark: at the problem's position, otherwise at what its message names, otherwise nowhere. */
function placeIn(
  { column, width, message }: FileProblem,
  text: string,
): { column: number; width: number } {
  if (column !== undefined) return { column, width: width ?? 1 };
  const named = [...message.matchAll(/“([^”]+)”|\b(images\/[\w./-]+)/g)].map(
    ([, quoted, file]) => quoted ?? file ?? "",
  );
  const found = named.find((name) => text.includes(name));
  return found === undefined
    ? { column: 1, width: 0 }
    : { column: text.indexOf(found) + 1, width: found.length };
}

function linesOf(folder: string, file: string): string[] {
  if (!/\.(?:md|ya?ml)$/.test(file)) return [];
  return (readText(folder, file, []) ?? "").split("\n");
}

function shortPath(file: string, folder: string, cwd: string): string {
  const near = relative(cwd, folder);
  if (near === "") return file;
  return pathOf(near.startsWith("..") ? folder : near, file);
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
