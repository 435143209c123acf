import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Results } from "../../src/core/results/results.ts";
import { sharedBrowser } from "../support/shared-browser.ts";
import { writeContent } from "../support/content.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { POLLS, withReader } from "./support.ts";

let home: Home;
let site: RunningSite;
let browser: Browser;

beforeAll(async () => {
  home = await makeHome();
  const content = await writeContent(home.folder, POLLS);
  [site, browser] = await Promise.all([startSite(home, ["--content", content]), sharedBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.interrupt();
  await home.remove();
});

async function results(poll: string): Promise<Results> {
  const response = await fetch(`${site.url}/polls/${poll}/results.json`);
  return (await response.json()) as Results;
}

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();

describe.each([
  { name: "without JavaScript", javaScriptEnabled: false },
  { name: "with JavaScript", javaScriptEnabled: true },
])("$name", ({ javaScriptEnabled }) => {
  it("a reader puts options in order, changes the order, goes back to it, and withdraws", async () => {
    await withReader(browser, { javaScriptEnabled }, async (page) => {
      const before = await results("ranked");
      await page.goto(`${site.url}/polls/ranked`);
      await page.locator("select[name='r.order.b']").selectOption("1");
      await page.locator("select[name='r.order.a']").selectOption("2");
      await page.locator("input[name='t.why']").fill("The smell");
      await page.getByRole("radio", { name: "Something else" }).check();
      await press(page, "Vote");
      await page.locator(".receipt").waitFor();
      expect(await page.locator(".receipt").innerText()).toContain("You wrote: The smell");
      expect(await page.locator(".mine[data-o=b] .tag").innerText()).toBe("Your no. 1");
      expect(await page.locator(".mine[data-o=a] .tag").innerText()).toBe("Your no. 2");

      const change = async (first: string, second: string): Promise<void> => {
        await page.getByText("Change or withdraw your vote").click();
        if (javaScriptEnabled) await page.locator("[data-movable]").waitFor();
        for (const option of ["a", "b", "c"]) {
          await page.locator(`select[name='r.order.${option}']`).selectOption("");
        }
        await page.locator(`select[name='r.order.${first}']`).selectOption("1");
        await page.locator(`select[name='r.order.${second}']`).selectOption("2");
        await press(page, "Change your vote");
        await page.locator(`.mine[data-o=${first}] .tag`, { hasText: "no. 1" }).waitFor();
      };
      await change("a", "b");
      await change("b", "a");
      const during = await results("ranked");
      expect(during.votes).toBe(before.votes + 1);
      expect(during.revised).toBe(before.revised + 2);

      await page.getByText("Change or withdraw your vote").click();
      await press(page, "Withdraw your vote");
      await page.getByText("Your vote is withdrawn.").waitFor();
      const after = await results("ranked");
      expect(after.votes).toBe(before.votes);
      expect(after.withdrawn).toBe(before.withdrawn + 1);
      expect(after.questions[0]?.runoff?.winner).toBe(before.questions[0]?.runoff?.winner);
    });
  });

  it("a reader sees the numbers without voting, is told first, and can't vote afterwards", async () => {
    await withReader(browser, { javaScriptEnabled }, async (page) => {
      const before = (await results("after")) as Partial<Results>;
      expect(before.votes).toBeUndefined();
      await page.goto(`${site.url}/polls/after`);
      const button = page.getByRole("button", { name: "Show results without voting" });
      const id = await button.getAttribute("aria-describedby");
      expect(await page.locator(`#${id}`).innerText()).toContain(
        "can't vote in this poll afterwards",
      );
      await button.click();
      await page.locator(".figure").first().waitFor();
      expect(await page.locator(".receipt").innerText()).toContain("without voting");
      expect(await page.locator("form").count()).toBe(0);
      await page.reload();
      expect(await page.locator(".figure").count()).toBe(2);
      expect(await page.locator("form").count()).toBe(0);
    });
  });

  it("a reader votes with the code of an invitation, once", async () => {
    const file = join(home.folder, "codes.csv");
    const args = [
      "--poll",
      "invited",
      "--count",
      "2",
      "--out",
      file,
      "--by",
      "Ann",
      "--to",
      site.url,
    ];
    expect((await hustings(home, ["invite", ...args])).code).toBe(0);
    const [, first = ""] = (await readFile(file, "utf8")).split("\r\n");
    const [code = "", address = ""] = first.split(",");
    await withReader(browser, { javaScriptEnabled }, async (page) => {
      const before = (await results("invited")).votes;
      await page.goto(`${site.url}/polls/invited`);
      await page.getByRole("radio", { name: "The first" }).check();
      await page.getByLabel("Code of your invitation").fill("0000-0000-0000-0000");
      await press(page, "Vote");
      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("alert").innerText()).toContain("was not made for this poll");
      expect(await page.getByRole("radio", { name: "The first" }).isChecked()).toBe(true);
      // As somebody types it.
      const typed = code.toLowerCase().replaceAll("-", " ");
      await page.getByLabel("Code of your invitation").fill(typed);
      await press(page, "Vote");
      await page.locator(".receipt").waitFor();
      expect((await results("invited")).votes).toBe(before + 1);
    });
    await withReader(browser, { javaScriptEnabled }, async (page) => {
      const before = (await results("invited")).votes;
      // Another browser with the same code sees the vote, and casts no other.
      await page.goto(address);
      expect(await page.locator(".receipt").count()).toBe(1);
      expect(await page.locator("form").count()).toBe(0);
      await page.goto(`${site.url}/polls/invited`);
      await page.getByRole("radio", { name: "The second" }).check();
      await page.getByLabel("Code of your invitation").fill(code);
      await press(page, "Vote");
      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("alert").innerText()).toContain("voted already");
      expect((await results("invited")).votes).toBe(before);
    });
  });
});

it("a reader orders options by keyboard alone, and never loses the focus", async () => {
  await withReader(browser, { reducedMotion: "reduce" }, async (page) => {
    await page.goto(`${site.url}/polls/ranked`);
    await page.locator("[data-movable]").waitFor();
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);
    for (const name of ["The plum", "The apple"]) {
      await page.getByRole("button", { name: `Move ${name} up` }).focus();
      await page.keyboard.press("Enter");
      expect(await focused()).toBe(`Move ${name} up`);
    }
    await page.keyboard.press("Enter");
    expect(await page.locator(".ranked-line").textContent()).toBe("The apple is number 1 of 2.");
    expect(await page.locator("select[name='r.order.a']").inputValue()).toBe("1");
    expect(await page.locator("select[name='r.order.c']").inputValue()).toBe("2");
    await page.locator("button[type=submit]", { hasText: /^Vote$/ }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".receipt").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("poll-ranked");
  });
});

it("a reader drags an option to its place", async () => {
  await withReader(browser, {}, async (page) => {
    await page.goto(`${site.url}/polls/ranked`);
    await page.locator("[data-movable]").waitFor();
    const name = (option: string) => page.locator(`.ranking [data-o=${option}] .text`);
    for (const option of ["a", "b", "c"]) await name(option).click();
    expect(await page.locator("select[name='r.order.c']").inputValue()).toBe("3");
    const [from, to] = [await name("c").boundingBox(), await name("a").boundingBox()];
    if (!from || !to) throw new Error("no boxes");
    await page.mouse.move(from.x + 10, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 10, from.y - 20, { steps: 4 });
    await page.mouse.move(to.x + 10, to.y - 5, { steps: 8 });
    await page.mouse.up();
    const places = ["a", "b", "c"].map((option) =>
      page.locator(`select[name='r.order.${option}']`).inputValue(),
    );
    expect(await Promise.all(places)).toEqual(["2", "3", "1"]);
  });
});

it("options are shuffled for each reader, and the page is the same for all", async () => {
  const bytes = await Promise.all(
    [1, 2].map(async () => (await fetch(`${site.url}/polls/ranked`)).text()),
  );
  expect(bytes[0]).toBe(bytes[1]);
  const orders = new Set<string>();
  for (let i = 0; i < 12 && orders.size < 2; i += 1) {
    await withReader(browser, {}, async (page) => {
      await page.goto(`${site.url}/polls/ranked`);
      await page.locator("[data-movable]").waitFor();
      const order = await page
        .locator(".ranking .option")
        .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-o")));
      expect(new Set(order)).toEqual(new Set(["a", "b", "c"]));
      orders.add(order.join());
    });
  }
  expect(orders.size).toBe(2);
});

it("a ballot that can't be sent stays as it is, and is sent by the next press", async () => {
  const visit = async (page: Page, context: BrowserContext): Promise<void> => {
    const before = (await results("plain")).votes;
    await page.goto(`${site.url}/polls/plain`);
    await page.getByRole("radio", { name: "The second" }).check();
    // Slow, then gone: the button shows that it works, a second press does no harm, and the focus stays.
    let requests = 0;
    await context.route("**/votes", async (route) => {
      requests += 1;
      await new Promise((done) => setTimeout(done, 300));
      await route.abort();
    });
    const button = page.locator("form button");
    await button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    expect(await button.innerText()).toBe("Sending…");
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByRole("alert").waitFor();
    expect(requests).toBe(1);
    expect(await page.getByRole("alert").innerText()).toContain("Nothing is lost");
    expect(await page.getByRole("radio", { name: "The second" }).isChecked()).toBe(true);
    expect(await button.innerText()).toBe("Vote");
    await context.unroute("**/votes");
    await button.click();
    await page.locator(".receipt").waitFor();
    expect((await results("plain")).votes).toBe(before + 1);
  };
  await withReader(browser, {}, visit, /ERR_FAILED/);
});
