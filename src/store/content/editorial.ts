import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { ArticleMeta } from "../../core/content/article.ts";
import { parseInstant } from "../../core/instant.ts";
import { updatedAt } from "./article-lists.ts";
import type { ArticleRecord } from "./article-lists.ts";
import type { Database } from "../database.ts";
import { articles, revisions } from "../schema.ts";

/** An article, whether or not readers may see it. */
interface StoredArticle extends ArticleRecord {
  /** When it becomes visible. 0: always visible; `null`: a draft. */
  liveFrom: number | null;
}

/** Loads an article of the publication: published, scheduled or a draft. */
export async function loadStored(db: Database, slug: string): Promise<StoredArticle | null> {
  const { meta, body, digest, liveFrom } = articles;
  const [row] = await db
    .select({ slug: articles.slug, meta, updatedAt, body, digest, liveFrom })
    .from(articles)
    .where(and(eq(articles.slug, slug), isNull(articles.removedAt)));
  return row ?? null;
}

/** A revision of an article, as shown in lists. */
interface RevisionEntry {
  revision: number;
  at: number;
  title: string;
  draft: boolean;
  /** Length of its text in characters. */
  size: number;
}

/** A whole revision. */
interface Revision {
  slug: string;
  revision: number;
  at: number;
  digest: string;
  meta: ArticleMeta;
  body: string;
}

/** The revisions of an article, the newest first. */
export async function listRevisions(db: Database, slug: string): Promise<RevisionEntry[]> {
  const rows = await db
    .select({
      revision: revisions.revision,
      at: revisions.at,
      title: sql<string>`${revisions.meta} ->> 'title'`,
      draft: sql<number>`${revisions.meta} ->> 'draft'`,
      size: sql<number>`length(${revisions.body})`,
    })
    .from(revisions)
    .where(eq(revisions.slug, slug))
    .orderBy(desc(revisions.revision));
  return rows.map((row) => ({ ...row, draft: row.draft === 1 }));
}

/** One revision of an article. */
export async function loadRevision(
  db: Database,
  slug: string,
  revision: number,
): Promise<Revision | null> {
  const [row] = await db
    .select()
    .from(revisions)
    .where(and(eq(revisions.slug, slug), eq(revisions.revision, revision)));
  return row ?? null;
}

/** A revision for {@link wasLive}, and when it ended: at the next revision or the removal; `null` if it is current. */
export interface Period {
  meta: Pick<ArticleMeta, "draft" | "publishAt">;
  at: number;
  until: number | null;
}

/** Whether readers could ever see one of these revisions: it was no draft, and its time came before it ended. */
export function wasLive(periods: readonly Period[], now: number): boolean {
  return periods.some(
    ({ meta, until }) =>
      !meta.draft && (parseInstant(meta.publishAt ?? "") ?? 0) <= Math.min(until ?? now, now),
  );
}
