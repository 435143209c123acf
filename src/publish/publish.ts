import { jsonDigest, sha256Hex } from "../core/digest.ts";
import { inTurns } from "../core/turns.ts";
import { countLive, markPagesNaming } from "../store/article-lists.ts";
import { listPageMarks } from "../store/list-marks.ts";
import { becameLive, loadProgress, noteProgress } from "../store/schedule.ts";
import { loadSite, type SiteRecord } from "../store/content.ts";
import {
  deletePageRecords,
  loadPageRecord,
  loadPageRecords,
  orphanPages,
  type PageRecord,
  savePageRecords,
  staleArticles,
  stalePages,
} from "../store/page-index.ts";
import { deletePage, writePage, writeSiteCopy } from "../store/pages.ts";
import { indexSome } from "../store/search-index.ts";
import type { RenderContext, RenderedPage } from "./context.ts";
import { listPaths } from "./paths.ts";
import { renderPath } from "./render.ts";

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
  await inTurns(paths, AT_ONCE, (path) => putBack({ ...context, site: fresh, now }, path));
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
  if (unindexed > 0) return { done: false, remaining: unindexed, written: 0, deleted: 0 };
  await markDue(context);
  const stale = await staleArticles(db, generation, now, PAGES_PER_STEP);
  let written = await writePages(
    context,
    stale.slugs.map((slug) => `/articles/${slug}`),
    null,
    wrote,
  );
  const remaining = stale.total - stale.slugs.length;
  if (remaining > 0) return { done: false, remaining, written, deleted: 0 };

  const lists = await listPaths(context);
  const orphans = await orphanPages(db, lists, now, PAGES_PER_STEP);
  await inTurns(orphans, AT_ONCE, (path) => deletePage(kv, path));
  // After the pages: a crash before this line has them deleted once more.
  await deletePageRecords(db, orphans);
  if (orphans.length === PAGES_PER_STEP) {
    return { done: false, remaining: 1, written, deleted: orphans.length };
  }

  const inputs = await inputsOfLists(context, generation);
  await writeSiteCopy(kv, { site: site.site, origin: site.origin, pages: site.pages });
  const old = await stalePages(
    db,
    lists.map((path) => ({ path, inputs: inputs(path) })),
  );
  const turn = old.slice(0, PAGES_PER_STEP);
  written += await writePages(context, turn, inputs, wrote);
  const left = old.length - turn.length;
  return { done: left === 0, remaining: left, written, deleted: orphans.length };
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

/** @returns how many pages were written: those that came out as KV has them already are not */
async function writePages(
  context: PublishContext,
  paths: readonly string[],
  listInputs: ((path: string) => string) | null,
  wrote: (path: string) => void,
): Promise<number> {
  const { db, kv } = context;
  const known = await loadPageRecords(db, paths);
  const generation = generationOf(context.site, context.renderer);
  const pages: { path: string; page: RenderedPage }[] = [];
  const none: string[] = [];
  await inTurns(paths, AT_ONCE, async (path) => {
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
  await inTurns(changed, AT_ONCE, async ({ path, page }) => {
    wrote(path);
    await writePage(kv, path, page);
  });
  const records = pages.map(({ path, page }): PageRecord => {
    const inputs = listInputs?.(path) ?? `${generation}/${page.source}`;
    return { path, inputs, digest: page.digest };
  });
  // A list that turned out to have nothing: noted, so that it is not asked for over and over.
  if (listInputs) {
    records.push(...none.map((path) => ({ path, inputs: listInputs(path), digest: "" })));
  }
  // After the pages: a crash before this line leaves pages without records, which are rendered again.
  await savePageRecords(db, records);
  return changed.length;
}

/**
 * What lists, feeds and maps are made of. Those that show more than articles, or all of them, are looked at after every
 * change. Most pages of lists show their articles alone: of ten thousand articles they are many, and a changed article is
 * on a few.
 */
async function inputsOfLists(
  { db, site, now }: PublishContext,
  generation: string,
): Promise<(path: string) => string> {
  const any = `${generation}/${site.changes}/${await countLive(db, now)}`;
  const marks = await listPageMarks(db, now);
  return (path) => {
    const mark = marks.get(path);
    return mark === undefined ? any : `${generation}/${sha256Hex(mark).slice(0, 32)}`;
  };
}

/**
 * What every page is made of beside its own content. The links at its foot are among it: a plain page that comes, goes,
 * or gets another title or place has every page made again, as another name of the publication has. Its text does not.
 */
function generationOf(site: SiteRecord, renderer: string): string {
  return jsonDigest([site.digest, site.origin, renderer, site.pages]).slice(0, 32);
}

/** Marks the pages that name articles whose time has come since this was last done. */
async function markDue({ db, now }: RenderContext): Promise<void> {
  const { marked } = await loadProgress(db);
  // A clock that was ahead has noted a time that is still to come: articles of the time between must not be missed.
  const due = await becameLive(db, Math.min(marked, now), now);
  if (due.length === 0) return;
  await markPagesNaming(db, due, now);
  // After the marks: a crash before this line has them set again. Once only: a publish that set them anew in each step
  // would never get to the end of many pages.
  await noteProgress(db, { marked: now });
}
