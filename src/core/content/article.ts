import * as v from "valibot";
import { creditLink, plainCredit } from "./credit.ts";
import { bool, id, instant, isPlainText, languageTag, link, markdownBody, text, uniqueList } from "./fields.ts";

const src = v.pipe(
  v.string("must be text"),
  v.regex(
    /^images\/[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
    "must be a file below content/images, such as images/harbour.jpg",
  ),
);

const pasted = v.pipe(v.string("must be text"), v.maxLength(3000, "is too long"));

/**
 * An article's lead picture. Markup pasted into the credit becomes text plus the one link that it contained. A credit
 * never keeps an article from being published: an unusable address is dropped.
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
  /** Former slugs: their addresses redirect to this article. */
  formerly: v.optional(uniqueList(id, 30)),
  /** The id that feeds know the article by, such as the `guid` it had in another system. */
  feedId: v.optional(
    v.pipe(
      v.string("must be text"),
      v.maxLength(500, "must be at most 500 characters"),
      v.regex(/^\S+$/, "must be an id without spaces, such as a guid"),
      v.check(isPlainText, "must be well-formed Unicode without control characters"),
    ),
  ),
  /** The language of the article, if it is not the site's. */
  language: v.optional(languageTag),
  /** The slug of the article that this one is a translation of. */
  translationOf: v.optional(id),
});

/** An article's front matter. Times are kept as the editor wrote them. */
export type ArticleMeta = v.InferOutput<typeof articleMetaSchema>;

/** An article as the command line sends it to the Worker. Its output is an {@link Article}. */
export const articleSchema = v.strictObject({
  slug: id,
  meta: articleMetaSchema,
  body: markdownBody,
});

/** An article: slug, front matter and Markdown body. */
export type Article = v.InferOutput<typeof articleSchema>;
