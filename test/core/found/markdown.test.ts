import createMarkdownIt from "markdown-it";
import footnote from "markdown-it-footnote";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderMarkdown } from "../../support/markdown.ts";
import { articleMarkdown } from "../../../src/views/feeds/article-markdown.ts";
import { BODY, meta, ODD, ORIGIN, POLLS, publication, WHOLE } from "./support.ts";
import { readHtml } from "../html.ts";

const article = {
  slug: "one",
  meta: meta(),
  updatedAt: Date.parse("2026-10-08T10:00:00Z") as number | null,
  body: BODY,
};

function read(changes: Partial<typeof article> = {}) {
  const text = articleMarkdown(publication(), { ...article, ...changes }, WHOLE, POLLS);
  const [, front = "", body = ""] = /^---\n([^]*?\n)---\n\n([^]*)$/.exec(text) ?? [];
  return { front: parse(front) as unknown, body };
}

/** The result of a plain Markdown parser. */
function html(body: string): string {
  return createMarkdownIt().use(footnote).render(body);
}

function images(body: string): (string | undefined)[] {
  return readHtml(html(body))
    .tags.filter(({ name }) => name === "img")
    .map(({ attributes }) => attributes.get("src"));
}

describe("the Markdown of an article", () => {
  it("begins with YAML of what is public", () => {
    expect(read().front).toEqual({
      title: ODD,
      date: "2026-10-06T09:30:00+03:00",
      updated: "2026-10-08T10:00:00.000Z",
      authors: [`Ann "A" <Author> & Sons`, "Ben Büttner"],
      summary: ODD,
      tags: ["foreign-trade", "sea"],
      language: "en-GB",
      publication: publication().site.name,
      canonical: `${ORIGIN}/articles/one`,
      image: `${ORIGIN}/images/d/a.jpg`,
      imageAlt: ODD,
    });
  });

  it("says nothing of what an article does not have, nor when it is to be seen", () => {
    const nothing = { summary: undefined, image: undefined, tags: [] };
    const bare = meta({ ...nothing, publishAt: "2026-01-01" });
    const { front } = read({ meta: bare, updatedAt: null });
    const names = Object.keys(front as object).join(" ");
    expect(names).toBe("title date authors language publication canonical");
  });

  it("has links in the places of polls that readers may find, on lines of their own", () => {
    const { body } = read({ body: 'Before.\n::poll{id="next"}\nAfter.\n\n::poll{id="gone"}' });
    const { tags, text } = readHtml(html(body));
    const names = tags.map(({ name, closing }) => (closing ? `/${name}` : name)).join(" ");
    expect(names).toBe("p /p p a /a /p p /p");
    expect(tags.flatMap((tag) => tag.attributes.get("href") ?? [])).toEqual([
      `${ORIGIN}/polls/next`,
    ]);
    expect(text).toContain(`Vote in the poll: ${ODD}`);
  });

  it.each([
    ["", "![a](images/a.jpg)"],
    ["with a title", '![a](images/a.jpg "t")'],
    ["in brackets", "![a](<images/a.jpg>)"],
    ["by a reference", "![a][r]\n\n[r]: images/a.jpg"],
    ["within a link", "[![a](images/a.jpg)](https://example.org/)"],
    ["in a list", "- one\n\n    ![a](images/a.jpg)"],
    ["whose description has two lines", "![a\nb](images/a.jpg)"],
    ["after code", "`x` ![a](images/a.jpg) `y`"],
    ["after a block of code", "```\nx\n```\n\n![a](images/a.jpg)"],
  ])("shows a picture %s by its whole address", (_, body) => {
    expect(images(read({ body }).body)).toEqual([`${ORIGIN}/images/d/a.jpg`]);
  });

  it.each([
    "`![a](images/a.jpg)`",
    "``x ` ![a](images/a.jpg)``",
    "```\n![a](images/a.jpg)\n```",
    "~~~ md\n![a](images/a.jpg)\n\n[r]: images/a.jpg\n~~~~\n",
    "```\n![a](images/a.jpg) to the end",
    '```\n::poll{id="next"}\n```',
  ])("leaves code as it is: %s", (body) => {
    expect(read({ body }).body).toBe(`${body.trim()}\n`);
  });

  it("says the same as the page, but for the polls", () => {
    const page = readHtml(renderMarkdown(BODY, WHOLE).html).text;
    const { text } = readHtml(html(read().body));
    const words = (s: string) => s.replace(/\s+/g, " ");
    // Pages number notes plainly, the parser of this test in brackets.
    const withoutPoll = text.replace(`Vote in the poll: ${ODD}`, "").replace("[1]", "1");
    expect(words(withoutPoll)).toBe(words(page.replace("At dawn", "")));
  });
});
