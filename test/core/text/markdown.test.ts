import { expect, test } from "vitest";
import { MAX_POLLS_PER_ARTICLE } from "../../../src/core/text/markdown.ts";
import { renderMarkdown } from "../../support/markdown.ts";
import type { Picture } from "../../../src/core/content/picture.ts";

const pictures = new Map<string, Picture>([
  ["images/a.jpg", { url: "/images/d1/a.jpg", width: 640, height: 480 }],
  ["images/b.jpg", { url: '/images/d2/b.jpg?"<', width: 3, height: 2 }],
]);

function htmlOf(source: string): string {
  const { html, problems } = renderMarkdown(source, pictures);
  expect(problems).toEqual([]);
  return html.trim();
}

test.each([
  ["A *b* **c** `d`", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>"],
  ["~~gone~~", "<p><s>gone</s></p>"],
  ["a  \nb", "<p>a<br>\nb</p>"],
  ["> said", "<blockquote>\n<p>said</p>\n</blockquote>"],
  ["- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"],
  ["3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
  ["a\n\n***\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"],
  ["```js\na < b\n```", '<pre tabindex="0"><code class="language-js">a &lt; b\n</code></pre>'],
  ["[x](/y 'z')", '<p><a href="/y" title="z">x</a></p>'],
  ["<https://example.org>", '<p><a href="https://example.org">https://example.org</a></p>'],
  ['https://example.org (c) -- "x"', "<p>https://example.org (c) -- &quot;x&quot;</p>"],
  ["a & b &amp; &copy;", "<p>a &amp; b &amp; ©</p>"],
])("renders %j", (source, html) => {
  expect(htmlOf(source)).toBe(html);
});

test("makes room for the page's own h1, in both ways to write a heading", () => {
  expect(htmlOf("# One\n\n## Two\n\n### Three\n\n###### Six")).toBe(
    '<h2 id="one">One</h2>\n<h2 id="two">Two</h2>\n<h3 id="three">Three</h3>\n<h6 id="six">Six</h6>',
  );
  expect(htmlOf("One\n===\n\nTwo\n---")).toBe('<h2 id="one">One</h2>\n<h2 id="two">Two</h2>');
  expect(htmlOf("> # In a quote")).toContain('<h2 id="in-a-quote">In a quote</h2>');
});

test("renders a table that can be scrolled by keyboard", () => {
  const html = htmlOf("| a | b |\n|---|--:|\n| 1 | 2 |");
  expect(html).toMatch(/^<div class="table" tabindex="0"><table>[\s\S]*<\/table><\/div>$/);
  expect(html).toContain('<td>1</td>\n<td class="right">2</td>');
});

test("renders footnotes at the end, with links both ways", () => {
  const html = htmlOf("One[^n] and two^[inline].\n\n[^n]: The *note*.\n\nThe end.");
  expect(html).toContain('One<sup class="footnote-ref"><a href="#fn1" id="fnref1">');
  expect(html).toMatch(/The end\.<\/p>\n<section class="footnotes" role="doc-endnotes">/);
  expect(html).toMatch(/<li id="fn1"[^>]*><p>The <em>note<\/em>\. <a href="#fnref1"/);
  expect(html).toMatch(/<li id="fn2"[^>]*><p>inline <a href="#fnref2"/);
  expect(html.endsWith("</section>")).toBe(true);
});

test("puts a slot marker where a poll is, and says on which line", () => {
  const source = 'Before.\n\n::poll{id="summit"}\n\nAfter.\n';
  const { html, polls, problems } = renderMarkdown(source, null);
  expect(html).toBe("<p>Before.</p>\n<!--slot poll:summit-->\n<p>After.</p>\n");
  expect(polls).toEqual([{ id: "summit", line: 3 }]);
  expect(problems).toEqual([]);
});

test.each([
  ['::poll{id="x"}', 1],
  ['::poll{id="x"}   ', 1],
  ['   ::poll{ id = "x" }', 1],
  ['Text\n::poll{id="x"}\nmore', 2],
  ['> quote\n::poll{id="x"}', 2],
  ['- item\n::poll{id="x"}', 2],
  ['[r]: /y\n::poll{id="x"}', 2],
  ['# Heading\n::poll{id="x"}\n# Heading', 2],
  ['\r\n\r\n::poll{id="x"}\r\n', 3],
  [`::poll{id="${"x".repeat(64)}"}`, 1],
])("finds the poll in %j", (source, line) => {
  const { html, polls, problems } = renderMarkdown(source, null);
  expect(problems).toEqual([]);
  expect(polls).toEqual([{ id: expect.stringMatching(/^x+$/) as string, line }]);
  expect(html.split(`<!--slot poll:${polls[0]?.id}-->`)).toHaveLength(2);
});

test.each([
  '```\n::poll{id="x"}\n```',
  '    ::poll{id="x"}',
  '`::poll{id="x"}`',
  'See ::poll{id="x"}',
  '\\::poll{id="x"}',
])("takes the poll in %j for text", (source) => {
  const { html, polls, problems } = renderMarkdown(source, null);
  expect([polls, problems]).toEqual([[], []]);
  expect(html).toContain("::poll{id=&quot;x&quot;}");
});

test.each([
  ['- ::poll{id="x"}', 1],
  ['1. a\n\n   ::poll{id="x"}', 3],
  ['> a\n>\n> ::poll{id="x"}', 3],
  ['a[^1]\n\n[^1]: b\n\n    ::poll{id="x"}', 5],
])("refuses a poll inside of something else: %j", (source, line) => {
  const { html, problems } = renderMarkdown(source, null);
  expect(problems).toEqual([{ line, message: expect.stringContaining("inside") as string }]);
  expect(html).toBe("");
});

test("refuses a poll that stands twice, at its second line", () => {
  const { html, problems } = renderMarkdown(
    '::poll{id="x"}\n\n::poll{id="y"}\n\n::poll{id="x"}',
    null,
  );
  expect(problems).toEqual([{ line: 5, message: expect.stringMatching(/“x”.*twice/) as string }]);
  expect(html).toBe("");
});

test("takes as many polls as an article may have, and no more", () => {
  const lines = (n: number): string =>
    Array.from({ length: n }, (_, i) => `::poll{id="p${i}"}`).join("\n");
  expect(MAX_POLLS_PER_ARTICLE).toBe(6);
  expect(renderMarkdown(lines(6), null)).toMatchObject({ problems: [], polls: { length: 6 } });
  expect(renderMarkdown(lines(7), null).problems).toEqual([
    { line: 7, message: expect.stringContaining("at most 6") as string },
  ]);
});

test("keeps what a slot takes small enough for six of them in a page's metadata", () => {
  const name = `poll:${"x".repeat(64)}`;
  const slot = JSON.stringify({ at: 9_999_999, name, from: 9_999_999, to: 9_999_999 });
  expect(slot.length * MAX_POLLS_PER_ARTICLE).toBeLessThan(1024);
});

test("shows a picture with its size, and its title as a caption", () => {
  expect(htmlOf('![The "harbour"](images/a.jpg)')).toBe(
    '<figure><img src="/images/d1/a.jpg" alt="The &quot;harbour&quot;" width="640" height="480" loading="lazy" decoding="async"></figure>',
  );
  expect(htmlOf("![x](images/a.jpg 'A <caption>')")).toContain(
    "<figcaption>A &lt;caption&gt;</figcaption></figure>",
  );
  expect(htmlOf("a ![x](images/a.jpg 'A <caption>')")).toContain(
    '<span class="caption">A &lt;caption&gt;</span></p>',
  );
  expect(htmlOf("![x](images/b.jpg)")).toContain('src="/images/d2/b.jpg?&quot;&lt;"');
  expect(htmlOf("![x][r]\n\n[r]: images/a.jpg")).toContain('src="/images/d1/a.jpg"');
});

test("names the pictures, with what they show and their lines, wherever they stand", () => {
  const source = [
    "![one](images/1.jpg)",
    "",
    "- ![two](images/2.jpg)",
    "",
    "[![three](images/dir/3.jpg)](/x)",
    "",
    "| a |\n|---|\n| ![four](images/4.jpg) |",
  ].join("\n");
  expect(renderMarkdown(source, null).images).toEqual([
    { src: "images/1.jpg", alt: "one", line: 1 },
    { src: "images/2.jpg", alt: "two", line: 3 },
    { src: "images/dir/3.jpg", alt: "three", line: 5 },
    { src: "images/4.jpg", alt: "four", line: 9 },
  ]);
});

test("names the addresses that are linked to, with their lines", () => {
  const source =
    "[a](/b) and\n[c](d#e)\n\n> [f][r] ![g](images/1.jpg)\n\n<https://h.org>\n\n[r]: /i";
  expect(renderMarkdown(source, null).links).toEqual([
    { href: "/b", line: 1 },
    { href: "d#e", line: 2 },
    { href: "/i", line: 4 },
    { href: "https://h.org", line: 6 },
  ]);
});

test("shows nothing in place of a picture that is not published", () => {
  expect(htmlOf("a ![x](images/none.jpg) b")).toBe("<p>a  b</p>");
  expect(renderMarkdown("![x](images/a.jpg)", null).html).not.toContain("<img");
});

test.each([
  ["a\n\n![](images/a.jpg)", 3, /no description/],
  ["![  ](images/a.jpg)", 1, /no description/],
  ["![x](https://example.org/a.jpg)", 1, /content\/images/],
  ["![x](/images/a.jpg)", 1, /content\/images/],
  ["![x](images/../a.jpg)", 1, /content\/images/],
  ["![x](images/)", 1, /content\/images/],
  ["![x](images/a.jpg?b)", 1, /content\/images/],
  ["![x](other/a.jpg)", 1, /content\/images/],
  ["a\n\nb^[![x](/c.jpg)]", 3, /content\/images/],
])("refuses the picture in %j", (source, line, message) => {
  const { html, problems } = renderMarkdown(source, pictures);
  expect(problems).toEqual([{ line, message: expect.stringMatching(message) as string }]);
  expect(html).toBe("");
});

test("tells everything that is wrong at once, and renders none of it", () => {
  const { html, problems } = renderMarkdown("::poll{}\n\n![](images/a.jpg)\n\n![x](y)\n", pictures);
  expect(problems.map((problem) => problem.line)).toEqual([1, 3, 5]);
  expect(html).toBe("");
});

test("renders the same source in the same way each time", () => {
  const source = 'a[^1]\n\n::poll{id="x"}\n\n[^1]: b';
  expect(renderMarkdown(source, pictures)).toEqual(renderMarkdown(source, pictures));
});
