import * as v from "valibot";
import { id, isPlainText, text } from "./fields.ts";

/** The front matter of `content/pages/*.md`. Its output is a {@link PlainPageMeta}. */
export const plainPageMetaSchema = v.strictObject({
  title: text(300),
  summary: v.optional(text(600)),
});

/** What a plain page's front matter says. */
export type PlainPageMeta = v.InferOutput<typeof plainPageMetaSchema>;

/** A plain page as it travels from the content folder to the Worker: front matter and Markdown. */
export const plainPageSchema = v.strictObject({
  slug: id,
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
