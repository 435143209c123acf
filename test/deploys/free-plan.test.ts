import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publishContent } from "../../src/cli/publishing/publish.ts";
import { FULL } from "../support/campaign.ts";
import { SMALL, writeContent } from "../support/content.ts";
import { PROJECT } from "../support/site.ts";
import type { Cloudflare } from "./standin/cloudflare.ts";
import { checkout, cloudflareFor, deployFrom, SITE } from "./support.ts";

/** Deploys with content where one request may ask no store more than 50 times. */
async function deployOnFreePlan(
  content: string,
): Promise<{ cloudflare: Cloudflare; root: string }> {
  const cloudflare = await cloudflareFor({ plan: "free" });
  const root = await checkout();
  const { failure, printed } = await deployFrom(root, { content });
  expect(failure).toBeNull();
  expect(printed.at(-1)).toBe(`Done: ${SITE}/`);
  const { counts } = cloudflare.edge;
  // A request that was more than the plan allows was refused and sent again, smaller; all later ones fitted.
  const refused = counts.filter(({ path, status }) => path.startsWith("/api/") && status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(6);
  const others = counts.filter((one) => !refused.includes(one) && one.method !== "GET");
  for (const one of others) expect(one.status, JSON.stringify(one)).toBe(200);
  expect(Math.max(...others.map(({ d1, kv, objects }) => d1 + kv + objects))).toBeLessThanOrEqual(
    50,
  );
  return { cloudflare, root };
}

async function page(path: string): Promise<string> {
  const answer = await fetch(SITE + path);
  expect(answer.status, path).toBe(200);
  return answer.text();
}

/** The small publication with more articles. */
function filesWith(count: number): Record<string, string> {
  const [one = ""] = [SMALL["articles/one.md"]];
  const more = Array.from({ length: count }, (_, i): [string, string] => [
    `articles/n${i}.md`,
    one.replace("The only article", `Article ${i}`),
  ]);
  return { ...SMALL, ...Object.fromEntries(more) };
}

test("the free plan takes a publication, and brings in what is due later", async () => {
  const home = await checkout();
  const content = await writeContent(home, filesWith(8));
  const { cloudflare, root } = await deployOnFreePlan(content);
  expect(await page("/articles/n7")).toContain("Article 7");
  expect(await page("/")).toContain("/articles/n7");

  const { token } = JSON.parse(await readFile(join(root, ".hustings", "deploy.json"), "utf8"));
  const publishAt = new Date(Date.now() + 1000).toISOString();
  const later = (SMALL["articles/one.md"] ?? "")
    .replace("The only article", "Due later")
    .replace("date: 2026-10-05", `date: ${publishAt}\npublishAt: ${publishAt}`);
  await writeFile(join(content, "articles", "later.md"), later);
  await publishContent({ content, to: SITE, token, print: () => undefined });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  for (let runs = 0, isThere = false; !isThere; runs += 1) {
    expect(runs).toBeLessThan(15);
    expect(await cloudflare.edge.runSchedule()).toBe("ok");
    isThere = (await cloudflare.edge.kvText("page:/"))?.includes("Due later") ?? false;
  }
});

test.runIf(FULL)("the free plan takes the sample publication", async () => {
  await deployOnFreePlan(join(PROJECT, "content"));
  expect(await page("/articles/wheat-and-the-narrow-water")).toContain("<article");
});

test.runIf(FULL)("the free plan takes a publication of 300 articles", async () => {
  const content = await writeContent(await checkout(), filesWith(300));
  await deployOnFreePlan(content);
  for (const i of [0, 150, 299]) expect(await page(`/articles/n${i}`)).toContain(`Article ${i}`);
});
