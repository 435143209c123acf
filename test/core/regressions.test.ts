import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readYaml } from "../../src/cli/content/source.ts";
import { articleSchema } from "../../src/core/content/article.ts";
import { canonicalJson } from "../../src/core/digest.ts";
import { httpUrl, link } from "../../src/core/content/fields.ts";
import { parseInstant } from "../../src/core/instant.ts";
import { renderMarkdown } from "../support/markdown.ts";
import type { Picture } from "../../src/core/content/picture.ts";
import { siteSchema } from "../../src/core/content/site.ts";

const pictures = new Map<string, Picture>([
  ["images/a.jpg", { url: "/i/a.jpg", width: 1, height: 1 }],
]);

test.each([
  "0001-01-00",
  "0001-01-32",
  "0012-31-99",
  "0000-01-01T00:00+01:00",
  "2026-10-05T24:00Z",
])("says that %s is no point in time, and does not throw", (text) => {
  expect(parseInstant(text)).toBeNull();
});

test.each(["en-12", "en-ab1", "en-US-US", "en-latn-arab", "zh-min-nan", "de-1996-1996", "x"])(
  "refuses the language %s, in which no date could be written",
  (language) => {
    expect(v.is(siteSchema, { name: "A", language, audiences: [], authors: [] })).toBe(false);
  },
);

test.each(["en", "en-GB", "ru", "sr-Latn-RS", "de-1996", "en-u-ca-buddhist"])(
  "takes the language %s",
  (language) => {
    expect(v.is(siteSchema, { name: "A", language, audiences: [], authors: [] })).toBe(true);
    expect(() => new Intl.DateTimeFormat(language)).not.toThrow();
  },
);

test.each([
  "https://a:99999",
  "https://a:b/",
  "https://%zz",
  "https://[",
  "https://a|b",
  "https://a/\u0001",
])("refuses the address %j, which no browser opens", (address) => {
  expect(v.is(httpUrl, address)).toBe(false);
  expect(v.is(link, address)).toBe(false);
});

test("refuses control characters in a path and in an article's text", () => {
  expect(v.is(link, "/a\u0001")).toBe(false);
  const meta = { title: "A", date: "2026-01-01", authors: ["a"] };
  expect(v.is(articleSchema, { slug: "a", meta, body: "a\u0001b" })).toBe(false);
  expect(v.parse(articleSchema, { slug: "a", meta, body: "a\r\nb" }).body).toBe("a\nb");
});

test("writes keys in code-unit order, those that are numbers too", () => {
  expect(canonicalJson({ q: 1, 9: [{ b: 1, a: undefined }], 10: null, "\r": "x" })).toBe(
    '{"\\r":"x","10":null,"9":[{"b":1}],"q":1}',
  );
});

describe("Markdown", () => {
  test.each(["---", "===", "Text\n---"])("keeps a poll that stands above %j", (below) => {
    const { polls, problems, html } = renderMarkdown(`::poll{id="x"}\n${below}`, pictures);
    expect(polls).toEqual([{ id: "x", line: 1 }]);
    expect(problems).toEqual([]);
    expect(html).toContain("<!--slot poll:x-->");
  });

  test("takes a word that begins like a poll for a word", () => {
    const { html, problems } = renderMarkdown("::pollution is a word\n\n::poll-tax too", pictures);
    expect(problems).toEqual([]);
    expect(html).toContain("::pollution is a word");
  });

  test("describes a picture in text, not in Markdown", () => {
    const { html } = renderMarkdown("![*a* &amp; b \\] c](images/a.jpg)", pictures);
    expect(html).toContain('alt="a &amp; b ] c"');
  });

  test("names the line of a picture within its paragraph", () => {
    const { images } = renderMarkdown("b\nc ![y](images/a.jpg)\nd\n![z](images/a.jpg)", null);
    expect(images.map((image) => image.line)).toEqual([2, 4]);
  });

  test("does not count a picture within another's description", () => {
    expect(renderMarkdown("![a ![b](images/b.jpg)](images/a.jpg)", null).images).toHaveLength(1);
  });

  test.each(["[^1]: > [^2]: x\n\ny[^1]", "- [^1]: - [^2]: x\n\ny[^1]", "> [^1]: x"])(
    "refuses a footnote's text inside of something: %j",
    (source) => {
      expect(renderMarkdown(source, null).problems[0]?.message).toMatch(/footnote/);
    },
  );

  test("refuses a footnote inside a link", () => {
    expect(renderMarkdown("a\n\n[a ^[n] b](/y)", null).problems).toEqual([
      { line: 3, message: "a footnote cannot stand inside a link" },
    ]);
    expect(renderMarkdown("[a](/y) ^[n] b", null).problems).toEqual([]);
  });
});

describe("YAML", () => {
  test("names the line of an alias that is not defined", () => {
    expect(readYaml("f", "a: 1\nb: 1\nc: *nothing\n").problems[0]).toMatchObject({ line: 3 });
  });

  test.each(["a: &a [*a]", "%YAML 1.1\n---\na: yes", "a: !!binary aGk=", "a: !!set {b}"])(
    "refuses what is not JSON: %j",
    (text) => {
      expect(readYaml("f", text).problems).not.toEqual([]);
    },
  );
});
