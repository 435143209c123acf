import { expect, test } from "vitest";
import { paintFor, takesColour } from "../../../src/cli/output/terminal.ts";
import { article, writeFolder } from "../check/check-support.ts";
import { run, spawnCli } from "../run.ts";

const ESCAPE = "\u001B[";

test.each<[boolean, { isTTY?: boolean }, Record<string, string>, boolean]>([
  [true, { isTTY: true }, {}, false],
  [false, { isTTY: false }, {}, false],
  [false, {}, {}, false],
  [false, { isTTY: true }, { NO_COLOR: "1" }, false],
  [true, { isTTY: true }, { NO_COLOR: "" }, false],
  [false, { isTTY: true }, { TERM: "dumb" }, false],
  [true, {}, { FORCE_COLOR: "1" }, false],
  [true, {}, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  [false, { isTTY: true }, { FORCE_COLOR: "0" }, false],
  [false, { isTTY: true }, { FORCE_COLOR: "1" }, true],
])("colours: %j for %j with %j, refused: %j", (expected, stream, env, refused) => {
  expect(takesColour(stream, env, refused)).toBe(expected);
});

test("paints, or leaves text as it is", () => {
  expect(paintFor(true)("red", "x")).toBe(`${ESCAPE}31mx${ESCAPE}39m`);
  expect(paintFor(false)("red", "x")).toBe("x");
});

test("output is plain in a pipe, has colours where they are forced, and none with --no-color", async () => {
  const folder = await writeFolder({ "articles/two.md": article("Two", "[a](/nowhere)") });
  const args = ["check", "--content", folder];
  const plain = await run(folder, args);
  expect(plain.out).toContain("error: “/nowhere” leads nowhere");
  expect(plain.out + plain.err).not.toContain(ESCAPE);
  const forced = await run(folder, args, { env: { FORCE_COLOR: "1" } });
  expect(forced.out).toContain(`${ESCAPE}31merror${ESCAPE}39m`);
  expect(forced.err).toContain(`${ESCAPE}31mhustings:${ESCAPE}39m`);
  const refused = await run(folder, [...args, "--no-color"], { env: { FORCE_COLOR: "1" } });
  expect(refused).toEqual(plain);
  const first = await run(folder, ["--no-color", "help"], { env: { FORCE_COLOR: "1" } });
  expect(first.out).not.toContain(ESCAPE);
  const document = await run(folder, [...args, "--json"], { env: { FORCE_COLOR: "1" } });
  expect(document.out).not.toContain(ESCAPE);
});

test("errors go to stderr, and what was asked for to stdout", async () => {
  const folder = await writeFolder({});
  const nowhere = await spawnCli(folder, ["check", "--content", "nowhere"]);
  expect(nowhere).toMatchObject({ code: 1, out: "" });
  expect(nowhere.err).toMatch(/^hustings: There is no content folder/);
  expect(await spawnCli(folder, ["check", "--content", folder])).toMatchObject({
    code: 0,
    err: "",
  });
});

test("whoever reads no more of it gets no stack trace, and the exit code stays", async () => {
  // More than a pipe holds.
  const links = Array.from({ length: 2000 }, (_, n) => `[a](/nowhere-${n})`).join("\n\n");
  const folder = await writeFolder({ "articles/two.md": article("Two", links) });
  for (const more of [[], ["--json"]]) {
    const ended = await spawnCli(folder, ["check", "--content", folder, ...more], { hangUp: true });
    expect(ended.code).toBe(1);
    expect(ended.err.replace(/^hustings: \d+ errors, .*\n$/, "")).toBe("");
  }
  expect(await spawnCli(folder, ["help"], { hangUp: true })).toMatchObject({ code: 0, err: "" });
});
