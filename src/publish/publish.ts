import { forEachConcurrent } from "../core/concurrency.ts";
import { jsonDigest } from "../core/digest.ts";
import { FREE_OPERATIONS } from "../core/plan.ts";
import type { Operations } from "../platform/operations.ts";
import type { Plan } from "../store/content/schedule.ts";
import { loadSite, type SiteRecord } from "../store/content/content.ts";
import { indexSome } from "../store/content/search-index.ts";
import { bringIn, notePages, staleArticles } from "../store/pages/article-pages.ts";
import {
  deletePage,
  type Edition,
  type PageStamp,
  writePage,
  writeSiteCopy,
} from "../store/pages/pages.ts";
import { publishedPaths } from "./render/paths.ts";
import type { RenderContext, RenderedPage } from "./render/render-context.ts";
import { renderPath } from "./render/render-path.ts";

/** Articles rendered and written per request, at most: few enough for a quick answer. */
const PAGES_PER_STEP = 20;
/** The most that a page takes: its queries, and writing it. `test/worker/publish/publish-budget.test.ts` counts them. */
export const PAGE_COST = 10;
/** What indexing an article takes. */
const INDEX_COST = 4;
/** What bringing articles in and noting what was written take. */
const NOTE_COST = 8;
const WRITES_AT_ONCE = 6;
const ARTICLE = "/articles/";

/** Where pages are rendered from and written to. */
export interface PublishContext extends RenderContext {
  kv: KVNamespace;
  /** The version of the Worker that renders. */
  renderer: string;
}

/** The result of one publish step. */
export interface PublishStep {
  done: boolean;
  /** Pages still to be rendered. */
  remaining: number;
  /** Pages written to KV. */
  written: number;
  /** Pages deleted from KV. */
  deleted: number;
}

/**
 * Brings the search index and KV up to date with D1, one step at a time: first index entries, then the pages of
 * articles, then, once, the pages that most readers open, and the edition that all other pages are compared with. A step
 * does as much as its operations suffice for, and at least one page.
 *
 * It can be interrupted at any line and called again: D1 marks pages as current only after KV has them. If
 * content changes meanwhile, or another publish writes other content, D1 marks them as stale instead, and the step
 * reports that there is more to do.
 */
export async function publishStep(
  context: PublishContext,
  operations: Operations,
): Promise<PublishStep> {
  const { db, kv, site, now } = context;
  const indexed = Math.floor((operations.left - NOTE_COST) / INDEX_COST);
  const [unindexed, due, stale] = await Promise.all([
    // Here and not in the migration, because SQL cannot extract the words from Markdown. Every deploy ends with a
    // publish.
    indexSome(db, site.site, Math.max(1, Math.min(indexed, PAGES_PER_STEP))),
    bringIn(db, now),
    staleArticles(db, PAGES_PER_STEP),
  ]);
  // The next step reads what this one has marked.
  if (unindexed + due > 0) {
    return { done: false, remaining: unindexed + due, written: 0, deleted: 0 };
  }
  const edition = editionOf(context);
  const name = `${edition.generation}/${edition.changes}`;
  // `published` is the edition whose lists are all written, or an edition and how many of its lists are.
  const [listed, some = "all"] = site.published.split(" ");
  const before = listed === name ? Number(some === "all" ? Infinity : some) : 0;
  const lists = stale.more === 0 ? publishedPaths(site).slice(before) : [];
  const todo = [...stale.slugs.map((slug) => ARTICLE + slug), ...lists];
  const pages = await writeSome(context, operations, todo);
  const isLast = stale.more === 0 && pages.length === todo.length;
  // After the pages, so that a reader who has the new edition finds them.
  if (isLast && lists.length > 0) {
    operations.count(1);
    await writeSiteCopy(kv, { site: site.site, origin: site.origin, pages: site.pages, edition });
  }
  const written = pages.filter(({ page }) => page !== null).map(({ path }) => path);
  const deleted = pages.filter(({ page }) => page === null).map(({ path }) => path);
  const listsDone = Math.max(0, pages.length - stale.slugs.length);
  const settled =
    pages.length === 0 ||
    (await notePages(db, {
      changes: site.changes,
      written: slugsOf(written),
      deleted: slugsOf(deleted),
      done: isLast,
      ...(listsDone > 0 || isLast
        ? { published: isLast ? name : `${name} ${before + listsDone}` }
        : {}),
      ...planShown(operations),
    }));
  return {
    done: isLast && settled,
    remaining: stale.more + todo.length - (settled ? pages.length : 0),
    written: written.length,
    deleted: deleted.length,
  };
}

/** Renders and writes as many of the pages as the operations suffice for, the first in any case. */
async function writeSome(
  context: PublishContext,
  operations: Operations,
  paths: readonly string[],
): Promise<{ path: string; page: RenderedPage | null }[]> {
  const done: { path: string; page: RenderedPage | null }[] = [];
  while (done.length < paths.length) {
    const fit = Math.floor((operations.left - NOTE_COST) / PAGE_COST);
    if (fit < 1 && done.length > 0) break;
    const pages = await renderAll(
      context,
      paths.slice(done.length, done.length + Math.max(1, fit)),
    );
    operations.count(pages.length);
    await forEachConcurrent(pages, WRITES_AT_ONCE, ({ path, page }) => store(context, path, page));
    done.push(...pages);
  }
  return done;
}

/** What a step tells of the plan, for the scheduler: that it allows much, or that it allowed no more than this. */
function planShown({ used, limit, isTrial }: Operations): { plan?: Plan } {
  if (used > FREE_OPERATIONS + NOTE_COST) return { plan: "paid" };
  return limit <= FREE_OPERATIONS && !isTrial ? { plan: "free" } : {};
}

/** Renders pages concurrently, so that their queries share round trips. */
async function renderAll(
  context: RenderContext,
  paths: readonly string[],
): Promise<{ path: string; page: RenderedPage | null }[]> {
  return Promise.all(paths.map(async (path) => ({ path, page: await renderPath(context, path) })));
}

async function store(
  context: PublishContext,
  path: string,
  page: RenderedPage | null,
): Promise<void> {
  if (page) await writePage(context.kv, path, page, stampOf(context, path));
  else await deletePage(context.kv, path);
}

/** Attempts to put back a page that keeps changing. */
const TRIES = 3;

/**
 * Writes a page to KV that a reader requested and that KV lacked or had in an older state; `null`: deletes KV's copy.
 *
 * A list's stamp says which content it was rendered from. An article's page has no such stamp: if content has changed
 * since it was rendered, a publish may already have written a newer page, which this write has overwritten. The page is
 * then rendered and written again. If it keeps changing, it stays stale for the next publish.
 */
export async function putBack(
  context: PublishContext,
  path: string,
  rendered: RenderedPage | null,
): Promise<void> {
  let [latest, page] = [context, rendered];
  for (let attempt = 1; ; attempt += 1) {
    await store(latest, path, page);
    if (!path.startsWith(ARTICLE)) return;
    const [written, deleted] = page ? [[path], []] : [[], [path]];
    const done = { written: slugsOf(written), deleted: slugsOf(deleted), done: false };
    if (await notePages(latest.db, { changes: latest.site.changes, ...done })) return;
    const site = await loadSite(latest.db);
    if (!site || attempt === TRIES) return;
    latest = { ...latest, site };
    page = await renderPath(latest, path);
  }
}

function slugsOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) => (path.startsWith(ARTICLE) ? path.slice(ARTICLE.length) : []));
}

/**
 * What a publish of this content by this version requires of all pages. The footer links are part of the generation:
 * when a plain page is added, removed or retitled, every page is rendered again, as when the publication is renamed.
 */
function editionOf({ site, renderer }: { site: SiteRecord; renderer: string }): Edition {
  const generation = jsonDigest([site.digest, site.origin, renderer, site.pages]).slice(0, 12);
  return { renderer, generation, changes: site.changes };
}

/** An article's page is marked when the article changes. All other pages are compared with the change number. */
function stampOf(context: PublishContext, path: string): PageStamp {
  const { generation, changes } = editionOf(context);
  return path.startsWith(ARTICLE) ? { generation } : { generation, changes };
}
