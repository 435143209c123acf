import { select } from "../web/site/read-markup.ts";
import { pagesInKv } from "./publish-state.ts";
import {
  article,
  ask,
  fails,
  faultyKv,
  faultyPolls,
  forgetAll,
  page,
  publish,
  send,
} from "../support/site.ts";

/** An article, as it is sent. */
export type SentArticle = ReturnType<typeof article>;

/** A plain page, as it is sent; `meta` goes into its front matter. */
export function plainPage(
  slug: string,
  meta: Record<string, unknown> = {},
  body = "What this page says.",
) {
  return { slug, meta: { title: `Title of ${slug}`, ...meta }, body };
}

/** Stores articles in as many requests as they take. */
export async function put(articles: readonly SentArticle[]): Promise<void> {
  for (let at = 0; at < articles.length; at += 25) {
    await send("POST", "/articles", { articles: articles.slice(at, at + 25) });
  }
}

/** Stores articles and publishes. */
export async function publishAll(articles: readonly SentArticle[]): Promise<void> {
  await put(articles);
  await publish();
}

/** The n-th day of 2026, from 0. */
export function day(n: number): string {
  return new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
}

/** So many articles, a day apart, the newest first: `n040`, `n039`, … */
export function manyArticles(count: number, meta: Record<string, unknown> = {}): SentArticle[] {
  return Array.from({ length: count }, (_, i) => {
    const n = count - 1 - i;
    return article(`n${String(n).padStart(3, "0")}`, { date: day(n), ...meta });
  });
}

/** What a new isolate answers to a reader. */
export async function statusOf(path: string): Promise<number> {
  forgetAll();
  return (await ask(path)).status;
}

/** A page as a new isolate gives it. */
export async function fresh(path: string): Promise<string> {
  forgetAll();
  return page(path);
}

/** The articles that a list's page shows, in its order. */
export async function listed(path: string): Promise<string[]> {
  const titles = await select(await fresh(path), "main .teaser h2 a");
  return titles.map(({ attributes }) => (attributes["href"] ?? "").replace("/articles/", ""));
}

/** Where the links lead that a selector finds. */
export async function hrefs(html: string, selector: string): Promise<string[]> {
  return (await select(html, selector)).map(({ attributes }) => attributes["href"] ?? "");
}

/** What a new isolate answers to a reader. */
async function answer(path: string, replaced: Partial<Env> = {}): Promise<string> {
  forgetAll();
  const response = await ask(path, {}, replaced);
  return `${response.status} ${await response.text()}`;
}

/** KV that has nothing, and keeps nothing: every page is rendered afresh. */
const NOTHING = faultyKv(async (call) =>
  call.startsWith("getWithMetadata") ? { value: null, metadata: null } : null,
);

/** The paths where readers get something else than what would be rendered afresh. For after a publish. */
export async function differing(paths: readonly string[]): Promise<string[]> {
  // What stands in a poll's place while its object fails is part of the page that KV has.
  const POLL = faultyPolls(fails);
  const differs = async (path: string): Promise<boolean> =>
    (await answer(path, { POLL })) !== (await answer(path, { POLL, PAGES: NOTHING }));
  const found: string[] = [];
  // Twice: a list of polls that D1 is slow to give is answered without it.
  for (const path of paths) if ((await differs(path)) && (await differs(path))) found.push(path);
  return found;
}

/** The same, for all pages that KV has and all that the site map names. */
export async function outdated(): Promise<string[]> {
  const map = await fresh("/sitemap.xml");
  const named = [...map.matchAll(/<loc>https:\/\/[^/<]*([^<]*)<\/loc>/g)].map(([, path]) => path);
  const paths = [...(await pagesInKv()).keys(), ...named.map((path) => path || "/")];
  return differing([...new Set(paths)]);
}
