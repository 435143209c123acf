import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { readPage, writePage } from "../../../../src/store/pages/pages.ts";
import { article, ask, embed, forgetAll, poll, publish, send, site } from "../../support/site.ts";

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/one", poll("one"));
  await send("PUT", "/articles/plain", article("plain"));
  await send("PUT", "/articles/polled", article("polled", {}, embed("one")));
  await publish();
});

/** What a browser makes of the `<style>` elements of a page: the hash of each (CSP Level 3, 6.7.3.3). */
async function hashes(html: string): Promise<string[]> {
  const sheets = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map((match) => match[1] ?? "");
  return Promise.all(
    sheets.map(async (sheet) => {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sheet));
      return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
    }),
  );
}

function styleSources(response: Response): string[] {
  const policy = response.headers.get("Content-Security-Policy") ?? "";
  return /style-src ([^;]*)/.exec(policy)?.[1]?.split(" ") ?? [];
}

it.each([
  "/",
  "/articles/plain",
  "/articles/polled",
  "/for/business",
  "/polls",
  "/polls/one",
  "/search?q=x",
  "/nowhere",
  "/embed/polls/one",
])("%s has one style sheet in it, which its policy allows", async (path) => {
  const response = await ask(path);
  const found = await hashes(await response.text());
  expect(found).toHaveLength(1);
  expect(styleSources(response)).toEqual(expect.arrayContaining(found));
  expect(styleSources(response)).not.toContain("'unsafe-inline'");
});

it("an article's policy allows its own style sheet alone", async () => {
  const response = await ask("/articles/polled");
  expect(styleSources(response)).toEqual(await hashes(await response.text()));
});

it("a page that another version rendered is shown with the style sheet that it has", async () => {
  const stored = await readPage(env.PAGES, "/articles/plain");
  if (!stored) throw new Error("the page is not there");
  const html = "<!doctype html><title>Old</title><style>p{color:red}</style><p>Old</p>";
  const bytes = utf8ToBytes(html);
  const [hash] = await hashes(html);
  const style = hash?.slice(1, -1) ?? "";
  const page = { ...stored.page, bytes, length: bytes.length, style };
  await writePage(env.PAGES, "/articles/plain", page, stored.stamp);
  forgetAll();
  const response = await ask("/articles/plain");
  expect(await response.text()).toBe(html);
  expect(styleSources(response)).toEqual([hash]);
});
