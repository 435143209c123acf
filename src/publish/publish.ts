import { jsonDigest } from "../core/digest.ts";
import { forEachConcurrent } from "../core/concurrency.ts";
import { countLive } from "../store/content/article-lists.ts";
import { markChangedLists } from "../store/pages/list-changes.ts";
import { becameLive, loadProgress, noteProgress, showDue } from "../store/content/schedule.ts";
import { loadSite, type SiteRecord } from "../store/content/content.ts";
import {
  deletePageRecords,
  listRecords,
  loadPageRecord,
  loadPageRecords,
  mendIndex,
  outdatedArticles,
  savePageRecords,
} from "../store/pages/page-index.ts";
import { deletePage, type StoredPage, writePage, writeSiteCopy } from "../store/pages/pages.ts";
import { indexSome } from "../store/content/search-index.ts";
import type { RenderContext } from "./render/render-context.ts";
import { listPaths, showsArticlesAlone } from "./render/paths.ts";
import { renderPath } from "./render/render-path.ts";

/** Articles, and lists, rendered and written in one request: far below the platform's 1,000 operations, short enough to answer soon. */
const PAGES_PER_STEP = 20;
const AT_ONCE = 6;

/** Where pages come from and go to. */
export interface PublishContext extends RenderContext {
  kv: KVNamespace;
  /** Which code renders: a page that other code rendered is rendered again. */
  renderer: string;
}

/** What one step of a publish did. */
export interface PublishStep {
  done: boolean;
  /** Pages that are still to be rendered. */
  remaining: number;
  /** Pages written to KV. */
  written: number;
  /** Pages taken out of KV. */
  deleted: number;
}

/**
 * Brings the index and KV up to what D1 says, one step at a time: entries of the index first, then pages of articles,
 * then, once, the lists, feeds and maps.
 * It may be stopped at any line and called again: a page's record is written after the page, so a page whose
 * record is missing is rendered again.
 */
export async function publishStep(context: PublishContext): Promise<PublishStep> {
  const paths: string[] = [];
  const step = await takeStep(context, (path) => paths.push(path));
  await settle(context, paths);
  return step;
}

/**
 * Another publish may have run meanwhile (the scheduler's is one) and have written the same pages: which of the two was
 * the last to write, no record says. Where D1 has changed since the step began, what it wrote is written once more, as
 * D1 has it now. A crash before the end of it, while another publish runs, may leave pages of before until they change.
 */
async function settle(context: PublishContext, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const { db, site } = context;
  const now = Math.max(context.now, Date.now());
  const [fresh, before, after] = await Promise.all([
    loadSite(db),
    countLive(db, context.now),
    countLive(db, now),
  ]);
  const same =
    fresh?.changes === site.changes &&
    generationOf(fresh, "") === generationOf(site, "") &&
    before === after;
  if (!fresh || same) return;
  await forEachConcurrent(paths, AT_ONCE, (path) =>
    putBack({ ...context, site: fresh, now }, path),
  );
}

/** @param wrote is told the path of each page that was written */
async function takeStep(
  context: PublishContext,
  wrote: (path: string) => void,
): Promise<PublishStep> {
  const { db, kv, site, now } = context;
  const generation = generationOf(site, context.renderer);
  // Here and not in the migration: SQL cannot take the words out of Markdown. Every deploy ends with a publish.
  const unindexed = await indexSome(db, site.site, PAGES_PER_STEP);
  if (unindexed > 0) return lookedOnly(unindexed);
  const due = await markDue(context);
  if (due > 0) return lookedOnly(due);
  const { paths, more } = await outdatedArticles(db, generation, now, PAGES_PER_STEP);
  const seen = paths.filter((page) => page.seen).map(({ path }) => path);
  const unseen = paths.filter((page) => !page.seen).map(({ path }) => path);
  const ofArticles = await writePages(context, seen, () => `${generation}/`, wrote);
  await takeOut(context, unseen);
  const step = { written: ofArticles, deleted: unseen.length };
  if (more > 0) return { done: false, remaining: more, ...step };
  if (await mendIndex(db, now)) return { done: false, remaining: 1, ...step };

  await markChangedLists(db, now);
  const [lists, records] = await Promise.all([listPaths(context), listRecords(db)]);
  const wanted = new Set(lists);
  const orphans = [...records.keys()].filter((path) => !wanted.has(path));
  const taken = orphans.slice(0, PAGES_PER_STEP);
  await takeOut(context, taken);
  await writeSiteCopy(kv, { site: site.site, origin: site.origin, pages: site.pages });
  const all = `${generation}/${site.changes}/${await countLive(db, now)}`;
  const inputsOf = (path: string) => (showsArticlesAlone(path) ? `${generation}/` : all);
  const old = lists.filter((path) => records.get(path) !== inputsOf(path));
  const turn = old.slice(0, PAGES_PER_STEP);
  const ofLists = await writePages(context, turn, inputsOf, wrote);
  const remaining = orphans.length - taken.length + old.length - turn.length;
  return {
    done: remaining === 0,
    remaining,
    written: step.written + ofLists,
    deleted: step.deleted + taken.length,
  };
}

/** A step that found what is to be done, and leaves it to the next, which sees the changes of this one. */
function lookedOnly(remaining: number): PublishStep {
  return { done: false, remaining, written: 0, deleted: 0 };
}

async function takeOut({ db, kv }: PublishContext, paths: readonly string[]): Promise<void> {
  await forEachConcurrent(paths, AT_ONCE, (path) => deletePage(kv, path));
  // After the pages: a crash before this line has them deleted once more.
  await deletePageRecords(db, paths);
}

/**
 * Puts a page that KV did not have back into it.
 * Another request may have published meanwhile: what D1 says after the write has the last word.
 */
export async function putBack(context: PublishContext, path: string): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const before = await loadPageRecord(context.db, path);
    const page = await renderPath(context, path);
    if (!page) {
      await deletePage(context.kv, path);
      return;
    }
    await writePage(context.kv, path, page);
    const after = await loadPageRecord(context.db, path);
    if (before?.digest === after?.digest) {
      // Empty inputs: the next publish looks at this page again.
      if (after?.digest !== page.digest) {
        await savePageRecords(context.db, [{ path, inputs: "", digest: page.digest }]);
      }
      return;
    }
  }
}

/**
 * @param inputsOf what a page is made of, for its record
 * @returns how many pages were written: those that came out as KV has them already are not
 */
async function writePages(
  context: PublishContext,
  paths: readonly string[],
  inputsOf: (path: string) => string,
  wrote: (path: string) => void,
): Promise<number> {
  const { db, kv, site } = context;
  const known = await loadPageRecords(db, paths);
  const pages: { path: string; page: StoredPage }[] = [];
  const none: string[] = [];
  await forEachConcurrent(paths, AT_ONCE, async (path) => {
    const page = await renderPath(context, path);
    if (page) pages.push({ path, page });
    else none.push(path);
  });
  const changed = pages.filter(({ path, page }) => known.get(path)?.digest !== page.digest);
  // Before the pages: a crash after this line leaves records that say that nobody knows what KV holds. Without it,
  // content that is put back to what it was would find its old record, and a page of the content in between.
  const unknown = changed.filter(({ path }) => known.has(path));
  await savePageRecords(
    db,
    unknown.map(({ path }) => ({ path, inputs: "", digest: "" })),
  );
  await forEachConcurrent(changed, AT_ONCE, async ({ path, page }) => {
    wrote(path);
    await writePage(kv, path, page);
  });
  const records = [
    ...pages.map(({ path, page }) => ({ path, digest: page.digest })),
    // A page that turned out to have nothing: noted, so that it is not asked for over and over.
    ...none.map((path) => ({ path, digest: "" })),
  ];
  // After the pages: a crash before this line leaves pages whose records say that they are to be made again. What has
  // changed since the step began may have marked them meanwhile: they stay marked then.
  await savePageRecords(
    db,
    records.map(({ path, digest }) => ({ path, digest, inputs: inputsOf(path) })),
    site.changes,
  );
  return changed.length;
}

/**
 * What every page is made of beside its own content. The links at its foot are among it: a plain page that comes, goes,
 * or gets another title or place has every page made again, as another name of the publication has. Its text does not.
 */
function generationOf(site: SiteRecord, renderer: string): string {
  return jsonDigest([site.digest, site.origin, renderer, site.pages]).slice(0, 32);
}

/**
 * Marks the pages that show articles whose time has come since this was last done.
 *
 * @returns how many articles these are
 */
async function markDue({ db, now }: RenderContext): Promise<number> {
  const { marked } = await loadProgress(db);
  // A clock that was ahead has noted a time that is still to come: articles of the time between must not be missed.
  const since = Math.min(marked, now);
  const due = await becameLive(db, since, now);
  if (due.length === 0) return 0;
  await showDue(db, due, since, now);
  // After the marks: a crash before this line has them set again. Once only: a publish that set them anew in each step
  // would never get to the end of many pages.
  await noteProgress(db, { marked: now });
  return due.length;
}
