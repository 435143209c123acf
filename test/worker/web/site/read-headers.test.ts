import { beforeAll, describe, expect, it } from "vitest";
import {
  api,
  article,
  ask,
  embed,
  fails,
  faultyD1,
  faultyKv,
  forgetAll,
  ORIGIN,
  page,
  poll,
  publish,
  quiet,
  send,
  site,
} from "../../support/site.ts";

const PUBLIC_PAGES = [
  "/",
  "/articles/plain",
  "/articles/polled",
  "/for/business",
  "/authors/ann",
  "/archive",
  "/archive/2026",
  "/polls",
  "/feed.xml",
  "/sitemap.xml",
  "/robots.txt",
];

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/one", poll("one"));
  await send("PUT", "/articles/plain", article("plain"));
  await send(
    "PUT",
    "/articles/polled",
    article("polled", { audiences: ["business"] }, embed("one")),
  );
  await publish();
});

describe("a page", () => {
  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/articles/polled", "text/html; charset=utf-8"],
    ["/for/business", "text/html; charset=utf-8"],
    ["/polls", "text/html; charset=utf-8"],
    ["/polls/one", "text/html; charset=utf-8"],
    ["/nowhere", "text/html; charset=utf-8"],
    ["/feed.xml", "application/atom+xml; charset=utf-8"],
    ["/sitemap.xml", "application/xml; charset=utf-8"],
    ["/robots.txt", "text/plain; charset=utf-8"],
    ["/health", "application/json"],
    ["/polls/one/results.json", "application/json"],
  ])("%s is %s, and no browser guesses otherwise", async (path, type) => {
    const { headers } = await ask(path);
    expect(headers.get("Content-Type")?.toLowerCase()).toBe(type);
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  it.each(PUBLIC_PAGES)(
    "%s is the same for every reader, and gives none a cookie",
    async (path) => {
      const answers = await Promise.all(
        ["", "__Host-voter=AAAAAAAAAAAAAAAAAAAAAA", "__Host-voter=BBBBBBBBBBBBBBBBBBBBBB; x=1"].map(
          async (Cookie) => ask(path, { headers: { Cookie, "User-Agent": `Reader ${Cookie}` } }),
        ),
      );
      const texts = await Promise.all(answers.map(async (answer) => answer.text()));
      expect(new Set(texts).size).toBe(1);
      const headers = answers.map((answer) => JSON.stringify([...answer.headers]));
      expect(new Set(headers).size).toBe(1);
      expect(answers.map((answer) => answer.headers.get("Set-Cookie"))).toEqual([null, null, null]);
    },
  );

  it("gives no cookie to a reader of a poll's own page", async () => {
    expect((await ask("/polls/one")).headers.get("Set-Cookie")).toBeNull();
  });

  it.each(PUBLIC_PAGES)("%s may be kept by caches for seconds, and no longer", async (path) => {
    const directives = (await ask(path)).headers.get("Cache-Control") ?? "";
    expect(directives).toMatch(/\bpublic\b/);
    const age = Number(/max-age=(\d+)/.exec(directives)?.[1]);
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThanOrEqual(10);
    expect(directives).toContain("stale-while-revalidate");
  });

  it("is kept for a shorter time where it has live numbers", async () => {
    const age = async (path: string): Promise<number> =>
      Number(/max-age=(\d+)/.exec((await ask(path)).headers.get("Cache-Control") ?? "")?.[1]);
    expect(await age("/articles/polled")).toBeLessThan(await age("/articles/plain"));
    expect(await age("/polls")).toBeLessThan(await age("/archive"));
    expect(await age("/for/business")).toBeLessThan(await age("/for/students"));
    expect(await age("/")).toBe(await age("/polls"));
  });
});

describe("HEAD", () => {
  it.each([
    ...PUBLIC_PAGES,
    "/polls/one",
    "/polls/one/results.json",
    "/polls/one/votes",
    "/nowhere",
    "/health",
    "/articles/plain/",
  ])("%s has the status and the headers of GET, and no body", async (path) => {
    const get = await ask(path);
    const head = await ask(path, { method: "HEAD" });
    expect(head.status).toBe(get.status);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    expect(await head.text()).toBe("");
  });
});

describe("another method", () => {
  const METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];
  const PATHS = [...PUBLIC_PAGES, "/polls/one", "/images/x/y.jpg", "/health"];

  it.each(METHODS)(
    "%s is refused on a page, is kept by no cache, and changes nothing",
    async (method) => {
      for (const path of PATHS) {
        const before = await (await ask(path)).text();
        const response = await ask(path, { method });
        expect(response.status, `${method} ${path}`).toBe(405);
        expect(response.headers.get("Allow"), path).toMatch(/^GET, HEAD/);
        expect(response.headers.get("Cache-Control"), path).toBe("no-store");
        expect(await (await ask(path)).text()).toBe(before);
      }
    },
  );
});

describe("a redirect", () => {
  it.each([
    ["/articles/plain/", "/articles/plain"],
    ["/articles/plain/?from=mail", "/articles/plain?from=mail"],
    ["/polls/", "/polls"],
    ["/for/business/", "/for/business"],
    ["/polls/one/", "/polls/one"],
  ])("leads from %s to %s", async (from, to) => {
    const response = await ask(from);
    expect(response.status).toBe(301);
    // Without a host, whatever host a proxy says that was asked for.
    expect(response.headers.get("Location")).toBe(to);
    expect(response.headers.get("Cache-Control")).toMatch(/^(?:public|private), max-age=60,/);
    expect((await ask(to)).status).toBe(200);
  });

  it("stays on this site whatever the path is", async () => {
    for (const path of [
      "//elsewhere.test/",
      "/\\elsewhere.test/",
      "/polls//elsewhere.test/votes",
    ]) {
      const location = (await ask(path)).headers.get("Location") ?? "";
      expect(new URL(location, ORIGIN).origin, path).toBe(ORIGIN);
    }
  });

  it("leads from the address of the form to the poll", async () => {
    const response = await ask("/polls/one/votes");
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe("/polls/one");
  });
});

describe("what is not there", () => {
  it.each([
    "/nowhere",
    "/articles/nothing",
    "/for/nobody",
    "/images/none/x.jpg",
    "/articles/UPPER",
  ])("%s is a page for people and a problem document for programs", async (path) => {
    const person = await ask(path, { headers: { Accept: "text/html,application/json;q=0.1" } });
    expect(person.status).toBe(404);
    expect(person.headers.get("Content-Type")).toMatch(/^text\/html/);
    expect(await person.text()).toContain("The Test Review");
    const program = await ask(path, { headers: { Accept: "application/json" } });
    expect(program.status).toBe(404);
    expect(program.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await program.json()).toMatchObject({
      type: "urn:hustings:problem:not-found",
      status: 404,
    });
  });

  it("is a problem document of its own kind for a poll", async () => {
    const program = await ask("/polls/nope", { headers: { Accept: "application/json" } });
    expect(await program.json()).toMatchObject({ type: "urn:hustings:problem:no-such-poll" });
  });

  it("is not found by search engines", async () => {
    expect(await (await ask("/nowhere")).text()).toContain("noindex");
    expect(await page("/articles/plain")).not.toContain("noindex");
  });
});

describe("every answer", () => {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const asks: [string, RequestInit][] = [
    ...[...PUBLIC_PAGES, "/polls/one", "/polls/nope", "/polls/one/results.json", "/health"].map(
      (path): [string, RequestInit] => [path, {}],
    ),
    ["/polls/nope/results.json", {}],
    ["/polls/one/votes", {}],
    ["/nowhere", {}],
    ["/nowhere/", {}],
    ["/articles/plain/", {}],
    ["/images/none/x.jpg", {}],
    ["/articles/plain", { method: "HEAD" }],
    ["/articles/plain", { headers: { "If-None-Match": "*" } }],
    ["/articles/plain", { method: "OPTIONS" }],
    ["/articles/plain", { method: "DELETE" }],
    ["/polls/one/votes", { method: "POST", body: "q.q=a", headers: form }],
    ["/polls/one/votes", { method: "POST", body: "q.q=zzz", headers: form }],
    ["/polls/one/votes", { method: "POST", body: "x" }],
    ["/polls/one/votes?cookie=1", { method: "POST", body: "q.q=a", headers: form }],
    ["/polls/nope/votes", { method: "POST", body: "q.q=a", headers: form }],
    ["/api/manifest", {}],
    ["/api/nowhere", {}],
    ["/api/site", { method: "PUT", body: "{}" }],
  ];

  it.each(asks)("says whether it may be kept: %s %o", async (path, init) => {
    const response = await ask(path, init);
    const directives = response.headers.get("Cache-Control");
    const briefly = [301, 404, 410].includes(response.status);
    const good = response.status === 200 || response.status === 304;
    expect(directives).toMatch(
      good || briefly
        ? /^(?:(?:public|private), max-age=\d+.*, stale-if-error=\d+|(?:private, )?no-store)$/
        : /^no-store$/,
    );
  });

  it("says so of the publishing API too", async () => {
    const answers = await Promise.all([
      api("GET", "/manifest"),
      api("GET", "/polls"),
      api("GET", "/polls/one/audit"),
      api("GET", "/polls/one/audit/votes"),
      api("GET", "/polls/nope/audit"),
      api("GET", "/nowhere"),
      api("PUT", "/site", {}),
      api("POST", "/publish", {}),
    ]);
    for (const answer of answers) expect(answer.headers.get("Cache-Control")).toBe("no-store");
  });

  it("says so when the stores fail", async () => {
    quiet();
    const stores = { PAGES: faultyKv(fails), DB: faultyD1(fails) };
    for (const path of [...PUBLIC_PAGES, "/images/none/x.jpg", "/health", "/nowhere"]) {
      forgetAll();
      const response = await ask(path, {}, stores);
      expect([404, 503], path).toContain(response.status);
      expect(response.headers.get("Cache-Control"), path).toBe("no-store");
    }
  });
});
