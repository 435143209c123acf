import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { hotPage } from "../../../../src/web/site/hot-page.ts";
import {
  article,
  ask,
  castVote,
  embed,
  fails,
  faultyD1,
  faultyKv,
  faultyPolls,
  forgetAll,
  ORIGIN,
  poll,
  publish,
  send,
  site,
} from "../../support/site.ts";

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/one", poll("one"));
  await send("POST", "/articles", {
    articles: [article("plain"), article("polled", {}, embed("one"))],
  });
  await publish();
});

beforeEach(() => {
  forgetAll();
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function hot(path: string, init: RequestInit = {}, replaced: Partial<Env> = {}): Response | null {
  return hotPage(new Request(ORIGIN + path, init), { ...env, ...replaced });
}

async function told(response: Response | null): Promise<unknown> {
  return response && [response.status, [...response.headers], await response.text()];
}

it.each(["/articles/plain", "/articles/polled", "/robots.txt"])(
  "answers for %s as the app does, once that has",
  async (path) => {
    const etag = (await ask(path)).headers.get("ETag") ?? "";
    for (const address of [path, `${path}?a=1`]) {
      for (const init of [{}, { method: "HEAD" }, { headers: { "If-None-Match": etag } }]) {
        forgetAll();
        expect(hot(address, init)).toBeNull();
        const byApp = await told(await ask(address, init));
        expect(await told(hot(address, init))).toEqual(byApp);
      }
    }
    expect(hot(path, { headers: { "If-None-Match": etag } })?.status).toBe(304);
  },
);

it("asks no store, and is told in the log like every other", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const stores = { DB: faultyD1(fails), PAGES: faultyKv(fails), POLL: faultyPolls(fails) };
  await ask("/articles/polled");
  expect(hot("/articles/polled", {}, { ...stores, REQUEST_LOG: "1" })?.status).toBe(200);
  expect(log.mock.calls).toEqual([
    ['{"event":"request","method":"GET","route":"/articles/:slug","status":200,"ms":0}'],
  ]);
});

it("leaves to the app what it does not have as it is now", async () => {
  await ask("/articles/polled");
  expect(hot("/articles/polled", { method: "POST" })).toBeNull();
  expect(hot("/articles/polled/")).toBeNull();
  await castVote("one", "voter-of-the-hot-page", "a");
  expect(hot("/articles/polled")).toBeNull();
  expect(await (await ask("/articles/polled")).text()).toContain("1 (100%)");
  expect(await hot("/articles/polled")?.text()).toContain("1 (100%)");
});

it("asks again: for a poll's numbers after a second, for the page after five, for all after a publish", async () => {
  await ask("/articles/polled");
  await ask("/articles/plain");
  vi.setSystemTime(Date.now() + 1000);
  expect(hot("/articles/polled")).toBeNull();
  expect(hot("/articles/plain")).not.toBeNull();
  await send("PUT", "/articles/plain", article("plain", {}, "Another text."));
  await publish();
  expect(hot("/articles/plain")).toBeNull();
  expect(await (await ask("/articles/plain")).text()).toContain("Another text.");
  vi.setSystemTime(Date.now() + 5000);
  expect(hot("/articles/plain")).toBeNull();
});

it("has nothing of what is not a page, nor of an article's Markdown", async () => {
  for (const path of ["/articles/none", "/articles/plain.md", "/polls/one", "/health"]) {
    await ask(path);
    expect(hot(path), path).toBeNull();
  }
});
