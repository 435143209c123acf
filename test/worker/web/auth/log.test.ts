import { beforeAll, describe, expect, it } from "vitest";
import { askApi, logLines, serveKeys, through } from "./support.ts";
import {
  api,
  article,
  ask,
  faultyD1,
  poll,
  publish,
  publishSite,
  putArticle,
  send,
  TOKEN,
} from "../../support/site.ts";
import { routes } from "../../support/routes.ts";

const EDITOR = "ed@example.org";

interface Entry {
  at: string;
  who: string;
  role: string;
  what: string;
  outcome: string;
  detail: Record<string, unknown>;
}

async function entries(before = ""): Promise<Entry[]> {
  const query = before === "" ? "" : `?before=${encodeURIComponent(before)}`;
  return (await send<{ acts: Entry[] }>("GET", `/log${query}`)).acts;
}

/** What a request adds to the log. */
async function added(request: () => Promise<unknown>): Promise<Entry[]> {
  const before = (await entries()).length;
  await request();
  const all = await entries();
  return all.slice(0, all.length - before);
}

beforeAll(async () => {
  await publishSite({ polls: [poll("one")] });
});

describe("the publication's log", () => {
  it("has who did what, in which role, and what became of it", async () => {
    await serveKeys();
    const body = { articles: [article("a"), article("b")] };
    const [byEditor] = await added(async () =>
      askApi("POST", "/articles", { ...(await through(EDITOR)), "Hustings-By": "Olga" }, body),
    );
    expect(byEditor).toMatchObject({
      who: EDITOR,
      role: "editor",
      what: "POST /api/articles",
      outcome: "done",
      detail: { articles: "a, b" },
    });
    expect(Math.abs(Date.parse(byEditor?.at ?? "") - Date.now())).toBeLessThan(60_000);
    const headers = { Authorization: `Bearer ${TOKEN}`, "Hustings-By": "Ann <script>" };
    const [byToken] = await added(() =>
      ask("/api/pages/x", { method: "PUT", headers, body: JSON.stringify({ slug: "x" }) }),
    );
    expect(byToken).toMatchObject({
      who: "token (Ann script)",
      role: "operator",
      what: "PUT /api/pages/x",
      outcome: "refused",
    });
  });

  it.each([
    ["%D0%90%D0%BD%D0%BD%D0%B0", "token (Анна)"],
    ["100%", "token (100)"],
    ["  ", "token"],
    ["x".repeat(300), `token (${"x".repeat(80)})`],
  ])("writes a name down as said (%j)", async (name, who) => {
    const headers = { Authorization: `Bearer ${TOKEN}`, "Hustings-By": name };
    const [entry] = await added(() => ask("/api/site", { method: "PUT", headers, body: "{}" }));
    expect(entry?.who).toBe(who);
  });

  const WRITES = routes
    .filter(({ method, path }) => ["PUT", "POST"].includes(method) && path.startsWith("/api/"))
    .filter(({ path }) => !path.endsWith("/acts"))
    .map(({ method, path }): [string, string] => [method, path.slice("/api".length)]);

  it("is asked of every route that writes", () => {
    expect(WRITES.length).toBeGreaterThan(12);
  });

  it.each(WRITES)("has every %s %s, in whatever way it ends", async (method, path) => {
    const named = path.replace(/:\w+(?:\{[^}]*\})?/g, "one");
    const [entry, ...more] = await added(() => api(method, named, "no JSON"));
    expect(entry).toMatchObject({ who: "token", what: `${method} /api${named}` });
    expect(entry?.outcome).not.toBe("begun");
    expect(more).toEqual([]);
  });

  it("names what was taken out", async () => {
    await putArticle("gone");
    const log = await added(() => publish({ articles: ["gone"], polls: ["two"] }));
    expect(log.at(-1)).toMatchObject({
      what: "POST /api/publish",
      outcome: "done",
      detail: { articles: "gone", polls: "two" },
    });
  });

  it("has nothing of what only reads or asks, and of a publish that finds nothing to do", async () => {
    await publish();
    const log = await added(async () => {
      await publish();
      await api("POST", "/polls?dryRun", { polls: [poll("three")] });
      for (const path of ["/manifest", "/polls", "/polls/one/audit", "/polls/one/desk"]) {
        await api("GET", path);
      }
    });
    expect(log).toEqual([]);
  });

  it("leaves what is done with a running poll to the poll's own", async () => {
    const log = await added(() => api("POST", "/polls/one/acts", { act: "close" }));
    expect(log).toEqual([]);
    const acts = async (): Promise<Entry[]> =>
      (await send<{ acts: Entry[] }>("GET", "/polls/one/acts")).acts;
    expect((await acts())[0]).toMatchObject({ who: "token", what: "close" });
    await serveKeys();
    const body = { act: "hide" };
    await askApi("POST", "/polls/one/acts", await through(EDITOR), body);
    expect((await acts())[0]).toMatchObject({ who: EDITOR, what: "hide" });
  });

  it("has the entry before the write: one that is cut off says “begun”", async () => {
    const lines = logLines();
    // The first statement is the entry's; none after it comes through.
    let statements = 0;
    const DB = faultyD1(async (_, proceed) => {
      statements += 1;
      if (statements > 1) throw new Error("cut off");
      return proceed();
    });
    const [entry] = await added(() => api("PUT", "/articles/cut", article("cut"), { DB }));
    expect(entry).toMatchObject({ what: "PUT /api/articles/cut", outcome: "begun" });
    expect((await send<{ articles: object }>("GET", "/manifest")).articles).not.toHaveProperty(
      "cut",
    );
    expect(lines.length).toBeGreaterThan(0);
  });

  it("does no write whose entry can't be written", async () => {
    logLines();
    const DB = faultyD1((sql, proceed) =>
      /^insert into "activity"/i.test(sql) ? Promise.reject(new Error("away")) : proceed(),
    );
    const response = await api("PUT", "/articles/lost", article("lost"), { DB });
    expect(response.status).toBe(503);
    expect((await send<{ articles: object }>("GET", "/manifest")).articles).not.toHaveProperty(
      "lost",
    );
  });

  it("is read in pages, the newest first", async () => {
    const all = await entries();
    const times = all.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await entries("000000000000000:0")).toEqual([]);
    // What is no entry's key is none of another kind.
    expect(await entries("redirects")).toEqual(all);
  });
});
