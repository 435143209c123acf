import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { select } from "../web/site/read-markup.ts";
import {
  article,
  ask,
  fails,
  type Fault,
  faultyD1,
  faultyKv,
  faultyPolls,
  forgetAll,
  onlyFor,
  poll,
  publish,
  quiet,
  SECRET,
  send,
  site,
} from "../support/site.ts";

const PERSON = { Accept: "text/html,*/*;q=0.8" };
const PROGRAM = { Accept: "application/json" };

/** A mistake of the code, as far as the Worker can tell. */
const mistaken: Fault = async () => {
  throw new TypeError(`${SECRET} is not a function at store.ts:12:34`);
};
/** What is thrown is not even an error. */
const odd: Fault = () => Promise.reject(SECRET);
/** KV has a copy of the site that nobody could make a page of. */
const senseless: Fault = async (call) => {
  if (call === "get site") return { site: { audiences: 5, embed: "everywhere" }, origin: 7 };
  throw new Error(SECRET);
};

const all = (fault: Fault): Partial<Env> => ({
  DB: faultyD1(fault),
  PAGES: faultyKv(fault),
  POLL: faultyPolls(fault),
});

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/one", poll("one"));
  await send("PUT", "/articles/here", article("here"));
  await publish();
});

let logged: unknown[] = [];

beforeEach(() => {
  forgetAll();
  logged = quiet();
});

afterEach(() => {
  vi.restoreAllMocks();
  forgetAll();
});

function expectSafe(response: Response): void {
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(response.headers.get("Strict-Transport-Security")).toMatch(/^max-age=\d{8}/);
  expect(response.headers.get("Referrer-Policy")).toBe("strict-origin-when-cross-origin");
  expect(response.headers.has("ETag")).toBe(false);
}

/** What people are told: a page of whole sentences, and nothing of the inside. */
async function pageOf(response: Response): Promise<string> {
  expectSafe(response);
  expect(response.headers.get("Content-Type")).toMatch(/^text\/html/);
  const html = await response.text();
  expect(html).not.toContain(SECRET);
  expect(html).not.toMatch(/\.tsx?:\d/);
  expect(await select(html, "h1")).toHaveLength(1);
  const [home] = (await select(html, "a[href='/']")).slice(-1);
  expect(home).toBeDefined();
  return html;
}

/** What programs are told. */
async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expectSafe(response);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  const text = await response.text();
  expect(text).not.toContain(SECRET);
  return JSON.parse(text) as Record<string, unknown>;
}

describe.each([
  ["D1, KV and the polls", all(fails)],
  ["D1 and KV, with something that is no error,", all(odd)],
  ["all, while KV has a copy of the site that makes no sense,", all(senseless)],
])("where %s fail", (_, replaced) => {
  it.each(["/", "/articles/here", "/for/students", "/polls", "/about", "/feed.xml"])(
    "%s tells people to try again (503)",
    async (path) => {
      const response = await ask(path, { headers: PERSON }, replaced);
      expect(response.status).toBe(503);
      expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
      expect(await pageOf(response)).toContain("try again");
    },
  );

  it("programs are told the same as problem+json", async () => {
    for (const path of ["/articles/here", "/polls/one", "/api/manifest"]) {
      const authorization = { Authorization: "Bearer test-token-test-token-test-token" };
      const headers = path.startsWith("/api") ? authorization : PROGRAM;
      const response = await ask(path, { headers }, replaced);
      expect(response.headers.get("Retry-After"), path).toMatch(/^[1-9]\d*$/);
      expect(await problemOf(response)).toMatchObject({
        type: "urn:hustings:problem:unavailable",
        status: 503,
      });
    }
  });

  it("the log has what happened", async () => {
    await ask("/articles/here", { headers: PERSON }, replaced);
    expect(JSON.stringify(logged)).toContain(SECRET);
  });
});

describe("a mistake of the code", () => {
  it("is the site's own failure (500): nobody is told to try again", async () => {
    const replaced = { PAGES: faultyKv(onlyFor("image:", mistaken)) };
    const path = `/images/${"0".repeat(64)}/a.jpg`;
    const person = await ask(path, { headers: PERSON }, replaced);
    expect(person.status).toBe(500);
    expect(person.headers.has("Retry-After")).toBe(false);
    // Of this publication: only the picture has failed.
    expect(await pageOf(person)).toContain("The Test Review");
    const program = await ask(path, { headers: PROGRAM }, replaced);
    expect(await problemOf(program)).toMatchObject({
      type: "urn:hustings:problem:internal-error",
      status: 500,
    });
  });

  it("is told in plain words where it is in whatever makes pages, too", async () => {
    const replaced = {
      PAGES: faultyKv((call, proceed) =>
        call === "get site" ? senseless(call, proceed) : mistaken(call, proceed),
      ),
      DB: faultyD1(mistaken),
    };
    const response = await ask("/articles/here", { headers: PERSON }, replaced);
    expect(response.status).toBe(500);
    expect(await pageOf(response)).toContain("Something went wrong here");
  });
});
