import { expect, test } from "vitest";
import { renderMarkdown } from "../../support/markdown.ts";

const html = (source: string): string => renderMarkdown(source, null).html;

test.each([
  ["**“北京。”**很大", "<p><strong>“北京。”</strong>很大</p>\n"],
  ["这是**《战争与和平》**的", "<p>这是<strong>《战争与和平》</strong>的</p>\n"],
  ["これは**「重要」**です", "<p>これは<strong>「重要」</strong>です</p>\n"],
  ["これは*重要。*です", "<p>これは<em>重要。</em>です</p>\n"],
  ["中文~~（旧）~~新", "<p>中文<s>（旧）</s>新</p>\n"],
  ["한국어**(중요)**입니다", "<p>한국어<strong>(중요)</strong>입니다</p>\n"],
])("makes %s bold beside the punctuation of scripts without spaces", (source, expected) => {
  expect(html(source)).toBe(expected);
});

test.each(["2 ** 3", "** bold **", "北京 ** 上海", "a**“b”**c"])(
  "leaves %s as CommonMark has it",
  (source) => {
    expect(html(source)).not.toContain("<strong>");
  },
);

test.each([
  ["tel:+15550100"],
  ["sms:+15550100?body=hi"],
  ["wiki/Category:Foo"],
  ["/a:b"],
  ["#a:b"],
])("links to %s", (href) => {
  expect(html(`[x](${href})`)).toBe(`<p><a href="${href}">x</a></p>\n`);
});

test("tells of notes that nothing refers to", () => {
  expect(renderMarkdown("a[^1]\n\n[^1]: b\n\n[^2]: c", null).unusedNotes).toEqual(["2"]);
});
