import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { article, ask, forgetAll, page, publish, quiet, send, site } from "../support/site.ts";

it("answers 503 for a list whose table is not there yet, and not with an empty list", async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/articles/one", article("one", { audiences: ["business"] }));
  await publish();
  await env.DB.prepare("ALTER TABLE article_groups RENAME TO not_yet").run();
  const { keys } = await env.PAGES.list({ prefix: "page:" });
  for (const { name } of keys) await env.PAGES.delete(name);

  quiet();
  for (const path of ["/", "/archive", "/archive/2026", "/for/business", "/sitemap.xml"]) {
    forgetAll();
    const answer = await ask(path);
    expect(answer.status, path).toBe(503);
    expect(answer.headers.get("Retry-After"), path).toMatch(/^\d+$/);
  }

  await env.DB.prepare("ALTER TABLE not_yet RENAME TO article_groups").run();
  for (const path of ["/", "/archive/2026", "/for/business"]) {
    forgetAll();
    expect(await page(path), path).toContain("/articles/one");
  }
});
