import { readFileSync } from "node:fs";
import { validateXML } from "xmllint-wasm";
import { type ArticleMeta, articleMetaSchema } from "../../../src/core/content/article.ts";
import { renderMarkdown } from "../../support/markdown.ts";
import type { Picture } from "../../../src/core/content/picture.ts";
import { siteSchema } from "../../../src/core/content/site.ts";
import { entryHtml, articleUrl, type Feed, type FeedEntry } from "../../../src/views/feeds/feed.ts";
import { ArticlePage } from "../../../src/views/article/article-page.tsx";
import type { Publication } from "../../../src/views/page/publication.ts";
import * as v from "valibot";

export const ORIGIN = "https://site.example";
/** Text with markup characters of every format. */
export const ODD = `Bread & butter <b>"now"</b> 'then' ]]> </script> <!-- é 🗳️ &amp; [x](y) *z* \`c\` # 1`;

/** A publication. `changes` are merged into its site.yaml. */
export function publication(changes: object = {}): Publication {
  const site = v.parse(siteSchema, {
    name: `The “Review” & <Sons>`,
    tagline: ODD,
    language: "en-GB",
    audiences: [{ id: "business", name: "For <business> & trade" }],
    authors: [
      { id: "ann", name: `Ann "A" <Author> & Sons` },
      { id: "ben", name: "Ben Büttner" },
    ],
    ...changes,
  });
  return { site, origin: ORIGIN };
}

/** Front matter of an article. */
export function meta(changes: object = {}): ArticleMeta {
  return v.parse(articleMetaSchema, {
    title: ODD,
    date: "2026-10-06T09:30:00+03:00",
    authors: ["ann", "ben"],
    audiences: ["business"],
    tags: ["foreign-trade", "sea"],
    summary: ODD,
    image: { src: "images/a.jpg", alt: ODD },
    ...changes,
  });
}

/** A picture with a relative and with an absolute URL. */
const PICTURE: Picture = { url: "/images/d/a.jpg", width: 1200, height: 630 };
export const WHOLE = new Map([["images/a.jpg", { ...PICTURE, url: ORIGIN + PICTURE.url }]]);
export const POLLS = new Map([["next", ODD]]);

export const BODY = `${ODD}

A [path](/archive?a=1&b=2), a [name](other), a [mark](#here), an [address](https://example.org/?x="y"&z), a note.[^n]

::poll{id="next"}

![A "harbour"](images/a.jpg "At dawn")

\`\`\`
<!--slot poll:next--> ::poll{id="next"} ![x](images/a.jpg)
\`\`\`

A form feed: &#12;.

[^n]: The note.
`;

/** An article in a feed. */
export function entry(changes: Partial<FeedEntry> = {}, body = BODY): FeedEntry {
  const url = articleUrl(ORIGIN, "one");
  const place = { origin: ORIGIN, url, polls: POLLS, language: "en" };
  const html = entryHtml(renderMarkdown(body, WHOLE).html, place);
  const picture = WHOLE.get("images/a.jpg") ?? null;
  const updatedAt = Date.parse("2026-10-08T10:00:00Z");
  const slug = changes.slug ?? "one";
  const feedId = articleUrl(ORIGIN, slug);
  return { slug, feedId, meta: meta(), updatedAt, html, picture, ...changes };
}

/** A feed of two articles: a complete one and a minimal one. */
export function feed(changes: Partial<Feed> = {}): Feed {
  const bare = meta({
    title: "Bare",
    summary: undefined,
    image: undefined,
    tags: [],
    authors: ["ben"],
  });
  return {
    title: `Trade · ${ODD}`,
    description: ODD,
    path: "/tags/foreign-trade",
    entries: [entry(), entry({ slug: "two", meta: bare, updatedAt: null, picture: null }, "Text.")],
    ...changes,
  };
}

/** The page of an article. */
export function articlePage(changes: object = {}, site: object = {}, body = BODY): string {
  return String(
    ArticlePage({
      now: Number.MAX_SAFE_INTEGER,
      publication: publication(site),
      slug: "one",
      meta: meta(changes),
      updatedAt: Date.parse("2026-10-08T10:00:00Z"),
      html: renderMarkdown(body, new Map([["images/a.jpg", PICTURE]])).html,
      picture: "image" in changes ? null : PICTURE,
      shared: "image" in changes ? undefined : { ...PICTURE, alt: meta().image?.alt ?? "" },
      withPoll: true,
      minutes: 1,
      previous: null,
      next: null,
      related: [],
      translations: [],
    }),
  );
}

/** The text of a file in this folder. */
export function beside(name: string): { fileName: string; contents: string } {
  return { fileName: name, contents: readFileSync(new URL(name, import.meta.url), "utf8") };
}

/** The errors that libxml2 finds in a document by an XSD or RELAX NG schema. */
export async function mistakes(
  xml: string,
  schema: { fileName: string; contents: string },
  preload: { fileName: string; contents: string }[] = [],
): Promise<string[]> {
  const extension = schema.fileName.endsWith(".rng") ? "relaxng" : "schema";
  const document = { fileName: "document.xml", contents: xml };
  const { errors } = await validateXML({ xml: [document], schema: [schema], preload, extension });
  return errors.map(({ message }) => message);
}
