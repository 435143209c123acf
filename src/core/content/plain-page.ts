import * as v from "valibot";
import { id, markdownBody, text, wholeNumber } from "./fields.ts";
import { isReserved } from "../routes.ts";

/** The front matter of `content/pages/*.md`. Its output is a {@link PlainPageMeta}. */
const plainPageMetaSchema = v.strictObject({
  title: text(300),
  summary: v.optional(text(600)),
  /** Position among the footer links. Pages without one come last. */
  order: v.optional(wholeNumber(0, 1000)),
});

/** A plain page's front matter. */
export type PlainPageMeta = v.InferOutput<typeof plainPageMetaSchema>;

/** A plain page as the command line sends it to the Worker. Its output is a {@link PlainPage}. */
export const plainPageSchema = v.strictObject({
  slug: v.pipe(
    id,
    v.check(
      (slug) => !isReserved(slug),
      "must not be a name that the site has an address of its own for: give the page another",
    ),
  ),
  meta: plainPageMetaSchema,
  body: markdownBody,
});

/** A plain page: slug, front matter and Markdown body. */
export type PlainPage = v.InferOutput<typeof plainPageSchema>;

/** A footer link to a plain page. */
export interface PageLink {
  slug: string;
  title: string;
}

/** The footer links to plain pages, sorted by `order`, then by title. */
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
