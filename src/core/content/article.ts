import * as v from "valibot";
import { creditLink, plainCredit } from "./credit.ts";
import { id, instant, isPlainText, languageTag, link, text, uniqueList } from "./fields.ts";

const src = v.pipe(
  v.string("must be text"),
  v.regex(
    /^images\/[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
    "must be a file below content/images, such as images/harbour.jpg",
  ),
);

const pasted = v.pipe(v.string("must be text"), v.maxLength(3000, "is too long"));

/**
 * An article's own picture. A credit with markup pasted into it becomes text, with the one address that it had. What
 * is no address links to nothing: a credit is never a reason not to publish.
 */
const image = v.pipe(
  v.strictObject({
    src,
    alt: text(500),
    credit: v.optional(pasted),
    creditUrl: v.optional(pasted),
  }),
  v.transform(({ credit = "", creditUrl, ...picture }) => {
    const plain = plainCredit(credit);
    const address = creditLink(credit, creditUrl);
    return {
      ...picture,
      ...(plain === "" ? {} : { credit: plain }),
      ...(address === null ? {} : { creditUrl: address }),
    };
  }),
  v.strictObject({
    src,
    alt: text(500),
    credit: v.optional(text(300)),
    creditUrl: v.optional(link),
  }),
);

const bool = v.boolean("must be true or false");

/** The front matter of `content/articles/*.md`. Its output is an {@link ArticleMeta}. */
export const articleMetaSchema = v.strictObject({
  title: text(300),
  date: instant,
  authors: v.pipe(uniqueList(id, 12), v.minLength(1, "must name at least one author of site.yaml")),
  audiences: v.optional(uniqueList(id, 12), []),
  tags: v.optional(uniqueList(id, 30), []),
  summary: v.optional(text(600)),
  image: v.optional(image),
  draft: v.optional(bool, false),
  publishAt: v.optional(instant),
  // Without a default: the digests of articles that were published before there was this field stay as they are.
  formerly: v.optional(uniqueList(id, 30)),
  /** The language that it is written in, where that is not the site's. */
  language: v.optional(languageTag),
  /** The article that it is a translation of, by its slug. */
  translationOf: v.optional(id),
});

/** What an article's front matter says. Times are as the editor wrote them. */
export type ArticleMeta = v.InferOutput<typeof articleMetaSchema>;

/** An article as it travels from the content folder to the Worker: front matter and Markdown. */
export const articleSchema = v.strictObject({
  slug: id,
  meta: articleMetaSchema,
  body: v.pipe(
    v.string("must be text"),
    v.maxLength(500_000, "must be at most 500,000 characters"),
    v.transform((s) => s.replaceAll("\r\n", "\n")),
    v.check(isPlainText, "must be well-formed Unicode without control characters"),
  ),
});

/** An article: slug, front matter, Markdown. */
export type Article = v.InferOutput<typeof articleSchema>;
