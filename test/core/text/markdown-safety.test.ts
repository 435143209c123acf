import * as fc from "fast-check";
import { expect, test } from "vitest";
import { renderMarkdown } from "../../support/markdown.ts";
import { misplaced } from "../html.ts";
import { opened, pictures, renderSafely } from "../found/rendered.ts";

test.each([
  "<script>alert(1)</script>",
  "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<iframe srcdoc='<script>x</script>'></iframe>",
  "<style>p{background:url(javascript:alert(1))}</style>",
  "<base href=//evil.example>",
  "<meta http-equiv=refresh content=0;url=//evil.example>",
  "<form action=//evil.example><button>",
  "<a href=javascript:alert(1)>x</a>",
  "</article></main><h1>x</h1>",
  "<!-- comment -->",
  "<!--slot poll:x-->",
  "<!--slot polls-->",
  "<!DOCTYPE html>",
  "<![CDATA[<b>x</b>]]>",
  "<?xml version='1.0'?>",
  "<b",
  "<p title='>",
  '"><script>alert(1)</script>',
  "<<script>script>alert(1)</script>",
  "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
  "<details open ontoggle=alert(1)>",
])("shows the raw HTML %s as text", (source) => {
  for (const text of [source, `before ${source} after`]) {
    const read = renderSafely(text);
    expect(opened(read)).toEqual(["p"]);
    expect(read.text.trim()).toBe(text);
  }
});

test.each([
  "<script>\nalert(1)\n</script>",
  "<div>\n\n<b>x</b>\n\n</div>",
  "> <script>x</script>",
  "- <img src=x onerror=y>",
  "# <b>x</b>",
  "| <b>x</b> |\n|---|\n| <i onclick=x>y</i> |",
  "~~<b>x</b>~~ **<i>y</i>**",
  "x[^1]\n\n[^1]: <script>x</script>",
  "x^[<script>y</script>]",
  "[<b>x</b>](/y)",
  "    <script>x</script>",
  "```html\n<script>x</script>\n```",
  "`<script>x</script>`",
  "&lt;script&gt;x&lt;/script&gt;",
  "&#60;script&#62;x&#x3c;/script>",
  "\\<script>x\\</script>",
])("renders no tag of raw HTML within Markdown: %j", (source) => {
  const read = renderSafely(source);
  const tables = read.tags.filter((tag) => tag.name === "table" && !tag.closing).length;
  const raw = opened(read).filter((name) => /^(?:script|b|i|img|div)$/.test(name));
  expect(raw).toEqual(Array(tables).fill("div"));
  expect(read.text).toMatch(/<(?:script|b|img)\b/);
});

test.each([
  '[x](/y "\\"><script>z</script>")',
  "[x](/y '\" onclick=\"z')",
  '[x](/y"onclick="z)',
  '<https://example.org/"onclick="z>',
  '![x" onerror="y](images/a.jpg)',
  "![x><script>y</script>](images/a.jpg '\"><script>z</script>')",
  "![<!--slot poll:x-->](images/a.jpg '<!--slot poll:x-->')",
  "[x](/y '<!--slot poll:x-->')",
  "`<!--slot poll:x-->`",
  "```\n<!--slot poll:x-->\n```",
  '``` "><script>x</script>\ny\n```',
  "~~~ <!--slot&#32;poll:x-->\ny\n~~~",
  '~~~ x"&#32;onclick="y\nz\n~~~',
  "# <!--slot poll:x-->",
  "| <!--slot poll:x--> |\n|:-:|\n| `<!--slot poll:x-->` |",
  "x[^1]\n\n[^1]: <!--slot poll:x-->",
  'x[^"><b>]\n\n[^"><b>]: y',
  "x[^<!--slot]\n\n[^<!--slot]: y",
  "x[^__proto__] y[^constructor]\n\n[^__proto__]: a\n\n[^constructor]: b",
  "&lt;!--slot poll:x--&gt; &#60;!--slot poll:x-->",
  "\\<!--slot poll:x--\\>",
  "<!--slot\npoll:x-->",
  'x ::poll{id="y"}<!--slot poll:y-->',
])("escapes what would leave its place: %j", (source) => {
  const read = renderSafely(source);
  expect(read.tags.length).toBeGreaterThan(0);
  expect(read.slots).toEqual([]);
});

test.each([
  '::poll{id="x\\" onclick=\\"y"}',
  '::poll{id="x" onclick="y"}',
  '::poll{id=""><script>x</script>"}',
  '::poll{id="x--><script>y</script>"}',
  "::poll{id='x'}",
  '::poll{id="x"}<script>y</script>',
  '::poll{id="&#120;"}',
  '::poll{id="x"} ::poll{id="y"}',
  '::poll{id="__proto__"}',
  '::poll{id="X"}',
  `::poll{id="${"x".repeat(65)}"}`,
])("renders nothing of the wrong poll line %s", (source) => {
  const { html, polls, problems } = renderMarkdown(source, pictures);
  expect([html, polls]).toEqual(["", []]);
  expect(problems).toEqual([{ line: 1, message: expect.stringContaining("::poll{id=") as string }]);
});

const PIECES =
  '<|>|"|\'|&|\\|`|```\n|~~~ |*|**|~~|_|[|]|](|)|![|!|^[|[^1]|[r]|[r]: |(|: |:|//|/|#|# |- |> |1. |    |\t|\n|\n\n|---\n|===\n|a|b c|é|😀|<script>|</p>|<!--slot poll:x-->|-->|<!--|javascript:|data:|https://a|<https://b|&lt;|&#60;|&colon;|&Tab;|&#x0;|images/a.jpg| "t"|::poll{id="x"}|\n::poll{id="y"}\n'.split(
    "|",
  );
const pieces = (more: string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(fc.constantFrom(...PIECES, "|", "|---|\n", ...more), fc.string({ maxLength: 4 })),
      {
        maxLength: 16,
      },
    )
    .map((list) => list.join(""));

test("renders nothing unexpected, whatever the pieces of Markdown are put together to", () => {
  const footnotes = ["[^1]: ", "[^2]: ", "[^2]", "[^__proto__]: ", "[^__proto__]"];
  fc.assert(
    fc.property(pieces(footnotes), (source) => {
      expect(() => renderSafely(source)).not.toThrow();
    }),
    { numRuns: 3000 },
  );
});

test("closes what it opens, in the right order", () => {
  fc.assert(
    fc.property(pieces([]), (source) => {
      expect(misplaced(renderSafely(source).tags)).toBeNull();
    }),
    { numRuns: 2000 },
  );
});
