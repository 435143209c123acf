import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdState } from "../../../src/cli/local/lock.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import { groupIsAlive, type Home, hustings, makeHome, startSite } from "../../support/site.ts";

let home: Home;

beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

/** Waits until the site has printed something. */
async function printed(out: () => string, text: string): Promise<void> {
  while (!out().includes(text)) await sleep(20);
}

it("keeps votes and content through a restart, and Ctrl-C leaves no process behind", async () => {
  const content = await writeContent(home.folder);
  const first = await startSite(home, ["--content", content]);
  const ballot = {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "a-key-of-a-program" },
    body: JSON.stringify({ answers: { q: ["b"] } }),
  };
  const cast = (await (await fetch(`${first.url}/polls/kill/votes`, ballot)).json()) as object;
  expect(cast).toMatchObject({ poll: "kill", seq: 1, results: { counted: 1 } });
  expect(await first.interrupt()).toBe(0);
  // What has ended stays in the table of processes until the system has looked at it.
  while (groupIsAlive(first.pid)) await sleep(20);

  const second = await startSite(home, ["--content", content]);
  expect(second.out()).toContain("Articles: 0 added, 0 changed, 1 unchanged, 0 removed");
  const again = await fetch(`${second.url}/polls/kill/votes`, ballot);
  expect(again.status).toBe(200);
  expect(await again.json()).toMatchObject({ seq: 1, results: { counted: 1 } });
  expect(await (await fetch(`${second.url}/articles/one`)).text()).toContain("1 (100%)");
  await second.interrupt();
});

it("publishes a changed file, tells an error with file, line and reason, and keeps the last good version up", async () => {
  const content = await writeContent(home.folder);
  const site = await startSite(home, ["--content", content]);
  const article = join(content, "articles/one.md");
  const text = await readFile(article, "utf8");
  const read = async (): Promise<string> => (await fetch(`${site.url}/articles/one`)).text();

  await writeFile(article, text.replace("A paragraph.", "A better paragraph."));
  await printed(site.out, "1 changed");
  expect(await read()).toContain("A better paragraph.");

  await writeFile(article, text.replace("authors: [ann]", "authors: [nobody]"));
  await printed(site.out, "Not published");
  await printed(
    site.out,
    `articles/one.md:4: authors.0: “nobody” is not among the authors of site.yaml`,
  );
  expect(await read()).toContain("A better paragraph.");

  await writeFile(article, text.replace("A paragraph.", "A third paragraph."));
  await printed(site.out, "Articles: 0 added, 1 changed, 0 unchanged, 0 removed\nPolls: 0 added");
  while (!(await read()).includes("A third paragraph.")) await sleep(50);
  await site.interrupt();
});

it("says in one line that a port is taken, and ends with a code that is not zero", async () => {
  const content = await writeContent(home.folder);
  const other = createServer();
  const port = await new Promise<number>((done) => {
    other.listen(0, "127.0.0.1", () => {
      const address = other.address();
      done(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const { code, out } = await hustings(home, [
    "start",
    "--content",
    content,
    "--port",
    String(port),
  ]);
  other.close();
  expect(code).toBe(1);
  expect(out.trim().split("\n")).toEqual([
    `hustings: Port ${port} is taken. Stop what uses it, or choose another: npm start -- --port ${port + 1}`,
  ]);
});

it("says in one line what is wrong with a content folder, before anything is started", async () => {
  const missing = await hustings(home, ["start", "--content", join(home.folder, "nowhere")]);
  expect(missing.code).toBe(1);
  expect(missing.out.trim().split("\n")).toHaveLength(1);
  expect(missing.out).toContain("There is no content folder at");

  const content = await writeContent(home.folder, {
    ...SMALL,
    "polls/kill.yaml": (SMALL["polls/kill.yaml"] ?? "").replace("kind: single", "kind: several"),
  });
  const broken = await hustings(home, ["start", "--content", content]);
  expect(broken.code).toBe(1);
  expect(broken.out.trim().split("\n")).toEqual([
    `hustings: ${content}/polls/kill.yaml:6: questions.0.kind: must be single, multiple or ranked`,
  ]);
});

it("refuses to serve state that another server is using", async () => {
  const content = await writeContent(home.folder);
  const site = await startSite(home, ["--content", content]);
  const state = join(home.folder, "state");
  const { code, out } = await hustings(home, [
    "start",
    "--port",
    "0",
    "--content",
    content,
    "--persist-to",
    state,
  ]);
  expect(code).toBe(1);
  expect(out).toContain(`The state in ${state} is in use by another server.`);
  await site.interrupt();
});

it("refuses the same state by another path, and with another TMPDIR", async () => {
  const [state, link] = [join(home.folder, "state"), join(home.folder, "link")];
  await mkdir(state);
  await symlink(state, link);
  const release = await holdState(state);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = home.folder;
  try {
    for (const path of [state, link, `${state}/../link/.`]) {
      await expect(holdState(path)).rejects.toThrow("is in use by another server");
    }
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    await release();
  }
  await (
    await holdState(link)
  )();
});

it("ends in the middle of its first publish when it is told to; the next start goes on", async () => {
  const articles = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [
      `articles/one-of-many-${i}.md`,
      // Words that no other test has: pictures that were drawn before are not drawn again.
      `---\ntitle: ${home.folder} ${i}\ndate: 2026-10-05\nauthors: [ann]\n---\nText.\n`,
    ]),
  );
  const content = await writeContent(home.folder, { ...SMALL, ...articles });
  const args = ["--content", content];
  const first = await startSite(home, args, /Pictures for sharing: 20 of 103/);
  expect(await first.interrupt()).toBe(0);
  while (groupIsAlive(first.pid)) await sleep(20);
  expect(first.out()).not.toContain("Pages:");

  const second = await startSite(home, args);
  expect(second.out()).toContain("Articles: 0 added, 0 changed, 101 unchanged");
  const page = await (await fetch(`${second.url}/articles/one-of-many-99`)).text();
  const [, picture = ""] = /property="og:image" content="([^"]+)"/.exec(page) ?? [];
  expect((await fetch(new URL(new URL(picture).pathname, second.url))).status).toBe(200);
  await second.interrupt();
});

it("names an option that it does not know", async () => {
  const { code, out } = await hustings(home, ["publish", "--contents", "x"]);
  expect(code).toBe(2);
  expect(out).toContain("--contents");
  expect(out.trim().split("\n")).toHaveLength(1);
});

it("tells how a command is used instead of running it, where it is asked for help", async () => {
  const { code, out } = await hustings(home, ["publish", "--help"]);
  expect(code).toBe(0);
  expect(out).toContain("hustings COMMAND [OPTIONS]");
});
