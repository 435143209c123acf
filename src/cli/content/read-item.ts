import { type Dirent, readFileSync, realpathSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as v from "valibot";
import { didYouMean } from "../../core/text/did-you-mean.ts";
import { type FileProblem, messageOf, type YamlSource } from "./source.ts";
import { quoted } from "./yaml-words.ts";

/** Validates a value. Problems are reported with their line and the path of the field. */
export function parse<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  file: string,
  source: Pick<YamlSource, "problems" | "lineOf" | "placeOf" | "writtenAt">,
  problems: FileProblem[],
): v.InferOutput<S> | null {
  if (source.problems.length > 0) {
    problems.push(...source.problems);
    return null;
  }
  const issues: v.BaseIssue<unknown>[] = [];
  const rest: unknown = structuredClone(value);
  for (;;) {
    const result = v.safeParse(schema, rest);
    if (result.success && issues.length === 0) return result.output;
    const unknown = result.issues?.filter(isUnknownField) ?? [];
    issues.push(...(unknown.length > 0 ? unknown : (result.issues ?? [])));
    if (unknown.length === 0) break;
    // The schema reports one unknown field at a time, so it is validated again without that field.
    for (const { path } of unknown) {
      const last = path?.at(-1);
      if (last) Reflect.deleteProperty(last.input as object, last.key as string);
    }
  }
  for (const issue of issues) {
    const path = (issue.path ?? []).map((part) => part.key as string | number);
    const name = path.filter((key) => key !== "meta").join(".");
    const written = source.writtenAt(path);
    const known = (): string[] => fieldsAt(schema, path.slice(0, -1));
    const message = explain(issue, name, known) + insteadOf(issue, written);
    const place = source.placeOf(path, isUnknownField(issue) ? "key" : "value");
    problems.push({ file, line: source.lineOf(path), ...place, message });
  }
  return null;
}

/** Presents front matter as the part `meta` of the value that is validated with its file's name and text. */
export function asMeta(
  source: YamlSource,
): Pick<YamlSource, "problems" | "lineOf" | "placeOf" | "writtenAt"> {
  return {
    writtenAt: (path) => (path[0] === "meta" ? source.writtenAt(path.slice(1)) : null),
    problems: source.problems,
    lineOf: (path) => (path[0] === "meta" ? source.lineOf(path.slice(1)) : 1),
    placeOf: (path, what) => (path[0] === "meta" ? source.placeOf(path.slice(1), what) : null),
  };
}

function isUnknownField(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === "strict_object" && issue.expected === "never";
}

/** Examples of required fields. */
const EXAMPLES: Record<string, string> = {
  date: "date: 2026-10-05",
  authors: "authors: [an-id-of-site-yaml]",
  alt: "alt: what the picture shows",
  kind: "kind: single",
};

function explain(issue: v.BaseIssue<unknown>, name: string, known: () => string[]): string {
  const last = issue.path?.at(-1);
  const key = String(last?.key ?? "");
  if (key === "<<") return `${name}: fields are not taken over from elsewhere: write them out here`;
  if (isUnknownField(issue)) {
    return `${name}: there is no such field${didYouMean(key, known())}`;
  }
  if (last && last.type === "object" && issue.received === "undefined") {
    const example = Object.hasOwn(EXAMPLES, key) ? `. Write it like this: ${EXAMPLES[key]}` : "";
    return `${name}: is missing${example}`;
  }
  const fields = "must be a list of fields, such as name: value";
  const message = issue.type === "strict_object" ? fields : issue.message;
  return `${name ? `${name}: ` : ""}${message}`;
}

/** What to write where YAML took a value for something else than was meant: `1984` for a number, `yes` for a text. */
function insteadOf(issue: v.BaseIssue<unknown>, written: string | null): string {
  const { input, message } = issue;
  if (written === null || written === "") return "";
  const key = issue.path?.at(-1)?.key;
  const field = typeof key === "string" ? `${key}: ` : "";
  const type = { number: "a number", boolean: "a Boolean", object: "nothing" }[typeof input as string];
  if (message.startsWith("must be text") && type !== undefined) {
    return `, and YAML takes ${written} for ${type}. Write ${field}${quoted(written)}`;
  }
  if (typeof input !== "string") return "";
  if (message.startsWith("must be true or false")) {
    if (/^(?:y|yes|on|true|1)$/i.test(input)) return `. Write ${field}true`;
    if (/^(?:n|no|off|false|0)$/i.test(input)) return `. Write ${field}false`;
  }
  const digits = input.replaceAll(/[_,.'’ \u00A0\u202F]/gu, "");
  if (message.startsWith("must be a whole number") && /^\d+$/.test(digits)) {
    return `, without quotes and signs in it. Write ${field}${Number(digits)}`;
  }
  return "";
}

/** The names of the fields that a schema has at a path. */
function fieldsAt(schema: unknown, path: readonly (string | number)[]): string[] {
  let at = schema;
  for (const key of [...path, null]) {
    // Unwraps optional schemas. A pipe has the fields of its first schema.
    while (member(at, "wrapped") !== undefined) at = member(at, "wrapped");
    if (key !== null) at = member(at, "item") ?? member(member(at, "entries"), String(key));
  }
  const entries = member(at, "entries");
  return typeof entries === "object" && entries !== null ? Object.keys(entries) : [];
}

/** A member of a value that may not be an object. */
export function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

// What systems and programs leave behind: Windows, macOS (also in ZIP files), Synology, Emacs, Office.
const LEFT_BEHIND = /^(?:\..*|.*~|~\$.*|#.*#|thumbs\.db|ehthumbs.*\.db|desktop\.ini|icon\r|__macosx|@eadir)$/is;

/**
 * Files below a subfolder of the content, as paths from the content folder with `/`. Hidden files, and those that
 * systems leave in folders, are skipped.
 */
export async function listFiles(folder: string, below: string, wanted: RegExp): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(folder, below), { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const parts = relative(join(folder, below), path).split(sep);
    if (parts.some((part) => LEFT_BEHIND.test(part))) continue;
    if (!wanted.test(entry.name)) continue;
    const info = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
    if (info?.isFile()) files.push([below, ...parts].join("/"));
  }
  return files.toSorted();
}

// As isPlainText in core/content/fields.ts has them, without line ends.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g;
/** A file that is not text at all has thousands. */
const MOST_CONTROLS = 5;

/**
 * Whether a file of the content folder is really somewhere else, by a symbolic link. It is not read then: whoever can
 * send a change to the content could publish any file of this machine.
 */
export function leadsOut(folder: string, file: string): boolean {
  const root = realpathSync.native(folder);
  return !realpathSync.native(join(folder, file)).startsWith(root.endsWith(sep) ? root : root + sep);
}

/** What is wrong with a file that {@link leadsOut}. */
export const LEADS_OUT = "is a symbolic link that leads out of the content folder: put the file itself here";

/** Reads a file of the content folder as text. Control characters are reported where they are, and left out. */
export function readText(folder: string, file: string, problems: FileProblem[]): string | null {
  try {
    if (leadsOut(folder, file)) {
      problems.push({ file, line: 1, message: LEADS_OUT });
      return null;
    }
    // Not asynchronously: for thousands of small files that takes several times as long.
    const bytes = readFileSync(join(folder, file));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // YAML and Markdown take a single carriage return for a line's end too.
    return withoutControls(text.replace(/\r\n?/g, "\n"), file, problems);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    let message = messageOf(error);
    if (code === "ENOENT") message = "is missing";
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      message = "has letters that can't be read: save it as UTF-8";
    }
    problems.push({ file, line: 1, message });
    return null;
  }
}

function withoutControls(text: string, file: string, problems: FileProblem[]): string {
  const found = [...text.matchAll(CONTROL)];
  for (const { index, 0: sign } of found.slice(0, MOST_CONTROLS)) {
    const before = text.slice(0, index).split("\n");
    const name = `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    problems.push({
      file,
      line: before.length,
      column: (before.at(-1) ?? "").length + 1,
      width: 1,
      message: `has a control character here (${name}), which nobody sees: delete it`,
    });
  }
  return found.length === 0 ? text : text.replace(CONTROL, "");
}
