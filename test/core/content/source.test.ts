import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cutFrontMatter, messageOf, readYaml } from "../../../src/cli/content/source.ts";

/** The lines of a YAML text with problems, without duplicates. */
function wrongLines(text: string, firstLine = 1): number[] {
  const source = readYaml("polls/a.yaml", text, firstLine);
  expect(source.problems.every((p) => p.file === "polls/a.yaml" && p.message !== "")).toBe(true);
  // A file with problems has no value.
  expect(source.value === undefined).toBe(source.problems.length > 0);
  return [...new Set(source.problems.map((problem) => problem.line))];
}

const NESTED = `# A comment

id: summit
questions:
  - id: one
    options:
      - { id: a, text: A }
      - id: b
        text: >
          folded
          text
  - id: two
    options: [
      { id: c },
      { id: d }]
empty:
last: 1
`;

test.each<[number, (string | number)[]]>([
  [3, ["id"]],
  [4, ["questions"]],
  [5, ["questions", 0]],
  [5, ["questions", 0, "id"]],
  [6, ["questions", 0, "options"]],
  [7, ["questions", 0, "options", 0, "text"]],
  [8, ["questions", 0, "options", 1, "id"]],
  [9, ["questions", 0, "options", 1, "text"]],
  [12, ["questions", 1, "id"]],
  [14, ["questions", 1, "options", 0, "id"]],
  [15, ["questions", 1, "options", 1]],
  [16, ["empty"]],
  [17, ["last"]],
])("finds line %d of %j", (line, path) => {
  expect(readYaml("f", NESTED).lineOf(path)).toBe(line);
  expect(readYaml("f", NESTED, 11).lineOf(path)).toBe(line + 10);
  expect(readYaml("f", NESTED.replaceAll("\n", "\r\n")).lineOf(path)).toBe(line);
});

test.each<[number, (string | number)[]]>([
  [3, ["title"]],
  [3, []],
  [5, ["questions", 0, "text"]],
  [8, ["questions", 0, "options", 1, "nothing"]],
  [4, ["questions", 9, "id"]],
  [16, ["empty", "nothing"]],
])("gives line %d of the nearest parent where there is no %j", (line, path) => {
  expect(readYaml("f", NESTED).lineOf(path)).toBe(line);
});

test("gives the first line of a text that has nothing in it", () => {
  expect(readYaml("f", "", 2).lineOf(["title"])).toBe(2);
  expect(readYaml("f", "", 2)).toMatchObject({ value: null, problems: [] });
});

test("reads YAML as JSON, with dates as text and words as words", () => {
  const text =
    "date: 2026-10-05\nat: 2026-10-05T09:00:00Z\nno: no\nyes: yes\non: on\nn: 33\nb: true\nz: ~";
  expect(readYaml("f", text)).toMatchObject({
    problems: [],
    value: {
      date: "2026-10-05",
      at: "2026-10-05T09:00:00Z",
      no: "no",
      yes: "yes",
      on: "on",
      n: 33,
      b: true,
      z: null,
    },
  });
});

test("reads whatever JSON says as the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const json = JSON.stringify(value);
      const source = readYaml("f", json);
      expect(source.problems).toEqual([]);
      expect(JSON.stringify(source.value)).toBe(json);
    }),
  );
});

test("reads a key named __proto__ as a key", () => {
  const { value } = readYaml("f", "__proto__: { polluted: 1 }\na: 1");
  expect(Object.keys(value as object)).toEqual(["__proto__", "a"]);
  expect({}).not.toHaveProperty("polluted");
});

test.each([
  ["a key twice", "a: 1\nb: 2\na: 3\n", 3],
  ["a key twice in a nested mapping", "a:\n  b:\n    c: 1\n    d: 2\n    c: 3\n", 5],
  ["a key twice in braces", "a: 1\nb: { c: 1, c: 2 }\n", 2],
  ["a tab as indentation", "a:\n\t- b\n", 2],
  ["a tab as indentation, with CRLF", "a: 1\r\nb:\r\n\t- c\r\n", 3],
  ["a key twice, with CRLF", "a: 1\r\n\r\nb: 2\r\na: 3\r\n", 4],
  ["a key without a value", "a: 1\nb\n", 2],
  ["a mapping within a value", "a: 1\nb: c: d\n", 2],
  ["a second document", "- 1\n---\n- 2\n", 2],
])("tells of %s, with its line", (_, text, line) => {
  expect(wrongLines(text)).toEqual([line]);
  expect(wrongLines(text, 2)).toEqual([line + 1]);
});

test("tells of a bracket that is never closed, within the file", () => {
  const [line] = wrongLines("a: 1\nb: [1, 2\n");
  expect(line).toBeGreaterThanOrEqual(2);
  expect(line).toBeLessThanOrEqual(3);
});

test("reads a few aliases", () => {
  const { value, problems } = readYaml("f", "a: &x { b: 1 }\nc: [*x, *x, *x]\n");
  expect(problems).toEqual([]);
  expect(value).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }, { b: 1 }] });
});

test.each([
  [
    "laughs",
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
      .concat(
        ["b", "c", "d", "e", "f", "g", "h"].map((name, i) => {
          const before = "abcdefg"[i] ?? "";
          return `${name}: &${name} [${Array(9).fill(`*${before}`).join(", ")}]`;
        }),
      )
      .join("\n"),
  ],
  ["many aliases", `a: &a x\nb: [${Array(500).fill("*a").join(", ")}]`],
])("refuses a bomb of %s", (_, text) => {
  const source = readYaml("f", text, 2);
  expect(source.value).toBeUndefined();
  expect(source.problems).toHaveLength(1);
  expect(source.problems[0]?.line).toBeGreaterThanOrEqual(2);
});

test("tells of nesting that is too deep as a problem of the file", () => {
  expect(wrongLines(`a: ${"[".repeat(20_000)}${"]".repeat(20_000)}`)).toEqual([1]);
});

test.each([
  ["---\na: 1\n---\nText.\n", { frontMatter: "a: 1\n", body: "Text.\n", bodyLine: 4 }],
  ["---\n---\nText.", { frontMatter: "", body: "Text.", bodyLine: 3 }],
  [
    "---\na: 1\nb: 2\n---\n\n\nText.",
    { frontMatter: "a: 1\nb: 2\n", body: "\n\nText.", bodyLine: 5 },
  ],
  ["--- \na: 1\n---\t\nb", { frontMatter: "a: 1\n", body: "b", bodyLine: 4 }],
  [
    "---\na: 1\n---\nx\n\n---\n\ny\n",
    { frontMatter: "a: 1\n", body: "x\n\n---\n\ny\n", bodyLine: 4 },
  ],
  [
    "---\na: |\n  ---\nb: 1\n---\nx",
    { frontMatter: "a: |\n  ---\nb: 1\n", body: "x", bodyLine: 6 },
  ],
  ["---\na: ---\n----\n---\nx", { frontMatter: "a: ---\n----\n", body: "x", bodyLine: 5 }],
])("cuts %j at its lines", (text, parts) => {
  expect(cutFrontMatter(text)).toEqual(parts);
});

test("cuts a file without a body", () => {
  expect(cutFrontMatter("---\na: 1\n---")).toMatchObject({ frontMatter: "a: 1\n", body: "" });
});

test.each([
  "",
  "---",
  "---\n",
  "---\na: 1\n",
  "Text.\n",
  "Text.\n---\na: 1\n---\n",
  "\n---\na: 1\n---\n",
  " ---\na\n---\n",
  "----\na\n----\n",
  "---\na\n ---\n",
])("finds no front matter in %j", (text) => {
  expect(cutFrontMatter(text)).toBeNull();
});

test("loses nothing of what it cuts, and counts its lines", () => {
  const line = fc.string({ maxLength: 20 }).map((s) => `x${s.replaceAll(/[\n\r]/g, "")}\n`);
  const lines = fc.array(line, { maxLength: 8 });
  fc.assert(
    fc.property(lines, lines, (front, body) => {
      const text = `---\n${front.join("")}---\n${body.join("")}`;
      expect(cutFrontMatter(text)).toEqual({
        frontMatter: front.join(""),
        body: body.join(""),
        bodyLine: front.length + 3,
      });
    }),
  );
});

test("gives the first line of an error's message", () => {
  expect(messageOf(new TypeError("first\nsecond"))).toBe("first");
  expect(messageOf("a word")).toBe("a word");
  expect(messageOf(undefined)).toBe("undefined");
});
