import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { links, select } from "./read-markup.ts";
import {
  article,
  ask,
  embed,
  fails,
  type Fault,
  faultyD1,
  faultyKv,
  faultyPolls,
  forgetAll,
  hangs,
  noting,
  onlyFor,
  page,
  poll,
  publish,
  quiet,
  SECRET,
  send,
  site,
  written,
} from "../../support/site.ts";

const PAGES = [
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

/** KV that says of every key that there is nothing, as it may for a minute after a write. */
const missing: Fault = async (call, proceed) => {
  if (call.startsWith("getWithMetadata")) return { value: null, metadata: null };
  return call.startsWith("get ") ? null : proceed();
};

/** The home page as it is where nobody knows which polls are open. */
function withoutOpenPolls(html: string): string {
  const parts = html.split(/<section class="open-polls".*?<\/section>/s);
  if (parts.length !== 2) throw new Error(`the open polls stand there ${parts.length - 1} times`);
  return parts.join("");
}

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/one", poll("one"));
  await send("POST", "/articles", {
    articles: [article("plain", { audiences: ["business"] }), article("polled", {}, embed("one"))],
  });
  await publish();
});

beforeEach(() => {
  forgetAll();
  quiet();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("a D1 that gives no answer", () => {
  it.each([
    ["fails", fails],
    ["is silent", hangs],
  ])("takes no page down where it %s", async (_, fault) => {
    // The list of polls has numbers of D1: read-slots has what is left of it.
    for (const path of PAGES.filter((one) => one !== "/polls")) {
      forgetAll();
      const usual = await page(path);
      forgetAll();
      const left = await page(path, { DB: faultyD1(fault) });
      // So has the home page, of the open polls: those are all that it lacks.
      expect(left, path).toBe(path === "/" ? withoutOpenPolls(usual) : usual);
    }
  });

  it("takes no article down even with every poll dead", async () => {
    const dead = { DB: faultyD1(fails), POLL: faultyPolls(fails) };
    const html = await page("/articles/polled", dead);
    expect(await select(html, "form[action='/polls/one/votes']")).toHaveLength(1);
  });
});

describe("a KV that fails", () => {
  const noReads = { PAGES: faultyKv(onlyFor("get", fails)) };

  it.each(PAGES)("leaves %s, from D1", async (path) => {
    const usual = await page(path);
    forgetAll();
    const response = await ask(path, {}, noReads);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(usual);
  });

  it("in writing too leaves the page to the reader", async () => {
    vi.spyOn(scheduler, "wait").mockResolvedValue(undefined);
    expect(await page("/articles/plain", { PAGES: faultyKv(fails) })).toContain("A paragraph.");
  });

  it("leaves a page that nobody published a 404, with the site's name", async () => {
    const response = await ask("/articles/nothing", {}, noReads);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("The Test Review");
  });
});

describe("KV and D1 that fail both", () => {
  const dead = { PAGES: faultyKv(fails), DB: faultyD1(fails) };

  it("are answered for with 503 and Retry-After, and no word of what happened inside", async () => {
    for (const path of PAGES) {
      for (const accept of ["text/html", "application/json"]) {
        forgetAll();
        const response = await ask(path, { headers: { Accept: accept } }, dead);
        expect(response.status, path).toBe(503);
        expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
        expect(response.headers.get("Content-Type")).toContain(
          accept === "text/html" ? "text/html" : "application/problem+json",
        );
        const text = await response.text();
        expect(text).not.toContain(SECRET);
        expect(text).not.toMatch(/\.tsx?\b|\bat \w+ \(|select |Failed query/i);
      }
    }
  });

  it("leave the pages that are in memory, however old", async () => {
    const before = await page("/articles/plain");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    expect(await page("/articles/plain", dead)).toBe(before);
    expect((await ask("/for/students", {}, dead)).status).toBe(503);
  });

  it("are over when they are over", async () => {
    expect((await ask("/articles/plain", {}, dead)).status).toBe(503);
    expect((await ask("/articles/plain")).status).toBe(200);
  });
});

describe("a page that KV has not got", () => {
  it.each(PAGES)("%s is rendered from D1, the same, and put back", async (path) => {
    const usual = await ask(path);
    const text = await usual.text();
    await env.PAGES.delete(`page:${path}`);
    forgetAll();
    expect(await page(path)).toBe(text);
    // In another isolate, without D1: KV has it again.
    forgetAll();
    const again = await ask(path, {}, { DB: faultyD1(onlyFor('from "sites"', fails)) });
    expect(again.status).toBe(200);
    expect(await again.text()).toBe(text);
    expect(again.headers.get("ETag")).toBe(usual.headers.get("ETag"));
  });

  it("is put back once", async () => {
    await env.PAGES.delete("page:/articles/plain");
    const calls: string[] = [];
    for (let reader = 0; reader < 3; reader += 1) {
      forgetAll();
      await page("/articles/plain", { PAGES: faultyKv(noting(calls)) });
    }
    expect(calls.filter((call) => call.startsWith("put"))).toEqual(["put page:/articles/plain"]);
  });

  it("is there for one who asked too early, though KV goes on saying that it is not", async () => {
    const early = { PAGES: faultyKv(missing) };
    expect((await ask("/articles/early", {}, early)).status).toBe(404);
    await send("PUT", "/articles/early", article("early", {}, "Here it is."));
    expect(await page("/articles/early", early)).toContain("Here it is.");
    await publish();
    forgetAll();
    expect(await page("/articles/early", early)).toContain("Here it is.");
  });

  it("is there before the publish has come to it, and leaves the publish to do", async () => {
    await send("PUT", "/articles/ahead", article("ahead", {}, "Ahead of its publish."));
    expect(await page("/articles/ahead")).toContain("Ahead of its publish.");
    expect(await page("/")).not.toContain("/articles/ahead");
    await publish();
    expect(await page("/articles/ahead")).toContain("Ahead of its publish.");
    expect(await links(await page("/"))).toContain("/articles/ahead");
    expect(written(await publish())).toBe(0);
  });

  it("is not put back where nobody published it", async () => {
    const calls: string[] = [];
    const noted = { PAGES: faultyKv(noting(calls)) };
    for (const path of ["/articles/nothing", "/for/nobody", "/articles/UPPER"]) {
      expect((await ask(path, {}, noted)).status).toBe(404);
    }
    expect(calls.filter((call) => !call.startsWith("get"))).toEqual([]);
  });

  it("does not come back when it is removed while it is put back", async () => {
    await send("PUT", "/articles/racing", article("racing"));
    await publish();
    await env.PAGES.delete("page:/articles/racing");
    forgetAll();
    // The publish that removes it comes between the rendering and the write.
    let removal: Promise<unknown> | null = null;
    const slow: Fault = async (call, proceed) => {
      if (call.startsWith("put") && !removal) {
        removal = publish({ articles: ["racing"] });
        await removal;
      }
      return proceed();
    };
    expect((await ask("/articles/racing", {}, { PAGES: faultyKv(slow) })).status).toBe(200);
    expect(removal).not.toBeNull();
    forgetAll();
    expect((await ask("/articles/racing")).status).toBe(410);
  });

  it("is the newer one when it is published anew while it is put back", async () => {
    await send("PUT", "/articles/renewed", article("renewed", {}, "The old text."));
    await publish();
    await env.PAGES.delete("page:/articles/renewed");
    forgetAll();
    let renewal: Promise<unknown> | null = null;
    const renew = async (): Promise<void> => {
      await send("PUT", "/articles/renewed", article("renewed", {}, "The new text."));
      await publish();
    };
    const slow: Fault = async (call, proceed) => {
      if (call.startsWith("put") && !renewal) {
        renewal = renew();
        await renewal;
      }
      return proceed();
    };
    await page("/articles/renewed", { PAGES: faultyKv(slow) });
    forgetAll();
    expect(await page("/articles/renewed")).toContain("The new text.");
  });
});

describe("a KV that is behind", () => {
  it("gives the old page whole, with the old ETag, and then the new one", async () => {
    await send("PUT", "/articles/slow", article("slow", {}, `The old text.\n\n${embed("one")}`));
    await publish();
    const before = await ask("/articles/slow");
    const old = await before.text();
    const kept = await env.PAGES.getWithMetadata("page:/articles/slow", { type: "arrayBuffer" });
    const stale: Fault = async (call, proceed) =>
      call === "getWithMetadata page:/articles/slow" ? kept : proceed();
    await send("PUT", "/articles/slow", article("slow", {}, `The new text.\n\n${embed("one")}`));
    await publish();
    const behind = await ask("/articles/slow", {}, { PAGES: faultyKv(stale) });
    expect(await behind.text()).toBe(old);
    expect(behind.headers.get("ETag")).toBe(before.headers.get("ETag"));
    forgetAll();
    expect(await page("/articles/slow")).toContain("The new text.");
  });
});
