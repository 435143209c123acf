import { checkMarkdown } from "../../core/content/check-article.ts";
import { jsonDigest } from "../../core/digest.ts";
import { type PlainPage, plainPageSchema } from "../../core/content/plain-page.ts";
import { loadNames, loadSite } from "../../store/content/content.ts";
import type { Database } from "../../store/database.ts";
import { savePlainPages } from "../../store/content/plain-pages.ts";
import { nameOf, parse, type Problem, type Saved, wrong } from "./save.ts";

/** Stores plain pages: all of them, or none if any of them is invalid. */
export async function savePageContent(
  db: Database,
  inputs: readonly unknown[],
  now: number,
): Promise<Saved<{ saved: number }>> {
  const [site, names] = await Promise.all([loadSite(db), loadNames(db)]);
  if (!site) return wrong("site", "", "is not published yet: send it first");
  const problems: Problem[] = [];
  const pages: { page: PlainPage; digest: string }[] = [];
  for (const [index, input] of inputs.entries()) {
    const parsed = parse(plainPageSchema, input, nameOf(input, "slug", index));
    if (!parsed.ok) {
      problems.push(...parsed.problems);
      continue;
    }
    const page = parsed.value;
    for (const { at, message } of checkMarkdown(page.body, names)) {
      const place = typeof at === "number" ? `line ${at} of the text` : at.join(".");
      problems.push({ what: page.slug, at: place, message });
    }
    pages.push({ page, digest: jsonDigest(page) });
  }
  if (problems.length > 0) return { ok: false, problems };
  await savePlainPages(db, pages, now);
  return { ok: true, value: { saved: pages.length } };
}
