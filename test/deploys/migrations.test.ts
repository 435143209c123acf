import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROJECT } from "../support/site.ts";
import { splitSql } from "./standin/split-sql.ts";

const FOLDER = join(PROJECT, "migrations");
const migrations = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".sql"))
  .map((name): [string, string] => [name, readFileSync(join(FOLDER, name), "utf8")]);

// Strings come first: what looks like a comment inside one is none.
const STRING_OR_COMMENT = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g;
const commentsOf = (sql: string): string[] =>
  [...sql.matchAll(STRING_OR_COMMENT)]
    .map(([text]) => text)
    .filter((text) => /^(--|\/\*)/.test(text));
const codeOf = (sql: string): string => sql.replace(STRING_OR_COMMENT, " ");

test("there is a migration", () => {
  expect(migrations.length).toBeGreaterThan(0);
});

// What D1's API is known to cut in the wrong place. See split-sql.ts.
describe.each(migrations)("%s", (_, sql) => {
  test("has no quote and no semicolon in a comment", () => {
    expect(commentsOf(sql).filter((comment) => /['"`;]/.test(comment))).toEqual([]);
  });

  test("has no CASE in a trigger, and BEGIN in capitals", () => {
    const triggers =
      codeOf(sql).match(/CREATE\s+(?:TEMP(?:ORARY)?\s+)?TRIGGER[\s\S]*?\bEND\s*;/gi) ?? [];
    for (const trigger of triggers) {
      expect(trigger).toContain("BEGIN");
      expect(trigger).not.toMatch(/\bcase\b/i);
    }
  });

  test("has lines that end as D1 expects", () => {
    expect(sql).not.toContain("\r");
  });

  test.each(["quotes", "naive"] as const)("is cut by “%s” as SQLite cuts it", (splitter) => {
    expect(splitSql(sql, splitter)).toEqual(splitSql(sql, "sqlite"));
  });
});

test.each([
  ["quotes", "-- it's here\nSELECT 1; SELECT 2;", 1],
  ["quotes", "CREATE TRIGGER t AFTER INSERT ON a begin SELECT 1; END; SELECT 2", 3],
  [
    "quotes",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT 2",
    3,
  ],
  ["naive", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2", 3],
  ["sqlite", "-- it's; here\nSELECT ';'; SELECT 2; -- the end", 2],
  [
    "sqlite",
    "CREATE TRIGGER t AFTER INSERT ON a begin SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT 2",
    2,
  ],
] as const)("“%s” cuts %j into %i", (splitter, sql, parts) => {
  expect(splitSql(sql, splitter)).toHaveLength(parts);
});
