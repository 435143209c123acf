import { forEachConcurrent } from "../core/concurrency.ts";
import { jsonDigest } from "../core/digest.ts";
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

/**
 * Articles rendered and written per request: far below the platform's 1,000 operations, and few enough for a quick
 * answer.
 */
const PAGES_PER_STEP = 20;
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
 * articles, then, once, the pages that most readers open, and the edition that all other pages are compared with.
 *
 * It can be interrupted at any line and called again: D1 marks pages as current only after KV has them. If
 * content changes meanwhile, or another publish writes other content, D1 marks them as stale instead, and the step
 * reports that there is more to do.
 */
export async function publishStep(context: PublishContext): Promise<PublishStep> {
  const { db, kv, site, now } = context;
  const [unindexed, due, stale] = await Promise.all([
    // Here and not in the migration, because SQL cannot extract the words from Markdown. Every deploy ends with a
    // publish.
    indexSome(db, site.site, PAGES_PER_STEP),
    bringIn(db, now),
    staleArticles(db, PAGES_PER_STEP),
  ]);
  // The next step reads what this one has marked.
  if (unindexed + due > 0) {
    return { done: false, remaining: unindexed + due, written: 0, deleted: 0 };
  }
  const edition = editionOf(context);
  const name = `${edition.generation}/${edition.changes}`;
  const isLast = stale.more === 0;
  const lists = isLast && site.published !== name ? publishedPaths(site) : [];
  const articles = stale.slugs.map((slug) => ARTICLE + slug);
  const pages = await renderAll(context, [...articles, ...lists]);
  await forEachConcurrent(pages, WRITES_AT_ONCE, ({ path, page }) => store(context, path, page));
  // After the pages, so that a reader who has the new edition finds them.
  if (lists.length > 0) {
    await writeSiteCopy(kv, { site: site.site, origin: site.origin, pages: site.pages, edition });
  }
  const written = pages.filter(({ page }) => page !== null).map(({ path }) => path);
  const deleted = pages.filter(({ page }) => page === null).map(({ path }) => path);
  const settled =
    pages.length === 0 ||
    (await notePages(db, {
      changes: site.changes,
      written: slugsOf(written),
      deleted: slugsOf(deleted),
      ...(isLast ? { edition: name } : {}),
    }));
  return {
    done: isLast && settled,
    remaining: stale.more + (settled ? 0 : pages.length),
    written: written.length,
    deleted: deleted.length,
  };
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
    const done = { written: slugsOf(written), deleted: slugsOf(deleted) };
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
