import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publishContent } from "../../../src/cli/publishing/publish.ts";
import { messageOf } from "../../../src/cli/content/source.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import {
  type Home,
  hustings,
  makeHome,
  type Ran,
  type RunningSite,
  startSite,
} from "../../support/site.ts";

const TYPO = "What YAML cuts off";
let home: Home;
let site: RunningSite;
let token: string;
let content: string;

beforeAll(async () => {
  home = await makeHome();
  // The folder that this site watches is not the one that the tests publish.
  site = await startSite(home, ["--content", await writeContent(join(home.folder, "watched"))]);
  token = (await readFile(join(home.folder, "token"), "utf8")).trim();
  const poll = (SMALL["polls/kill.yaml"] ?? "")
    .replace("The first }", `${TYPO} }`)
    .replace("The second", "The secnod")
    .replace("title: The poll", "closesAt: 2999-01-01\ntitle: The poll");
  content = await writeContent(join(home.folder, "edited"), { ...SMALL, "polls/kill.yaml": poll });
  await publish();
}, 120_000);

afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

/** What `hustings publish` prints, or the error that it ends with. */
async function publish(): Promise<string> {
  const lines: string[] = [];
  const print = (line: string): number => lines.push(line);
  try {
    await publishContent({ content, to: site.url, token, print });
  } catch (error) {
    lines.push(messageOf(error), JSON.stringify(error));
  }
  return lines.join("\n");
}

async function edit(from: string, to: string): Promise<void> {
  const file = join(content, "polls/kill.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace(from, to));
}

async function reword(...args: string[]): Promise<Ran> {
  return hustings(home, ["reword", "--poll", "kill", "--question", "q", ...args]);
}

async function read(path: string): Promise<string> {
  return (await fetch(`${site.url}/polls/kill${path}`)).text();
}

const WHY = ["--reason", "Two letters were swapped"];

it("is for polls with votes", async () => {
  const { code, out } = await reword("--option", "b", "--text", "The second", ...WHY);
  expect([code, out]).toEqual([1, expect.stringContaining("change its file and publish it")]);
});

it("lets a typo be mended once there are votes: by the command first, then by the file", async () => {
  const cast = await fetch(`${site.url}/polls/kill/votes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "a-key-of-a-program" },
    body: JSON.stringify({ answers: { q: ["b"] } }),
  });
  expect(cast.status).toBe(201);
  await edit("The secnod", "The second");
  expect(await publish()).toContain("hustings reword");
  expect(await read("")).toContain("The secnod");

  const { code, out } = await reword("--option", "b", "--text", "The second", ...WHY);
  expect(code).toBe(0);
  expect(out).toContain("Write “The second” into its file, too");
  expect(await publish()).toContain("Polls: 0 added, 1 changed");

  const page = await read("");
  expect(page).toMatch(/“The secnod” became “The second” on .*: Two letters were swapped/);
  expect(page).toContain("1 (100%)");
  expect(await read("/codebook.txt")).toMatch(
    /- Reworded: `b` of `q`, .*“The secnod” became “The second”\. Reason: Two letters were swapped/,
  );
  const results = JSON.parse(await read("/results.json")) as { reworded: object[] };
  expect(results.reworded).toEqual([
    {
      at: expect.any(String) as string,
      question: "q",
      option: "b",
      from: "The secnod",
      to: "The second",
      reason: "Two letters were swapped",
    },
  ]);
  const log = await hustings(home, ["log", "--poll", "kill"]);
  expect(log.out).toMatch(/reword {2}by .*"from":"The secnod","to":"The second"/);
});

it("gives back the end of a text that YAML took for a comment", async () => {
  const text = `${TYPO} #2`;
  expect((await reword("--option", "a", "--text", text, "--reason", "cut off")).code).toBe(0);
  await edit(TYPO, `"${text}"`);
  expect(await publish()).toContain("Polls: 0 added, 1 changed");
  expect(await read("/results.csv")).toContain(text);
});

it.each([
  [["--option", "c", "--text", "Something else", ...WHY], 1, /more than a typo/],
  [["--option", "c", "--text", "the  SECOND", ...WHY], 1, /wording of option “b”/],
  [["--option", "c", "--text", "The secnod", ...WHY], 1, /wording of option “b”, now or before/],
  [["--option", "z", "--text", "The third", ...WHY], 1, /no option “z”/],
  [["--option", "c", "--text", "The thrid"], 2, /reason/],
  [["--option", "c", ...WHY], 2, /text/],
])("is refused with %j", async (args, code, said) => {
  const ran = await reword(...args);
  expect([ran.code, ran.out]).toEqual([code, expect.stringMatching(said)]);
  expect(await read("")).toContain("The third");
});

it("mends a question, too", async () => {
  const ran = await reword("--text", "Which one is it?", "--reason", "Two words were missing");
  expect(ran.out).toContain("more than a typo");
  expect((await reword("--text", "Which One?", "--reason", "capital")).code).toBe(0);
  expect(await read("")).toContain("Which One?");
});
