import { and, eq, or } from "drizzle-orm";
import type { ArticleMeta } from "../../core/content/article.ts";
import { originalOf } from "../../core/content/translations.ts";
import { live } from "./article-lists.ts";
import type { Database } from "../database.ts";
import { articles } from "../schema.ts";

/** An article and its translations, as far as visible at `now`. Any one of them may be given. */
export async function listTranslations(
  db: Database,
  now: number,
  article: { slug: string; meta: Pick<ArticleMeta, "translationOf"> },
): Promise<{ slug: string; meta: ArticleMeta }[]> {
  const { slug, meta, translationOf } = articles;
  const original = originalOf({ slug: article.slug, translationOf: article.meta.translationOf });
  return db
    .select({ slug, meta })
    .from(articles)
    .where(and(live(now), or(eq(slug, original), eq(translationOf, original))));
}
