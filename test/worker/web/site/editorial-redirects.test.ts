import { beforeEach, describe, expect, it } from "vitest";
import { leadsTo } from "./editorial-support.ts";
import { startAnew } from "../../publish/publish-state.ts";
import {
  api,
  article,
  ask,
  fails,
  faultyD1,
  forgetAll,
  hangs,
  noting,
  problemsOf,
  publishSite,
  quiet,
  SECRET,
  send,
} from "../../support/site.ts";

beforeEach(async () => {
  await startAnew();
  await publishSite({ articles: [article("here")] });
});

async function redirect(...redirects: unknown[]): Promise<void> {
  await send("PUT", "/redirects", { redirects });
}

describe("a redirect", () => {
  it("leads on from where there is no page, with the status that was asked for", async () => {
    await redirect(
      { from: "/old/page.html", to: "/articles/here" },
      { from: "/elsewhere/", to: "https://www.example.org/a?b=c#d", status: 302 },
      { from: "/articles/new-name", to: "/articles/here", status: 308 },
      { from: "/größe", to: "/" },
      { from: "/taken-out", status: 410 },
    );
    expect(await leadsTo("/old/page.html")).toEqual([301, "/articles/here"]);
    expect(await leadsTo("/elsewhere")).toEqual([302, "https://www.example.org/a?b=c#d"]);
    expect(await leadsTo("/elsewhere/")).toEqual([302, "https://www.example.org/a?b=c#d"]);
    expect(await leadsTo("/articles/new-name")).toEqual([308, "/articles/here"]);
    expect(await leadsTo("/größe")).toEqual([301, "/"]);
    expect(await leadsTo("/taken-out")).toEqual([410, null]);
    expect(await leadsTo("/nowhere")).toEqual([404, null]);
  });

  it("never takes the place of a page", async () => {
    await redirect({ from: "/articles/here", to: "/polls" }, { from: "/archive", to: "/polls" });
    expect(await leadsTo("/articles/here")).toEqual([200, null]);
    expect(await leadsTo("/archive")).toEqual([200, null]);
  });

  it("costs a page that is there no question to D1", async () => {
    await redirect({ from: "/old", to: "/articles/here" });
    forgetAll();
    const calls: string[] = [];
    expect((await ask("/articles/here", {}, { DB: faultyD1(noting(calls)) })).status).toBe(200);
    expect(calls.filter((call) => /redirects|renames/.test(call))).toEqual([]);
  });

  it("is asked for once in a while, however often the address is", async () => {
    await redirect({ from: "/old", to: "/articles/here" });
    forgetAll();
    const calls: string[] = [];
    const noted = { DB: faultyD1(noting(calls)) };
    for (let i = 0; i < 5; i += 1) {
      await ask("/old", {}, noted);
      await ask("/nothing", {}, noted);
    }
    expect(calls.filter((call) => call.includes('"redirects"'))).toHaveLength(2);
  });

  it("gives way to not found while D1 fails, or says nothing", async () => {
    quiet();
    await redirect({ from: "/old/page", to: "/articles/here" });
    for (const fault of [fails, hangs]) {
      forgetAll();
      const response = await ask("/old/page", {}, { DB: faultyD1(fault) });
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(SECRET);
    }
    expect(await leadsTo("/old/page")).toEqual([301, "/articles/here"]);
  }, 15_000);

  it("is replaced with all others, and at once where it was sent", async () => {
    await redirect({ from: "/a", to: "/polls" }, { from: "/b", to: "/polls" });
    expect((await ask("/a")).status).toBe(301);
    await redirect({ from: "/b", to: "/archive" });
    expect((await ask("/a")).status).toBe(404);
    expect((await ask("/b")).headers.get("Location")).toBe("/archive");
  });

  it("is told of in the manifest by the digest of all", async () => {
    expect(await send("GET", "/manifest")).toMatchObject({ redirects: null });
    const { digest } = await send<{ digest: string }>("PUT", "/redirects", {
      redirects: [{ from: "/a", to: "/b" }],
    });
    expect(await send("GET", "/manifest")).toMatchObject({ redirects: digest });
  });

  it("is one of two thousand at most: all are stored, or none", async () => {
    const many = Array.from({ length: 2000 }, (_, i) => ({ from: `/old/${i}`, to: `/new/${i}` }));
    await redirect(...many);
    for (const i of [0, 299, 300, 1999]) {
      expect(await leadsTo(`/old/${i}`)).toEqual([301, `/new/${i}`]);
    }
    quiet();
    const cut = { DB: faultyD1(fails) };
    expect((await api("PUT", "/redirects", { redirects: [] }, cut)).status).toBe(503);
    expect(await leadsTo("/old/1999")).toEqual([301, "/new/1999"]);
    const more = { redirects: [...many, { from: "/one-more", to: "/" }] };
    await problemsOf(await api("PUT", "/redirects", more));
  });

  const REFUSED: [what: string, at: string, ...redirects: unknown[]][] = [
    ["leads nowhere", "0", { from: "/a" }],
    ["leads somewhere, and is gone", "0", { from: "/a", to: "/b", status: 410 }],
    ["has a status that is none", "0.status", { from: "/a", to: "/b", status: 307 }],
    ["is not from this site", "0.from", { from: "https://x.test/a", to: "/b" }],
    ["is from another host", "0.from", { from: "//x.test/a", to: "/b" }],
    ["is from a query", "0.from", { from: "/a?p=1", to: "/b" }],
    ["is from the front page", "0.from", { from: "/", to: "/b" }],
    ["is from where it is never asked for", "0.from", { from: "/api/site", to: "/b" }],
    ["leads to another host by a trick", "0.to", { from: "/a", to: "//x.test" }],
    ["leads to another host by another trick", "0.to", { from: "/a", to: "/\\x.test" }],
    ["leads to a script", "0.to", { from: "/a", to: "javascript:alert(1)" }],
    ["has two lines in one", "0.to", { from: "/a", to: "/b\r\nSet-Cookie: x=y" }],
    ["leads back to itself", "0", { from: "/a", to: "/a/" }],
    ["leads back to itself by another", "0", { from: "/a", to: "/b?x" }, { from: "/b", to: "/a" }],
    ["stands twice", "1", { from: "/a", to: "/b" }, { from: "/a/", to: "/c" }],
    ["has a field too many", "0.why", { from: "/a", to: "/b", why: "x" }],
  ];

  it.each(REFUSED)("that %s is refused", async (_, at, ...redirects) => {
    await redirect({ from: "/kept", to: "/" });
    const problems = await problemsOf(await api("PUT", "/redirects", { redirects }));
    expect(problems[0]).toMatchObject({ what: "redirects.yaml", at });
    expect(await leadsTo("/kept")).toEqual([301, "/"]);
  });

  it("that leads into a circle of others is no circle of its own", async () => {
    const circle = [
      { from: "/a", to: "/b" },
      { from: "/b", to: "/c" },
      { from: "/c", to: "/b" },
    ];
    const problems = await problemsOf(await api("PUT", "/redirects", { redirects: circle }));
    expect(problems.map(({ at }) => at)).toEqual(["1", "2"]);
  });
});
