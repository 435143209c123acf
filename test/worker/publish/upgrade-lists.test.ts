import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { article, ask, forgetAll, page, publish, quiet, send, site } from "../support/site.ts";

it("says of no list that it is empty while a deploy has not come to its migrations", async () => {
  await send("PUT", "/site", site());
  await send(
    "PUT",
    "/articles/one",
    article("one", { date: "2026-05-04", audiences: ["business"] }),
  );
  await publish();
  // The tables that the migration before the last left.
  const after = "SELECT sql FROM sqlite_master WHERE name = 'list_changes'";
  const made = await env.DB.prepare(after).first<string>("sql");
  const kept = await env.DB.prepare(
    "SELECT * FROM article_groups WHERE kind IN ('all', 'years')",
  ).all();
  expect(kept.results).toHaveLength(2);
  await env.DB.batch([
    env.DB.prepare("DELETE FROM article_groups WHERE kind IN ('all', 'years')"),
    env.DB.prepare("DROP TABLE list_changes"),
  ]);
  const { keys } = await env.PAGES.list({ prefix: "page:" });
  for (const { name } of keys) await env.PAGES.delete(name);

  quiet();
  for (const path of ["/", "/archive", "/archive/2026", "/sitemap.xml"]) {
    forgetAll();
    const answer = await ask(path);
    expect(answer.status, path).toBe(503);
    expect(answer.headers.get("Retry-After"), path).toMatch(/^\d+$/);
  }
  // What was there before is found as before.
  forgetAll();
  for (const path of ["/for/business", "/feed.xml"]) {
    expect(await page(path), path).toContain("/articles/one");
  }

  await env.DB.prepare(made ?? "").run();
  for (const { kind, id, date, slug, live_from: from } of kept.results) {
    await env.DB.prepare("INSERT INTO article_groups VALUES (?, ?, ?, ?, ?)")
      .bind(kind, id, date, slug, from)
      .run();
  }
  for (const path of ["/", "/archive/2026"]) {
    forgetAll();
    expect(await page(path), path).toContain("/articles/one");
  }
});
