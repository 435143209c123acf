import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Command, optionsOf } from "../../../src/cli/commands/command.ts";
import { GROUPS } from "../../../src/cli/commands/groups.ts";
import { CliError } from "../../../src/cli/output/errors.ts";
import { helpOf, helpOfAll } from "../../../src/cli/output/help.ts";
import { readOptions } from "../../../src/cli/commands/read-options.ts";
import { paintFor } from "../../../src/cli/output/terminal.ts";
import { PROJECT } from "../../support/site.ts";
import { makeFolder } from "../content/content-support.ts";
import { run } from "../run.ts";

const COMMANDS = GROUPS.flatMap(({ commands }) => commands);
const plain = paintFor(false);

function named(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

describe.each(COMMANDS.map((command) => [command.name, command] as const))(
  "%s",
  (name, command) => {
    const help = helpOf(command, plain);

    test("has a help that says how it is used, what it does and what its exit codes mean", () => {
      expect(help).toMatch(new RegExp(`^hustings ${name}[ A-Z|.,\\-a-z…]* \\[OPTIONS\\]\n`));
      expect(help.toLowerCase()).toContain(command.summary.toLowerCase());
      for (const code of ["0", "1", "2"])
        expect(help).toMatch(new RegExp(`^ {2}${code} {2}\\w`, "m"));
      expect(command.examples.length).toBeGreaterThan(0);
    });

    test("has a help that describes every option and argument", () => {
      for (const [option, { help: text }] of Object.entries(optionsOf(command))) {
        expect(help).toContain(`--${option}`);
        expect(help).toContain(text);
      }
      for (const { name: word, help: text } of command.positionals ?? []) {
        expect(help).toMatch(new RegExp(`^hustings ${name}.* ${word}`));
        expect(help).toContain(text);
      }
    });

    test("has examples that it takes itself", () => {
      for (const example of command.examples) {
        const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, word]) => quoted ?? word ?? "",
        );
        const args = words.slice(words.indexOf(name) + 1).filter((word) => word !== "--");
        expect(words[0] === "npm" ? words : words.slice(0, 3)).toContain(name);
        const { values } = readOptions(command, args);
        for (const option of command.needs ?? []) expect(Object.keys(values)).toContain(option);
      }
    });

    test("stands in the list of commands and in the operators' table", async () => {
      expect(helpOfAll(GROUPS, plain)).toContain(command.summary);
      const docs = await readFile(join(PROJECT, "docs/operations.md"), "utf8");
      expect(docs).toMatch(new RegExp(`(?:hustings |npm run |npm |\`)${name}\\b`));
    });
  },
);

const WITH_JSON = COMMANDS.filter(({ json }) => json !== undefined).map(({ name }) => name);

test("every command but start takes --json", () => {
  const others = COMMANDS.map(({ name }) => name).filter((name) => !WITH_JSON.includes(name));
  expect(others).toEqual(["start"]);
  expect(refusal("start", ["--json"])).toContain("start has no option --json");
  for (const name of WITH_JSON) {
    const words = (named(name).positionals ?? []).map(() => "x");
    expect(readOptions(named(name), [...words, "--json"]).values).toEqual({ json: true });
  }
});

function refusal(name: string, args: string[]): string {
  try {
    readOptions(named(name), args);
  } catch (error) {
    if (error instanceof CliError && error.exitCode === 2) return error.message;
    throw error;
  }
  return "";
}

test.each([
  ["publish", ["--contents", "x"], "publish has no option --contents. Did you mean “--content”?"],
  ["publish", ["--hlep"], "publish has no option --hlep. Did you mean “--help”?"],
  ["publish", ["-x"], "publish has no option -x."],
  ["publish", ["--constructor"], "publish has no option --constructor."],
  ["publish", ["--content"], "--content takes a value: --content DIR."],
  [
    "publish",
    ["--content", "--all"],
    "--content takes a value, not “--all”. If it is one: --content=--all.",
  ],
  ["publish", ["--all=yes"], "--all takes no value."],
  ["publish", ["x"], "“x” is one word too many."],
  ["preview", [], "Which article? Name one, by its file's name without .md."],
  ["preview", ["a", "b"], "Which article? Name one, by its file's name without .md."],
  ["new", ["article"], "TITLE is missing: its title, in quotes."],
  [
    "new",
    ["article", "Two", "words"],
    "“words” is one word too many. A text with spaces must stand in quotes.",
  ],
])("%s %j is told in one sentence what is wrong", (name, args, message) => {
  expect(refusal(name, args)).toBe(`${message} See: npx hustings help ${name}`);
});

test("a value may begin with a hyphen after an equals sign, and options stand before or behind words", () => {
  expect(readOptions(named("void"), ["--reason=-1", "--poll", "p"]).values).toEqual({
    reason: "-1",
    poll: "p",
  });
  const both = { values: { hours: "2" }, words: ["a"] };
  expect(readOptions(named("preview"), ["--hours", "2", "a"])).toEqual(both);
  expect(readOptions(named("preview"), ["a", "--hours=2"])).toEqual(both);
  expect(readOptions(named("new"), ["article", "--", "--title"]).words).toEqual([
    "article",
    "--title",
  ]);
});

test("--help, -h and help name the same text, also where the rest is wrong", async () => {
  const folder = await makeFolder();
  const expected = { code: 0, out: helpOf(named("preview"), plain), err: "" };
  for (const args of [
    ["preview", "--help"],
    ["preview", "a", "b", "-h"],
    ["help", "preview"],
  ]) {
    expect(await run(folder, args)).toEqual(expected);
  }
  const all = { code: 0, out: helpOfAll(GROUPS, plain), err: "" };
  for (const args of [[], ["help"], ["--help"]]) expect(await run(folder, args)).toEqual(all);
});

test("--version is that of package.json", async () => {
  const { version } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8")) as {
    version: string;
  };
  expect(await run(await makeFolder(), ["--version"])).toEqual({
    code: 0,
    out: `hustings ${version}\n`,
    err: "",
  });
});

test.each([
  [
    "chek",
    "hustings: There is no command “chek”. Did you mean “check”? See: npx hustings --help\n",
  ],
  ["toString", "hustings: There is no command “toString”. See: npx hustings --help\n"],
])("ends with exit code 2 where there is no command %s", async (name, err) => {
  expect(await run(await makeFolder(), [name])).toEqual({ code: 2, out: "", err });
});
