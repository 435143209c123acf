import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { withReader } from "./support.ts";

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  // The sample publication itself: what a new user sees.
  [site, browser] = await Promise.all([startSite(home), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

function reader(
  options: { javaScriptEnabled: boolean },
  visit: Parameters<typeof withReader>[2],
): Promise<void> {
  return withReader(browser, options, visit);
}

/** The votes of the first question, from the open data. */
async function votes(poll: string): Promise<number> {
  const response = await fetch(`${site.url}/polls/${poll}/results.json`);
  const results = (await response.json()) as { questions: { voters: number }[] };
  return results.questions[0]?.voters ?? -1;
}

/** Opens the article that holds an open single-choice poll with public numbers, by the site's own links. */
async function openArticleWithPoll(page: Page): Promise<string> {
  const poll = await pollOf((p) => p.kinds.join() === "single" && p.results === "always");
  await page.goto(`${site.url}/`);
  for (const href of await page
    .locator("h2 a[href^='/articles/']")
    .evaluateAll((links) => links.map((a) => a.getAttribute("href") ?? ""))) {
    await page.goto(site.url + href);
    if ((await page.locator(`section[data-poll='${poll}'] form`).count()) > 0) return poll;
  }
  throw new Error(`no article of the front page shows the poll ${poll}`);
}

interface PollFacts {
  id: string;
  kinds: string[];
  results: string;
}

async function pollOf(wanted: (poll: PollFacts) => boolean): Promise<string> {
  const { readContent } = await import("../../src/cli/content/content.ts");
  const { PROJECT } = await import("../support/site.ts");
  const read = await readContent(`${PROJECT}content`);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  for (const [id, item] of read.content.polls) {
    const input = item.input as {
      closesAt?: string;
      results?: string;
      questions: { kind: string }[];
    };
    const closed = input.closesAt !== undefined && Date.parse(input.closesAt) < Date.now();
    const facts = {
      id,
      kinds: input.questions.map((q) => q.kind),
      results: input.results ?? "always",
    };
    if (!closed && wanted(facts)) return id;
  }
  throw new Error("no such poll in the sample publication");
}

describe.each([
  { name: "without JavaScript", javaScriptEnabled: false },
  { name: "with JavaScript", javaScriptEnabled: true },
])("$name", ({ javaScriptEnabled }) => {
  it("a reader votes from the article, sees the count go up by one and the receipt, and cannot vote twice", async () => {
    await reader({ javaScriptEnabled }, async (page, context) => {
      const poll = await openArticleWithPoll(page);
      const article = page.url();
      const before = await votes(poll);
      const section = page.locator(`section[data-poll='${poll}']`);
      await section.locator("input[type=radio]").first().check();
      await section.getByRole("button", { name: "Vote" }).click();
      const receipt = page.locator(".receipt code");
      await receipt.waitFor();
      expect(await votes(poll)).toBe(before + 1);
      expect(await page.locator(".option.mine").count()).toBe(1);
      expect(await page.locator(".option .figure").first().innerText()).toMatch(/^\d+ \(\d+%\)$/);
      const code = await receipt.innerText();
      expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
      // The script leaves the reader in the article; the form leads to the poll's own page.
      expect(page.url()).toBe(javaScriptEnabled ? article : `${site.url}/polls/${poll}`);

      // The same reader comes back: the poll's page has the same receipt, and no form.
      await page.goto(`${site.url}/polls/${poll}`);
      expect(await page.locator(".receipt code").innerText()).toBe(code);
      expect(await page.locator("form").count()).toBe(0);
      await page.reload();
      expect(await page.locator(".receipt code").innerText()).toBe(code);

      // The same form once more, as a page kept open in another tab would send it: the other option is refused.
      const other = await page.locator(".option").count();
      expect(other).toBeGreaterThan(1);
      const second = await context.newPage();
      await second.route("**/poll.js", (route) => route.abort());
      await openArticleWithPoll(second);
      const form = second.locator(`section[data-poll='${poll}'] form`);
      await form.locator("input[type=radio]").last().check();
      await form.getByRole("button", { name: "Vote" }).click();
      await second.locator("[role=alert]").waitFor();
      expect(await second.locator("[role=alert]").innerText()).toContain("voted already");
      expect(await second.locator(".receipt code").innerText()).toBe(code);
      expect(await votes(poll)).toBe(before + 1);
    });
  });

  it("a multiple choice takes three options and refuses a fourth, keeping what was chosen", async () => {
    await reader({ javaScriptEnabled }, async (page) => {
      const poll = await pollOf((p) => p.kinds.join() === "multiple");
      const before = await votes(poll);
      await page.goto(`${site.url}/polls/${poll}`);
      const boxes = page.locator("input[type=checkbox]");
      for (let i = 0; i < 4; i += 1) await boxes.nth(i).check();
      await page.getByRole("button", { name: "Vote" }).click();
      await page.locator("[role=alert]").waitFor();
      expect(await page.locator("[role=alert]").innerText()).toContain("at most 3");
      expect(await page.locator("input:checked").count()).toBe(4);
      expect(await votes(poll)).toBe(before);
      await boxes.nth(3).uncheck();
      await page.getByRole("button", { name: "Vote" }).click();
      await page.locator(".receipt").waitFor();
      expect(await page.locator(".option.mine").count()).toBe(3);
      expect(await votes(poll)).toBe(before + 1);
    });
  });

  it("a poll with results after the vote shows no numbers before it and all of them after it", async () => {
    await reader({ javaScriptEnabled }, async (page) => {
      const poll = await pollOf((p) => p.results === "after-vote");
      await page.goto(`${site.url}/polls/${poll}`);
      expect(await page.locator(".figure").count()).toBe(0);
      await page.locator("fieldset").first().locator("input").first().check();
      await page.getByRole("button", { name: "Vote" }).click();
      await page.locator(".receipt").waitFor();
      expect(await page.locator(".figure").count()).toBeGreaterThan(1);
    });
  });

  it("a poll with two questions counts both answers", async () => {
    await reader({ javaScriptEnabled }, async (page) => {
      const poll = await pollOf((p) => p.kinds.join() === "single,single");
      await page.goto(`${site.url}/polls/${poll}`);
      for (const fieldset of await page.locator("fieldset").all()) {
        await fieldset.locator("input").first().check();
      }
      await page.getByRole("button", { name: "Vote" }).click();
      await page.locator(".receipt").waitFor();
      expect(await page.locator(".questions > li .option.mine").count()).toBe(2);
    });
  });
});

it("a reader with JavaScript finds the receipt in the article again after a reload", async () => {
  await reader({ javaScriptEnabled: true }, async (page) => {
    const poll = await openArticleWithPoll(page);
    const article = page.url();
    const section = page.locator(`section[data-poll='${poll}']`);
    await section.locator("input[type=radio]").first().check();
    await section.getByRole("button", { name: "Vote" }).click();
    await section.locator(".receipt code").waitFor();
    const code = await section.locator(".receipt code").innerText();
    expect(page.url()).toBe(article);
    await page.reload();
    await section.locator(".receipt code").waitFor();
    expect(await section.locator(".receipt code").innerText()).toBe(code);
  });
});

it("a reader with JavaScript sees other readers' votes come in, and keeps choice and focus", async () => {
  await reader({ javaScriptEnabled: true }, async (page) => {
    const poll = await openArticleWithPoll(page);
    const section = page.locator(`section[data-poll='${poll}']`);
    const radio = section.locator("input[type=radio]").first();
    await radio.scrollIntoViewIfNeeded();
    await radio.check();
    const before = await votes(poll);
    const option = await radio.getAttribute("value");
    const question = (await radio.getAttribute("name"))?.slice(2) ?? "";
    const response = await fetch(`${site.url}/polls/${poll}/votes`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": "another-reader" },
      body: JSON.stringify({ answers: { [question]: [option] } }),
    });
    expect(response.status).toBe(201);
    await section.locator("[aria-live]").waitFor({ state: "attached" });
    expect(await section.locator(".total").innerText()).toBe(`${before + 1} in all.`);
    expect(await section.locator("[aria-live]").textContent()).toContain(`${before + 1} in all`);
    expect(await section.locator(".figure").first().innerText()).toMatch(/^[1-9]\d* \(\d+%\)$/);
    expect(await radio.isChecked()).toBe(true);
    expect(await radio.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

it("a double click is one vote", async () => {
  await reader({ javaScriptEnabled: false }, async (page) => {
    const poll = await openArticleWithPoll(page);
    const before = await votes(poll);
    const section = page.locator(`section[data-poll='${poll}']`);
    await section.locator("input[type=radio]").first().check();
    await section.getByRole("button", { name: "Vote" }).dblclick();
    await page.locator(".receipt").waitFor();
    expect(await votes(poll)).toBe(before + 1);
  });
});

it("the model page shows its closed poll with 33 (31%), 30 (28%), 24 (22%) and 21 (19%) of 108", async () => {
  await reader({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${site.url}/polls`);
    const closed = page.locator(".poll-list", {
      has: page.getByRole("heading", { name: "Closed" }),
    });
    await closed.locator("a").first().click();
    const figures = await page.locator(".figure").allInnerTexts();
    expect(figures).toEqual(["33 (31%)", "30 (28%)", "24 (22%)", "21 (19%)"]);
    expect(await page.locator(".total").innerText()).toContain("108 in all");
    expect(await page.locator(".kicker").first().innerText()).toMatch(/poll conducted/i);
    expect(await page.locator("form").count()).toBe(0);
  });
});
