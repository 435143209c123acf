import type { YAMLError } from "yaml";

/** A problem in a YAML text, with its position: lines and columns from 1. */
interface YamlProblem {
  line: number;
  column: number;
  width: number;
  message: string;
}

/** The line that an error refers to. */
interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** From 0. */
  column: number;
  /** All lines of the text. */
  all: readonly string[];
}

type Told = Partial<YamlProblem> & { message: string };

/** Explains the parser's errors to somebody who writes YAML only now and then. At most one per line. */
export function yamlProblems(
  text: string,
  errors: readonly Pick<YAMLError, "code" | "message" | "pos">[],
): YamlProblem[] {
  const problems = new Map<number, YamlProblem>();
  const all = text.split("\n");
  for (const [index, { code, message, pos }] of errors.entries()) {
    // Of several errors at one place, only the first is reported: the others follow from it.
    if (index > 0 && errors[index - 1]?.pos[0] === pos[0]) continue;
    const line = lineAt(all, pos[0]);
    const told = explain(code, message, line);
    const at = told.line ?? line.number;
    const length = (all[at - 1] ?? "").trimEnd().length;
    const column = Math.min(told.column ?? line.column + 1, length + 1);
    const end = pos[1] - pos[0] + column;
    const width = Math.max(1, told.width ?? Math.min(end, length + 1) - column);
    // Later errors on the same line follow from the first.
    if (!problems.has(at)) problems.set(at, { line: at, column, width, message: told.message });
  }
  return [...problems.values()];
}

function lineAt(all: readonly string[], offset: number): Line {
  // For some errors the parser gives a position before the text.
  let rest = Math.max(0, offset);
  for (const [index, text] of all.entries()) {
    if (rest <= text.length) return { number: index + 1, text, column: rest, all };
    rest -= text.length + 1;
  }
  return { number: all.length, text: all.at(-1) ?? "", column: 0, all };
}

/** The message for lists nested too deep. */
export const TOO_DEEP =
  "lists and fields stand in one another far too often: no content is that deep";
const INDENT = "Fields that belong together begin in the same column";

function explain(code: string, message: string, line: Line): Told {
  switch (code) {
    case "TAB_AS_INDENT":
      return { message: "a tab stands at the beginning of the line: indent with spaces" };
    case "DUPLICATE_KEY": {
      const key = /^[\w-]+/.exec(line.text.slice(line.column))?.[0] ?? "";
      return {
        message: `“${key}” stands here a second time: leave one of them out`,
        width: key.length,
      };
    }
    case "BLOCK_AS_IMPLICIT_KEY":
      return nested(line);
    case "MULTILINE_IMPLICIT_KEY":
    case "KEY_OVER_1024_CHARS":
      return noColon(line);
    case "MISSING_CHAR":
      return missing(message, line);
    case "BAD_INDENT":
      return indent(message, line);
    case "UNEXPECTED_TOKEN":
    case "BAD_SCALAR_START":
    case "TAG_RESOLVE_FAILED":
    case "BAD_ALIAS":
      return inQuotes(message, line);
    case "BAD_DQ_ESCAPE":
      return {
        message:
          "within double quotes a backslash means something else: write two of them, or use single quotes",
      };
    case "MULTIPLE_DOCS":
      return {
        message: "a line of --- or ... ends the YAML, and more follows: leave that line out",
      };
    default:
      // The YAML reader recurses one level for each, until the stack overflows.
      if (message.includes("call stack")) return { message: TOO_DEEP };
      return { message: `this is no YAML: ${message.split("\n")[0] ?? ""}` };
  }
}

/** A field inside a value: nearly always a colon in a title. */
function nested(line: Line): Told {
  const { key, value, start } = fieldOf(line.text);
  const colon = value.search(/:(?:\s|$)/);
  if (key !== "" && colon > 0 && !/^["'[{>|]/.test(value)) {
    const message = `a colon followed by a space makes “${value.slice(0, colon)}” a field: put the text in quotes: ${key}: ${quoted(value)}`;
    return { message, column: start + colon + 1, width: 1 };
  }
  const next = line.all[line.number] ?? "";
  if (value !== "" && indentOf(next) > indentOf(line.text)) {
    const message = `is indented further than the line above it, which has a value already. ${INDENT}`;
    return {
      message,
      line: line.number + 1,
      column: indentOf(next) + 1,
      width: next.trim().length,
    };
  }
  if (line.text.trimStart().startsWith("-")) {
    return { message: "a list's entries begin with “- ” in the same column" };
  }
  return reserved(line) ?? { message: `is not indented as the lines around it. ${INDENT}` };
}

function noColon({ text }: Line): Told {
  const glued = /^(\s*[\w-]+):(\S.*)$/.exec(text);
  const whole = { column: indentOf(text) + 1, width: Math.max(1, text.trim().length) };
  if (glued) {
    const [, key = "", value = ""] = glued;
    return { message: `a space is missing after the colon: ${key.trim()}: ${value}`, ...whole };
  }
  return { message: "a colon and a space are missing between the field and its value", ...whole };
}

function missing(message: string, line: Line): Told {
  const quote = /closing (["'])quote/.exec(message)?.[1];
  if (quote === undefined) {
    return message.includes("Implicit map keys")
      ? noColon(line)
      : { message: "something that was opened here, a quotation mark or a bracket, is not closed" };
  }
  // The parser reports where the text ends; the editor looks for where it began.
  const opened = new RegExp(`^(.*(?:[:\\-,[{]\\s+|^\\s*))${quote}(?:(?!${quote}).)*$`);
  const index = line.all.slice(0, line.number).findIndex((text) => opened.test(text));
  const told = `a text that begins with ${quote} needs another ${quote} at its end`;
  if (index < 0) return { message: told };
  const before = opened.exec(line.all[index] ?? "")?.[1] ?? "";
  const width = (line.all[index] ?? "").trimEnd().length - before.length;
  return { message: told, line: index + 1, column: before.length + 1, width };
}

function indent(message: string, line: Line): Told {
  const flow = /end with an? ([\]}])/.exec(message)?.[1];
  if (flow === undefined) {
    const list = message.includes("sequence");
    return {
      message: list
        ? "a list's entries begin with “- ” in the same column"
        : `is not indented as the fields beside it. ${INDENT}`,
      width: Math.max(1, line.text.trim().length),
    };
  }
  const open = flow === "]" ? "[" : "{";
  for (let index = line.number - 1; index >= 0; index -= 1) {
    const column = (line.all[index] ?? "").lastIndexOf(open);
    if (column < 0) continue;
    return {
      message: `what begins with ${open} needs a ${flow} at its end`,
      line: index + 1,
      column: column + 1,
      width: 1,
    };
  }
  return { message: `a ${flow} is missing` };
}

/** A value that YAML takes for something other than text, unless it is quoted. */
function inQuotes(message: string, line: Line): Told {
  const extra = /Unexpected flow-(?:seq|map)-end token[^"]*"([\]}])"/.exec(message)?.[1];
  if (extra !== undefined) return { message: `there is a ${extra} too many`, width: 1 };
  return (
    reserved(line) ?? {
      message:
        "this is not where the lines before would have it: look for a quotation mark, a bracket or spaces in them",
    }
  );
}

function reserved({ text }: Line): Told | null {
  const { key, value, start } = fieldOf(text);
  const [first = ""] = value;
  const place = { column: start + 1, width: Math.max(1, value.length) };
  const instead = `${key === "" ? "-" : `${key}:`} ${quoted(value)}`;
  if (first === '"' || first === "'") {
    // The same quote at both ends was meant to enclose all of it.
    const all = value.length > 1 && value.endsWith(first) ? value.slice(1, -1) : value;
    const other = quoted(all.replaceAll(`\\${first}`, first));
    const message = `the text goes on behind its closing ${first}: put all of it in other quotes: ${key === "" ? "-" : `${key}:`} ${other}`;
    return { message, ...place };
  }
  if (first === ">" || first === "|") {
    const message = `the text after ${first} begins on the next line, indented; or leave the ${first} out`;
    return { message, ...place };
  }
  if (!/^[@`%*&![\]{},?#]/.test(value)) return null;
  return { message: `a text that begins with ${first} must stand in quotes: ${instead}`, ...place };
}

/** Parses a line as `key: value`, or `- value`; `start` is where the value begins, from 0. */
function fieldOf(text: string): { key: string; value: string; start: number } {
  const match = /^(\s*(?:-\s+)?(?:([\w-]+):\s+)?)(.*)$/.exec(text.trimEnd());
  const [, before = "", key = "", value = ""] = match ?? [];
  return { key, value, start: before.length };
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** A text in quotes, as YAML takes it as it is. */
export function quoted(text: string): string {
  if (!text.includes('"') && !text.includes("\\")) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}
