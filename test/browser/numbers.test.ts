import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { writeContent } from "../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { POLLS, withReader } from "./support.ts";

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  const content = await writeContent(join(home.folder, "numbers"), {
    ...POLLS,
    "polls/three.yaml": `id: three
title: Three of them
guard: open
questions:
  - id: q
    text: Which one?
    kind: single
    options:
      - { id: a, text: The first }
      - { id: b, text: The second }
      - { id: c, text: The third }
`,
  });
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

async function cast(poll: string, voter: string, answers: Record<string, string[]>): Promise<void> {
  const response = await fetch(`${site.url}/polls/${poll}/votes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": `reader-number-${voter}` },
    body: JSON.stringify({ answers }),
  });
  expect(response.status).toBe(201);
}

it("an open page follows figures, bars, a tie and what does not add up", async () => {
  await cast("three", "1", { q: ["a"] });
  await withReader(browser, {}, async (page) => {
    await page.goto(`${site.url}/polls/three`);
    const figures = page.locator(".figure");
    const [level, rounded] = [page.locator(".level"), page.locator(".rounded")];
    expect(await figures.allInnerTexts()).toEqual(["1 (100%)", "0 (0%)", "0 (0%)"]);
    expect([await level.isVisible(), await rounded.isVisible()]).toEqual([false, false]);
    await cast("three", "2", { q: ["b"] });
    await cast("three", "3", { q: ["c"] });
    await level.waitFor();
    expect(await level.innerText()).toBe("Level so far: The first, The second, and The third");
    expect(await rounded.innerText()).toContain("do not add up to 100");
    expect(await figures.allInnerTexts()).toEqual(["1 (33%)", "1 (33%)", "1 (33%)"]);
    const width = await page.locator(".bar rect").first().getAttribute("width");
    expect(Number(width)).toBeCloseTo(33.33, 1);
    for (const n of [4, 5]) await cast("three", String(n), { q: ["b"] });
    await level.waitFor({ state: "hidden" });
    expect(await figures.allInnerTexts()).toEqual(["1 (20%)", "3 (60%)", "1 (20%)"]);
    expect(await rounded.isVisible()).toBe(false);
  });
});

it("a ranked poll without a winner says so, and lists all ballots of a round", async () => {
  await cast("ranked", "1", { order: ["a", "b", "c"] });
  await cast("ranked", "2", { order: ["b", "a", "c"] });
  await withReader(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${site.url}/polls/ranked`);
    const runoff = page.locator("details", { hasText: "Instant runoff" }).first();
    expect(await runoff.locator("summary").innerText()).toBe(
      "Instant runoff: A tie after 2 rounds: The apple and The pear",
    );
    await runoff.locator("summary").click();
    expect(await runoff.innerText()).toContain("so the poll ends in a tie");
    expect(await runoff.locator("tbody tr").last().locator("td").allInnerTexts()).toEqual([
      "2",
      "2",
    ]);
  });
});
