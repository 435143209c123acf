import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { yamlSurprises } from "./yaml-surprises.ts";
import { TOO_DEEP, yamlProblems } from "./yaml-words.ts";

/** A problem in a content file. */
export interface FileProblem {
  /** Path from the content folder. */
  file: string;
  /** From 1. */
  line: number;
  message: string;
  /** Column from 1, and width in characters; omitted if the whole line is meant. */
  column?: number;
  width?: number;
}

/** A position in a file. */
type Place = Required<Pick<FileProblem, "line" | "column" | "width">>;

/** A YAML text as a JSON value, with the line of each of its parts. */
export interface YamlSource {
  value: unknown;
  /** The line of the value at a path of keys and indexes, or of its nearest existing parent. */
  lineOf(path: readonly (string | number)[]): number;
  /** The position of a path's key, or of its value if that begins on the same line; `null` if there is no such path. */
  placeOf(path: readonly (string | number)[], what: "key" | "value"): Place | null;
  /** A value as it is written, if it is written in one piece; else `null`. */
  writtenAt(path: readonly (string | number)[]): string | null;
  problems: FileProblem[];
  /** What is valid, but may not be what was meant; and what other tools would read otherwise. */
  warnings: FileProblem[];
  notes: FileProblem[];
}

/**
 * Reads YAML 1.2 (core schema: dates stay text).
 *
 * @param firstLine the line of the file on which the text begins, from 1
 */
export function readYaml(file: string, text: string, firstLine = 1): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: "core",
    resolveKnownTags: false,
    keepSourceTokens: true,
  });
  const line = (offset: number): number => Math.max(lines.linePos(offset).line, 1) + firstLine - 1;
  // A warning is an unknown tag: it would turn the value into something that the schema does not expect.
  const problems: FileProblem[] = yamlProblems(text, [
    ...document.errors,
    ...document.warnings,
  ]).map(({ line: at, ...rest }) => ({ file, line: at + firstLine - 1, ...rest }));
  if (document.directives?.yaml.version !== "1.2") {
    problems.push({ file, line: firstLine, message: "must be YAML 1.2: leave out the %YAML line" });
  }
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      const message = `*${alias.source} is not defined before. A text that begins with * must stand in quotes`;
      problems.push({ file, line: line(alias.range?.[0] ?? 0), message });
    },
  });
  let value: unknown;
  if (problems.length === 0) {
    try {
      // A few aliases are fine; an alias bomb is not.
      value = JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 })) ?? "null");
    } catch (error) {
      problems.push({ file, line: firstLine, message: unreadable(error) });
    }
  }
  const lineOf = (path: readonly (string | number)[]): number => {
    let found: number | undefined = document.contents?.range?.[0];
    let node: unknown = document.contents;
    for (const key of path) {
      const child: { at: number | undefined; node: unknown } | null = childOf(node, key);
      if (!child) break;
      found = child.at ?? found;
      node = child.node;
    }
    return line(found ?? 0);
  };
  const placeOf: YamlSource["placeOf"] = (path, what) => {
    const pair = pairAt(document.contents, path);
    if (!pair) return null;
    const key = lines.linePos(pair.key[0]);
    const own = pair.value ? lines.linePos(pair.value[0]) : key;
    const [start, end] =
      what === "value" && pair.value && own.line === key.line ? pair.value : pair.key;
    const [first = ""] = text.slice(start, end).trimEnd().split("\n");
    const { line: at, col: column } = lines.linePos(start);
    return { line: at + firstLine - 1, column, width: Math.max(first.length, 1) };
  };
  const writtenAt: YamlSource["writtenAt"] = (path) => {
    const node = document.getIn(path, true);
    return isScalar(node) && node.range ? text.slice(node.range[0], node.range[1]) : null;
  };
  const surprises = problems.length === 0 ? yamlSurprises(document, text) : [];
  const told = (level: "warning" | "note"): FileProblem[] =>
    surprises
      .filter((one) => one.level === level)
      .map(({ at, width, message }) => {
        const { line: number, col: column } = lines.linePos(at);
        return { file, line: number + firstLine - 1, column, width, message };
      });
  return {
    value,
    lineOf,
    placeOf,
    writtenAt,
    problems,
    warnings: told("warning"),
    notes: told("note"),
  };
}

type Range = readonly [start: number, end: number];

/** Positions of a member's key and value in the text. In a list, both are the entry. */
function pairAt(
  contents: unknown,
  path: readonly (string | number)[],
): { key: Range; value: Range | null } | null {
  let node = contents;
  let found: { key: Range; value: Range | null } | null = null;
  for (const key of path) {
    let value: unknown;
    let keyRange: Range | null;
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(key));
      keyRange = rangeOf(pair?.key);
      value = pair?.value;
    } else if (isSeq(node)) {
      value = node.items[Number(key)];
      keyRange = rangeOf(value);
    } else return null;
    if (!keyRange) return null;
    found = { key: keyRange, value: rangeOf(value) };
    node = value;
  }
  return found;
}

function rangeOf(node: unknown): Range | null {
  const range = isNode(node) ? node.range : null;
  return range ? [range[0], range[1]] : null;
}

/** A member of a mapping (with the position of its key) or of a list. */
function childOf(
  parent: unknown,
  key: string | number,
): { at: number | undefined; node: unknown } | null {
  if (isMap(parent)) {
    const pair = parent.items.find((item) => String(item.key) === String(key));
    return pair ? { at: (pair.key as Node).range?.[0], node: pair.value } : null;
  }
  if (isSeq(parent)) {
    const node = parent.items[Number(key)] as Node | undefined;
    return node ? { at: node.range?.[0], node } : null;
  }
  return null;
}

/** A Markdown file split into front matter and text. */
interface MarkdownSource {
  frontMatter: string;
  body: string;
  /** The line on which the text begins, from 1. */
  bodyLine: number;
}

/** Splits a Markdown file at its `---` lines; `null` if it has no front matter. */
export function cutFrontMatter(text: string): MarkdownSource | null {
  const match = /^---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m.exec(text);
  if (!match || match.index !== 0) return null;
  const frontMatter = match[1] ?? "";
  const body = text.slice(match[0].length);
  return { frontMatter, body, bodyLine: match[0].split("\n").length };
}

function unreadable(error: unknown): string {
  const message = messageOf(error);
  if (message.includes("call stack")) return TOO_DEEP;
  if (!message.includes("alias")) return `can't be read: ${message}`;
  return "names with * stand for more and more of each other: write out what they stand for";
}

/** An error's message, in one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? text;
}
