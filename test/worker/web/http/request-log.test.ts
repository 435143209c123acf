import { beforeAll, describe, expect, it, vi } from "vitest";
import { routes } from "../../support/routes.ts";
import {
  article,
  ask,
  embed,
  fails,
  faultyD1,
  faultyKv,
  forgetAll,
  poll,
  publish,
  quiet,
  send,
  site,
  TOKEN,
} from "../../support/site.ts";

const LOG = { REQUEST_LOG: "1" };

interface Line {
  event: string;
  method: string;
  route: string;
  status: number;
  ms: number;
}

/** What one request has written to the log. */
async function linesOf(
  path: string,
  init: RequestInit = {},
  replaced: Partial<Env> = LOG,
): Promise<Line[]> {
  const lines: string[] = [];
  const spy = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  try {
    await ask(path, init, replaced);
  } finally {
    spy.mockRestore();
  }
  return lines.map((line) => JSON.parse(line) as Line);
}

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/one", poll("one"));
  await send("PUT", "/articles/one", article("one", {}, embed("one")));
  await publish();
});

const vote = (answers: object): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json", "Idempotency-Key": "voter-key-of-the-log" },
  body: JSON.stringify({ answers }),
});
const authorized = { headers: { Authorization: `Bearer ${TOKEN}` } };

const REQUESTS: [path: string, init: RequestInit, method: string, route: string, status: number][] =
  [
    ["/", {}, "GET", "/", 200],
    ["/articles/one?utm=somebody", {}, "GET", "/articles/:slug", 200],
    ["/articles/one", { method: "HEAD" }, "HEAD", "/articles/:slug", 200],
    ["/articles/none", {}, "GET", "/articles/:slug", 404],
    ["/no/such/place", {}, "GET", "none", 404],
    ["/search?q=what+somebody+looks+for", {}, "GET", "/search", 200],
    ["/polls/one/votes", vote({ q: ["a"] }), "POST", "/polls/:poll/votes", 201],
    ["/polls/one/votes", vote({ q: ["b"] }), "POST", "/polls/:poll/votes", 409],
    ["/polls/one?token=secret-of-a-member", {}, "GET", "/polls/:poll", 200],
    ["/api/polls/one/acts", authorized, "GET", "/api/polls/:poll/acts", 200],
    ["/api/publish", { ...authorized, method: "POST", body: "{}" }, "POST", "/api/publish", 200],
    ["/api/nowhere", authorized, "GET", "none", 404],
  ];

describe("the log", () => {
  it.each(REQUESTS)("of %s %j is one line: %s %s %d", async (path, init, method, route, status) => {
    const lines = await linesOf(path, init);
    expect(lines).toEqual([
      { event: "request", method, route, status, ms: expect.any(Number) as number },
    ]);
  });

  it("has a line for what nobody may, and for what failed", async () => {
    quiet();
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(await linesOf("/api/manifest")).toMatchObject([{ status: 401 }]);
    forgetAll();
    const broken = { ...LOG, DB: faultyD1(fails), PAGES: faultyKv(fails) };
    expect(await linesOf("/archive/1999", {}, broken)).toMatchObject([
      { route: "/archive/:year", status: 503 },
    ]);
  });

  it("names routes as they are written, whatever comes", async () => {
    const known = new Set([...routes.map(({ path }) => path), "none"]);
    for (const path of ["/%00", "/a/b/c/d", "//x", "/polls/one/", "/preview/x", "/images/x/y"]) {
      for (const line of await linesOf(path)) expect(known).toContain(line.route);
    }
  });

  it("says nothing of who asks", async () => {
    const headers = {
      "CF-Connecting-IP": "203.0.113.77",
      "User-Agent": "agent-of-a-reader",
      Cookie: "voter=cookie-of-a-reader",
      Referer: "https://elsewhere.test/somebody",
    };
    const spy = vi.spyOn(console, "log").mockImplementation(() => undefined);
    for (const [path, init] of REQUESTS) {
      await ask(
        path,
        { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } },
        LOG,
      );
    }
    const text = JSON.stringify(spy.mock.calls);
    spy.mockRestore();
    expect(text).toContain('"event');
    for (const part of [
      "203.0",
      "agent-of",
      "cookie-of",
      "elsewhere",
      "somebody",
      "secret-of",
      TOKEN,
      "voter-key",
    ]) {
      expect(text).not.toContain(part);
    }
  });

  it("has a share of readers' requests where it is told so, and all writes and failures", async () => {
    expect(await linesOf("/", {}, { REQUEST_LOG: "0" })).toEqual([]);
    expect(await linesOf("/articles/none", {}, { REQUEST_LOG: "0" })).toHaveLength(1);
    expect(
      await linesOf("/polls/one/votes", vote({ q: ["c"] }), { REQUEST_LOG: "0" }),
    ).toHaveLength(1);
    const random = vi.spyOn(Math, "random").mockReturnValue(0.4);
    expect(await linesOf("/", {}, { REQUEST_LOG: "0.5" })).toHaveLength(1);
    random.mockReturnValue(0.6);
    expect(await linesOf("/", {}, { REQUEST_LOG: "0.5" })).toEqual([]);
    random.mockRestore();
    expect(await linesOf("/articles/none", {}, { REQUEST_LOG: "off" })).toEqual([]);
  });
});
