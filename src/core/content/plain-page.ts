import * as v from "valibot";
import { id, isPlainText, text, whole } from "./fields.ts";
import { isReserved } from "../routes.ts";

/** The front matter of `content/pages/*.md`. Its output is a {@link PlainPageMeta}. */
export const plainPageMetaSchema = v.strictObject({
  title: text(300),
  summary: v.optional(text(600)),
  /** Its place among the links at the foot of every page. Those without one come last. */
  order: v.optional(whole(0, 1000)),
});

/** What a plain page's front matter says. */
export type PlainPageMeta = v.InferOutput<typeof plainPageMetaSchema>;

/** A plain page as it travels from the content folder to the Worker: front matter and Markdown. */
export const plainPageSchema = v.strictObject({
  slug: v.pipe(
    id,
    v.check(
      (slug) => !isReserved(slug),
      "must not be a name that the site has an address of its own for: give the page another",
    ),
  ),
  meta: plainPageMetaSchema,
  body: v.pipe(
    v.string("must be text"),
    v.maxLength(500_000, "must be at most 500,000 characters"),
    v.transform((s) => s.replaceAll("\r\n", "\n")),
    v.check(isPlainText, "must be well-formed Unicode without control characters"),
  ),
});

/** A plain page: slug, front matter, Markdown. */
export type PlainPage = v.InferOutput<typeof plainPageSchema>;

/** A plain page as the foot of every page links to it. */
export interface PageLink {
  slug: string;
  title: string;
}

/** Links to plain pages in the order in which they stand: by `order`, then by title. */
export function pageLinks(
  pages: readonly { slug: string; meta: PlainPageMeta }[],
  language: string,
): PageLink[] {
  const place = (meta: PlainPageMeta): number => meta.order ?? Number.MAX_SAFE_INTEGER;
  return pages
    .toSorted(
      (a, b) =>
        place(a.meta) - place(b.meta) ||
        a.meta.title.localeCompare(b.meta.title, language) ||
        (a.slug < b.slug ? -1 : 1),
    )
    .map(({ slug, meta }) => ({ slug, title: meta.title }));
}
