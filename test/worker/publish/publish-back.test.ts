import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetPages } from "../../../src/web/site/find-page.ts";
import { atRecord, pagesInKv, publishNoting, startAnew } from "./publish-state.ts";
import { api, article, faultyD1, page, publish, quiet, send, site } from "../support/site.ts";

beforeEach(async () => {
  await startAnew();
  quiet();
});

describe("content that is put back to what it was after a publish was cut off", () => {
  it.each([1, 2, 3, 4])("shows everywhere, where the cut was at record %i", async (n) => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one", { title: "The first title" }));
    await publish();
    await send("PUT", "/articles/one", article("one", { title: "The second title" }));
    expect((await api("POST", "/publish", {}, { DB: faultyD1(atRecord(n)) })).status).toBe(503);
    await send("PUT", "/articles/one", article("one", { title: "The first title" }));
    await publish();
    for (const path of ["/articles/one", "/", "/feed.xml"]) {
      expect((await pagesInKv()).get(path), path).toContain("The first title");
    }
    expect((await publishNoting()).put).toEqual([]);
  });

  it("shows, where a reader's request had put the page in between back into KV", async () => {
    await send("PUT", "/site", site());
    await send("PUT", "/articles/one", article("one", {}, "The first text."));
    await publish();
    await env.PAGES.delete("page:/articles/one");
    forgetPages();
    await send("PUT", "/articles/one", article("one", {}, "The second text."));
    expect(await page("/articles/one")).toContain("The second text.");
    await send("PUT", "/articles/one", article("one", {}, "The first text."));
    await publish();
    expect((await pagesInKv()).get("/articles/one")).toContain("The first text.");
  });
});
