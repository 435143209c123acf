import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../../src/cli/deploy/deploy.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../../support/site.ts";
import { makeFolder } from "../content/content-support.ts";
import { run } from "../run.ts";

const INVITED = (SMALL["polls/kill.yaml"] ?? "").replace("id: kill", "id: board\nguard: invited");

let home: Home;
let site: RunningSite;
let content: string;

beforeAll(async () => {
  home = await makeHome();
  site = await startSite(home, ["--content", await writeContent(join(home.folder, "watched"))]);
  content = await writeContent(join(home.folder, "edited"), {
    ...SMALL,
    "polls/board.yaml": INVITED,
  });
}, 120_000);

afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

/** The one document that a command prints, and how it ended. */
async function answer(
  ...args: string[]
): Promise<{ code: number | null; document: unknown; err: string }> {
  const { code, out, err } = await run(home.folder, [...args, "--json"]);
  expect(out.endsWith("\n")).toBe(true);
  return { code, document: JSON.parse(out) as unknown, err };
}

test("publish answers what changed, and tells how far it has come on stderr", async () => {
  const first = await answer("publish", "--content", content);
  expect(first.code).toBe(0);
  const none = { added: [], changed: [], unchanged: 0, removed: [] };
  expect(first.document).toMatchObject({
    to: site.url,
    articles: { ...none, unchanged: 1 },
    polls: { ...none, added: ["board"], unchanged: 1 },
    images: none,
    pages: none,
    site: false,
    redirects: false,
    warnings: [],
  });
  expect(first.err).toContain("Polls: 1 added, 0 changed, 1 unchanged, 0 removed\n");
});

test("publish answers an error with each problem, where the content is not valid", async () => {
  const folder = await writeContent(await makeFolder(), {
    ...SMALL,
    "articles/two.md": (SMALL["articles/one.md"] ?? "").replace("title:", "tilte:"),
  });
  const { code, document, err } = await answer("publish", "--content", folder);
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(document).toEqual({
    error: {
      reason: "content",
      message: `2 problems in ${folder}`,
      problems: [
        {
          file: "articles/two.md",
          line: 2,
          column: 1,
          width: 5,
          message: "tilte: there is no such field. Did you mean “title”?",
        },
        { file: "articles/two.md", line: 2, message: "title: is missing" },
      ],
    },
  });
});

test("verify and reproject answer each poll with what differs", async () => {
  const kill = { poll: "kill", votes: 0, differences: [] };
  const all = await answer("verify");
  expect(all).toMatchObject({ code: 0, err: "", document: { ok: true } });
  expect(all.document).toMatchObject({ polls: expect.arrayContaining([kill]) as unknown });
  const one = { code: 0, err: "", document: { ok: true, polls: [kill] } };
  expect(await answer("verify", "--poll", "kill")).toEqual(one);
  expect(await answer("reproject", "--poll", "kill")).toEqual(one);
});

test("acts and the log answer what was done", async () => {
  const done = await answer("close", "--poll", "kill", "--by", "Ann");
  expect(done).toMatchObject({
    code: 0,
    err: "",
    document: { poll: "kill", act: "close", failed: null },
  });
  const { document } = await answer("log", "--poll", "kill");
  const closed = expect.objectContaining({
    who: expect.stringContaining("Ann") as unknown,
    what: "close",
  }) as unknown;
  expect(document).toMatchObject({
    poll: "kill",
    acts: expect.arrayContaining([closed]) as unknown,
  });
  const whole = await answer("log", "--limit", "1000");
  const published = expect.objectContaining({
    what: "PUT /api/site",
    role: "operator",
    outcome: "done",
  }) as unknown;
  expect(whole.document).toMatchObject({ acts: expect.arrayContaining([published]) as unknown });
  const { document: one } = await answer("log", "--limit", "1");
  expect(one).toMatchObject({ acts: [expect.anything()] });
  expect((await answer("log", "--limit", "none")).code).toBe(2);
  expect((await answer("desk", "--poll", "kill")).document).toMatchObject({
    invitations: { made: 0, used: 0 },
    texts: [],
    networks: [],
  });
});

test("invite answers the codes, or where they were written", async () => {
  const { document } = await answer("invite", "--poll", "board", "--count", "2");
  const { codes } = document as { codes: { code: string; url: string }[] };
  expect(document).toMatchObject({ poll: "board", count: 2, out: null });
  expect(codes).toHaveLength(2);
  for (const { code, url } of codes) expect(url).toBe(`${site.url}/polls/board?code=${code}`);
  const out = join(home.folder, "codes.csv");
  const written = await answer("invite", "--poll", "board", "--count", "1", "--out", out);
  expect(written.document).toEqual({ poll: "board", count: 1, out });
});

test("preview, revisions and restore answer in one document each", async () => {
  expect((await answer("preview", "one")).document).toEqual({
    url: expect.stringContaining(`${site.url}/preview/one?`) as unknown,
    until: expect.stringMatching(/Z$/) as unknown,
  });
  const { document } = await answer("revisions", "one");
  expect(document).toMatchObject({
    slug: "one",
    revisions: [{ revision: 1, title: "The only article", draft: false }],
  });
  const folder = await writeContent(await makeFolder(), {});
  await mkdir(folder, { recursive: true });
  const restored = { slug: "one", revision: 1, file: join(folder, "articles/one.md") };
  const args = ["restore", "one", "--revision", "1", "--content", folder];
  expect((await answer(...args)).document).toEqual({ ...restored, written: true });
  expect((await answer(...args)).document).toEqual({ ...restored, written: false });
});

test("what the site refuses, and a site that is not there, are told apart", async () => {
  const refused = await answer("verify", "--poll", "none");
  expect(refused).toMatchObject({
    code: 1,
    err: "",
    document: { error: { reason: "failed", problems: [] } },
  });
  const gone = await answer(
    "log",
    "--poll",
    "kill",
    "--to",
    "http://127.0.0.1:9",
    "--token",
    "t".repeat(22),
  );
  expect(gone).toMatchObject({ code: 1, document: { error: { reason: "unreachable" } } });
  const wrong = await answer("desk");
  expect(wrong).toMatchObject({
    code: 2,
    document: { error: { reason: "usage", message: "Which poll? Name it: --poll P" } },
  });
  const unknown = await answer("log", "--pol", "kill");
  expect(unknown).toMatchObject({ code: 2, document: { error: { reason: "usage" } } });
});

test("an article that was begun here can be checked, and is published as a draft", async () => {
  const folder = await writeContent(await makeFolder());
  const at = ["--content", folder];
  const begun = await answer("new", "article", "Мир: что дальше?", ...at);
  const file = "articles/mir-chto-dalshe.md";
  expect(begun).toEqual({
    code: 0,
    err: "",
    document: { kind: "article", slug: "mir-chto-dalshe", file, path: join(folder, file) },
  });
  expect(await answer("new", "article", "Мир: что дальше?", ...at)).toMatchObject({ code: 1 });
  const checked = await answer("check", ...at);
  expect(checked).toMatchObject({
    code: 0,
    err: "",
    document: {
      ok: true,
      errors: 0,
      drafts: [{ slug: "mir-chto-dalshe", title: "Мир: что дальше?", file }],
    },
  });
  expect((await answer("check", "--strict", ...at)).code).toBe(1);
  const published = await answer("publish", ...at);
  expect(published).toMatchObject({
    code: 0,
    document: { articles: { added: ["mir-chto-dalshe"] } },
  });
  expect((await fetch(`${site.url}/articles/mir-chto-dalshe`)).status).toBe(404);
  const { document } = await answer("preview", "mir-chto-dalshe");
  const page = await fetch((document as { url: string }).url);
  expect(await page.text()).toContain("Мир: что дальше?");
});

test("check answers what it found where that is an error, too", async () => {
  const folder = await writeContent(await makeFolder());
  await writeFile(join(folder, "articles/one.md"), "no front matter");
  const { code, document, err } = await answer("check", "--content", folder);
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(document).toMatchObject({
    ok: false,
    errors: 1,
    problems: expect.arrayContaining([
      {
        level: "error",
        file: "articles/one.md",
        line: 1,
        message: "must begin with front matter: YAML between two lines of ---",
      },
    ]) as unknown,
  });
});

test("deploy answers the address", async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, "wrangler.toml"), 'name = "paper"\n');
  const ran = {
    code: 0,
    output: "",
    entries: [{ type: "deploy", targets: ["https://a.b.workers.dev"] }],
  };
  const deps = {
    repoRoot: folder,
    runWrangler: async () => ran,
    fetch: async () => Response.json({}),
    checkContent: async () => undefined,
    publishContent: async () => undefined,
    print: () => undefined,
    token: "a-token-that-is-kept-elsewhere",
    mayAsk: false,
    patienceMs: 1000,
    pauseMs: 0,
  };
  expect(await deploy({ content: folder }, deps)).toEqual({ url: "https://a.b.workers.dev" });
});
