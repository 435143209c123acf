import { beforeAll, describe, expect, it } from "vitest";
import { article, ask, embed, poll, publishSite } from "../../support/site.ts";

const PUBLIC_PAGES = [
  "/",
  "/articles/plain",
  "/articles/polled",
  "/for/business",
  "/archive",
  "/polls",
  "/feed.xml",
  "/sitemap.xml",
  "/articles/plain.md",
];

beforeAll(async () => {
  await publishSite({
    polls: [poll("one")],
    articles: [article("plain"), article("polled", { audiences: ["business"] }, embed("one"))],
  });
});

describe("a page", () => {
  it.each(PUBLIC_PAGES)(
    "%s may be served for minutes where the Worker fails, live numbers not for one",
    async (path) => {
      const { headers } = await ask(path);
      const seconds = Number(/stale-if-error=(\d+)/.exec(headers.get("Cache-Control") ?? "")?.[1]);
      const isLive = ["/", "/articles/polled", "/for/business", "/polls"].includes(path);
      expect(seconds).toBe(isLive ? 30 : 600);
    },
  );

  it.each(PUBLIC_PAGES)(
    "%s is the same with a query, and is then kept by no shared cache",
    async (path) => {
      const plain = await ask(path);
      const queried = await ask(`${path}?utm_source=mail&x=1`);
      expect(await queried.text()).toBe(await plain.text());
      expect(queried.headers.get("Cache-Control")).toBe(
        plain.headers.get("Cache-Control")?.replace("public", "private"),
      );
      expect(queried.headers.get("ETag")).toBe(plain.headers.get("ETag"));
    },
  );
});

describe("every public answer", () => {
  it.each([
    "/polls/one/results.json",
    "/polls/one/results.csv",
    "/polls/one/results.svg",
    "/polls/one/codebook.txt",
    "/polls/one/votes.csv",
    "/schemas/results.json",
    "/search",
    "/search?q=plain",
    "/articles/plain/",
    "/nowhere",
    ...PUBLIC_PAGES,
  ])("says for how long a cache may serve it where the Worker fails: %s", async (path) => {
    const kept = (await ask(path)).headers.get("Cache-Control");
    expect(kept).toMatch(/^public, max-age=\d+(?:, [^,]+)*, stale-if-error=\d+$/);
    // Live numbers that are not the present ones are worse than none.
    const seconds = Number(/stale-if-error=(\d+)/.exec(kept ?? "")?.[1]);
    expect(seconds).toBeLessThanOrEqual(path.startsWith("/polls") ? 30 : 600);
  });

  it.each(["/polls/one/results.json", "/oembed", "/schemas/results.json", "/nowhere", "/about/"])(
    "is kept by no shared cache under a query that nobody knows: %s",
    async (path) => {
      const url = encodeURIComponent("https://hustings.test/polls/one");
      const { headers } = await ask(`${path}?url=${url}&x=1`);
      expect(headers.get("Cache-Control")).toMatch(/^private, max-age=\d+/);
    },
  );
});

describe("what is not there", () => {
  it("may be kept by caches for some seconds, in the form that was asked for", async () => {
    for (const path of [
      "/nowhere",
      "/articles/nothing",
      "/images/none/x.jpg",
      "/page/99",
      "/a/b/c.php",
    ]) {
      for (const Accept of ["text/html", "application/json"]) {
        const { status, headers } = await ask(path, { headers: { Accept } });
        expect([status, headers.get("Cache-Control")], path).toEqual([
          404,
          "public, max-age=5, stale-if-error=0",
        ]);
        expect(headers.get("Vary"), path).toBe("Accept, Content-Type");
      }
      expect((await ask(path, { method: "POST" })).headers.get("Cache-Control")).toBe("no-store");
    }
    // It would hide a poll that is published a moment later, which must work at once.
    expect((await ask("/polls/nope")).headers.get("Cache-Control")).toBe("no-store");
  });
});
