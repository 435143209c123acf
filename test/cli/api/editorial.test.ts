import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publishContent } from "../../../src/cli/publishing/publish.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import {
  type Home,
  hustings,
  makeHome,
  type Ran,
  type RunningSite,
  startSite,
} from "../../support/site.ts";

const FIRST = `---
title: 'A “title”: with #signs'
date: 2026-10-05
authors: [ann]
tags: [trade]
summary: >-
  A summary on
  two lines.
---

The first text.

---

With a line.
`;

let home: Home;
let site: RunningSite;
let token: string;
let content: string;
let file: string;

beforeAll(async () => {
  home = await makeHome();
  // The folder that this site watches is not the one that the tests publish.
  site = await startSite(home, ["--content", await writeContent(join(home.folder, "watched"))]);
  token = (await readFile(join(home.folder, "token"), "utf8")).trim();
  content = await writeContent(join(home.folder, "edited"), {
    ...SMALL,
    "articles/2026/told.md": FIRST,
  });
  file = join(content, "articles/2026/told.md");
  await publish();
  await writeFile(file, FIRST.replace("The first text.", "The second text."));
  await publish();
}, 120_000);

afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

async function publish(): Promise<string[]> {
  const lines: string[] = [];
  await publishContent({ content, to: site.url, token, print: (line) => lines.push(line) });
  return lines;
}

async function restore(...more: string[]): Promise<Ran> {
  return hustings(home, ["restore", "told", "--content", content, ...more]);
}

it("revisions lists every state that an article was published in", async () => {
  const { code, out } = await hustings(home, ["revisions", "told"]);
  expect(code).toBe(0);
  const lines = out.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^ {3}2 {2}\d{4}-\S+Z +\d+ characters {2}A “title”: with #signs$/);
  expect(lines[1]).toMatch(/^ {3}1 {2}/);
  expect(lines[2]).toContain("npx hustings restore told --revision N");
});

it("restore writes a revision where the article's file is: published, it is that revision again", async () => {
  const { code, out } = await restore("--revision", "1");
  expect(out).toContain("told.md is revision 1 of ");
  expect(code).toBe(0);
  const text = await readFile(file, "utf8");
  expect(text).toContain("The first text.\n\n---\n\nWith a line.\n");
  expect(text).toContain("date: 2026-10-05\n");
  expect(text).not.toMatch(/draft|audiences/);
  // The same again: there is nothing to do.
  expect((await restore("--revision", "1")).out).toContain("is revision 1 already");
  expect(await publish()).toContain("Articles: 0 added, 1 changed, 1 unchanged, 0 removed");
  const revisions = async (n: number): Promise<{ digest: string }> => {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch(`${site.url}/api/articles/told/revisions/${n}`, { headers });
    return (await response.json()) as { digest: string };
  };
  expect((await revisions(3)).digest).toBe((await revisions(1)).digest);
});

it("restore loses nothing that was never published, unless it is forced to", async () => {
  const unpublished = (await readFile(file, "utf8")).replace("The first", "An unpublished");
  for (const text of [unpublished, "no front matter", "---\n: [\n---\n"]) {
    await writeFile(file, text);
    const { code, out } = await restore("--revision", "2");
    expect(code).toBe(1);
    expect(out).toMatch(/told\.md is not what is published.*--force/);
    expect(await readFile(file, "utf8")).toBe(text);
  }
  expect((await restore("--revision", "2", "--force")).code).toBe(0);
  expect(await readFile(file, "utf8")).toContain("The second text.");
});

it("restore brings back an article whose file was removed", async () => {
  await rm(file);
  expect(await publish()).toContain("Articles: 0 added, 0 changed, 1 unchanged, 1 removed");
  expect((await fetch(`${site.url}/articles/told`)).status).toBe(410);
  expect((await restore("--revision", "2")).code).toBe(0);
  file = join(content, "articles/told.md");
  expect(await readFile(file, "utf8")).toContain("The second text.");
  await publish();
  expect((await fetch(`${site.url}/articles/told`)).status).toBe(200);
});

it.each<[says: RegExp, code: number, args: string[]]>([
  [/Which article\?/, 2, ["revisions"]],
  [/Which article\?/, 2, ["preview", "one", "two"]],
  [/“Not a slug” is no article's name/, 2, ["preview", "Not a slug"]],
  [/There is no article of this name here/, 1, ["preview", "nothing"]],
  [/There is no article of this name here/, 1, ["revisions", "nothing"]],
  [/--hours takes a whole number from 1 to 720, not 721/, 2, ["preview", "told", "--hours", "721"]],
  [/Which revision\?/, 2, ["restore", "told"]],
  [/There is no such revision/, 1, ["restore", "told", "--revision", "99"]],
])("says in one line: %s", async (says, code, args) => {
  const ran = await hustings(home, args);
  expect(ran.out.trim().split("\n")).toHaveLength(1);
  expect(ran.out).toMatch(says);
  expect(ran.code).toBe(code);
});

it("preview prints a link that shows a draft", async () => {
  await writeContent(join(home.folder, "edited"), {
    "articles/wip.md": FIRST.replace("tags:", "draft: true\ntags:"),
  });
  await publish();
  const { code, out } = await hustings(home, ["preview", "wip", "--hours", "1"]);
  expect(code).toBe(0);
  const [link = "", until] = out.split("\n");
  expect(link).toContain(`${site.url}/preview/wip?`);
  expect(until).toMatch(/until \d{4}-/);
  expect(await (await fetch(link)).text()).toContain("The first text.");
  expect((await fetch(`${site.url}/articles/wip`)).status).toBe(404);
});

it("redirects are published with the rest, and once", async () => {
  const redirects = join(content, "redirects.yaml");
  await writeFile(redirects, "- { from: /old, to: /articles/told }\n");
  expect(await publish()).toContain("Redirects: changed");
  expect(await publish()).not.toContain("Redirects: changed");
  const response = await fetch(`${site.url}/old`, { redirect: "manual" });
  expect([response.status, response.headers.get("Location")]).toEqual([301, "/articles/told"]);
  await rm(redirects);
  expect(await publish()).toContain("Redirects: changed");
  expect((await fetch(`${site.url}/old`, { redirect: "manual" })).status).toBe(404);
});

it("the scheduler of a site on this machine runs, and /health says so", async () => {
  const health = (await (await fetch(`${site.url}/health`)).json()) as { scheduler: string };
  expect(health.scheduler).toBe("ok");
  expect(site.out()).not.toContain("The scheduler failed");
});
