import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedBrowser } from "../support/shared-browser.ts";
import { writeContent } from "../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { withReader } from "./support.ts";

const FILES = {
  "site.yaml": `name: The Test
language: en-GB
audiences: []
authors:
  - { id: ann, name: Ann Author }
`,
  "articles/one.md": `---
title: In English
date: 2026-10-05
authors: [ann]
---
A paragraph.

::poll{id="poryadok"}
`,
  "articles/odin.md": `---
title: По-русски
date: 2026-10-05
authors: [ann]
language: ru
translationOf: one
---
Абзац.

::poll{id="poryadok"}
`,
  "polls/poryadok.yaml": `id: poryadok
title: По порядку
language: ru
questions:
  - id: q
    text: Что сначала?
    kind: ranked
    options:
      - { id: a, text: Яблоко }
      - { id: b, text: Груша }
      - { id: c, text: Слива }
`,
};

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  const content = await writeContent(home.folder, FILES);
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

describe("a Russian poll in an English page, with its script", () => {
  it("is put in order, sent and counted with Russian words alone", async () => {
    await withReader(browser, {}, async (page) => {
      await page.goto(`${site.url}/articles/one`);
      const section = page.locator("section.poll");
      await page.getByRole("button", { name: "Поднять вариант «Слива»" }).click();
      expect(await page.locator(".ranked-line").textContent()).toBe("«Слива»: место 1 из 1.");
      await page.getByRole("button", { name: "Поднять вариант «Груша»" }).click();
      await page.getByRole("button", { name: "Поднять вариант «Яблоко»" }).click();
      const select = section.locator("select").first();
      expect(await select.getAttribute("aria-label")).toMatch(/^Место варианта «/u);
      let sending = "";
      await page.route("**/votes*", async (route) => {
        sending = await section.locator("form.ballot > button").innerText();
        await route.continue();
      });
      await section.getByRole("button", { name: "Проголосовать" }).click();
      await section.locator(".receipt").waitFor();
      expect(sending).toBe("Отправляется…");
      expect(await section.innerText()).toContain("Ваш голос учтён.");
      expect(await section.innerText()).not.toMatch(/[A-Za-z]{2,} [A-Za-z]{2,}/);
    });
  });

  it("says in Russian that a ballot could not be sent", async () => {
    await withReader(
      browser,
      {},
      async (page) => {
        await page.goto(`${site.url}/articles/odin`);
        await page.route("**/votes*", (route) => route.abort());
        const section = page.locator("section.poll");
        await page.getByRole("button", { name: "Поднять вариант «Слива»" }).click();
        await section.getByRole("button", { name: "Проголосовать" }).click();
        expect(await section.locator(".failure").innerText()).toContain("Не удалось отправить");
      },
      /ERR_FAILED/,
    );
  });

  it("shows new numbers as Russian writes them", async () => {
    await withReader(browser, {}, async (page) => {
      await page.goto(`${site.url}/articles/odin`);
      const section = page.locator("section.poll");
      await section.scrollIntoViewIfNeeded();
      const response = await fetch(`${site.url}/polls/poryadok/votes`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": "another-reader" },
        body: JSON.stringify({ answers: { q: ["b", "a", "c"] } }),
      });
      expect(response.status).toBe(201);
      const live = section.locator("[aria-live]:not(.ranked-line)");
      await live.waitFor({ state: "attached", timeout: 15_000 });
      expect(await live.textContent()).toMatch(/^Новые числа\. /u);
      expect(await section.locator("[data-o=b] .figure").innerText()).toMatch(/^1 \(\d+\s%\)$/u);
    });
  });
});

it("a reader goes from an article to its translation and back, and finds the page in that language", async () => {
  await withReader(browser, {}, async (page) => {
    await page.goto(`${site.url}/articles/one`);
    await page.getByRole("link", { name: "Русский" }).click();
    expect(await page.locator("h1").innerText()).toBe("По-русски");
    expect(await page.locator("html").getAttribute("lang")).toBe("ru");
    expect(await page.locator(".theme").getAttribute("aria-label")).toMatch(/оформление$/u);
    expect(await page.locator(".share button").first().innerText()).toMatch(/ссылку|Поделиться/u);
    await page.getByRole("link", { name: "English", exact: true }).click();
    expect(await page.locator("h1").innerText()).toBe("In English");
  });
});
