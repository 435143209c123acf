import { article, CLEAN } from "../check/check-support.ts";

const NEXT = String(CLEAN["polls/next.yaml"]);
const SITE = String(CLEAN["site.yaml"]);

/** Each level is nine times the one above: nine to the ninth texts. */
const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]
${"bcdefghi"
  .split("")
  .map(
    (name, i) =>
      `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefgh"[i]}`).join(", ")}]`,
  )
  .join("\n")}`;
const deep = (open: string, close: string, n: number): string => open.repeat(n) + close.repeat(n);
const poll = (more: string): string =>
  NEXT.replace("    kind: single", `    kind: single\n${more}`);
const options = (n: number): string =>
  Array.from({ length: n }, (_, i) => `      - { id: o${i}, text: Option ${i} }`).join("\n");

/** Files that have broken readers of YAML, Markdown and pictures before. Every one must be told, by name. */
export const BAD: Record<string, [file: string, content: string | Buffer, says: RegExp]> = {
  "a bomb of aliases in an article": [
    "articles/bad.md",
    article("Bad", "x", BOMB),
    /articles\/bad\.md.*(?:alias|more|known|\ba\b)/i,
  ],
  "a bomb of aliases in site.yaml": ["site.yaml", `${SITE}\n${BOMB}`, /site\.yaml/],
  "a bomb of aliases in a poll": ["polls/next.yaml", `${NEXT}\n${BOMB}`, /polls\/next\.yaml/],
  "a bomb of aliases in redirects.yaml": ["redirects.yaml", BOMB, /redirects\.yaml/],
  "a cycle": ["articles/bad.md", article("Bad", "x", "tags: &a [*a]"), /articles\/bad\.md/],
  "a cycle of maps": ["polls/next.yaml", "&a\nid: next\nself: *a\n", /polls\/next\.yaml/],
  "an anchor that is not there": ["polls/next.yaml", "id: *nobody\n", /polls\/next\.yaml.*nobody/],
  "ten thousand brackets": [
    "polls/next.yaml",
    `id: ${deep("[", "]", 10_000)}\n`,
    /polls\/next\.yaml/,
  ],
  "ten thousand braces": [
    "articles/bad.md",
    article("Bad", "x", `image: ${deep("{a: ", "}", 10_000)}`),
    /articles\/bad\.md/,
  ],
  "ten thousand levels of indent": [
    "polls/next.yaml",
    Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    /polls\/next\.yaml/,
  ],
  "five thousand options": [
    "polls/next.yaml",
    NEXT.replace(/ {6}- [^]*$/, `${options(5000)}\n`),
    /polls\/next\.yaml.*options/,
  ],
  "a thousand questions": [
    "polls/next.yaml",
    `id: next\ntitle: x\nquestions:\n${Array.from({ length: 1000 }, (_, i) => `  - { id: q${i}, text: x, kind: single, options: [{ id: a, text: A }, { id: b, text: B }] }`).join("\n")}\n`,
    /polls\/next\.yaml.*questions/,
  ],
  "a title of a megabyte": [
    "articles/bad.md",
    article("x".repeat(1_000_000), "x"),
    /articles\/bad\.md.*title/,
  ],
  "__proto__ as a field": [
    "articles/bad.md",
    article("Bad", "x", "__proto__: { draft: true }"),
    /articles\/bad\.md.*__proto__/,
  ],
  "constructor as a field": ["site.yaml", `${SITE}constructor: x\n`, /site\.yaml.*constructor/],
  "__proto__ as a poll's id": [
    "polls/next.yaml",
    NEXT.replace("id: next", "id: __proto__"),
    /polls\/next\.yaml.*id/,
  ],
  "a tag that makes code": [
    "articles/bad.md",
    article("Bad", "x", "tags: !!js/function 'function () {}'"),
    /articles\/bad\.md/,
  ],
  "a binary": [
    "articles/bad.md",
    article("Bad", "x", "tags: !!binary aGVsbG8="),
    /articles\/bad\.md/,
  ],
  "two documents in one": ["polls/next.yaml", `${NEXT}---\nid: two\n`, /polls\/next\.yaml/],
  "a key twice": ["polls/next.yaml", `${NEXT}id: other\n`, /polls\/next\.yaml/],
  "broken UTF-8": [
    "articles/bad.md",
    Buffer.concat([Buffer.from(article("Bad", "x")), Buffer.from([0xff, 0xc3, 0x28])]),
    /articles\/bad\.md.*UTF-8/,
  ],
  "UTF-16": [
    "articles/bad.md",
    Buffer.from(`\ufeff${article("Bad", "x")}`, "utf16le"),
    /articles\/bad\.md/,
  ],
  "a null byte in a title": [
    "articles/bad.md",
    article('"Bad\\0 title"', "x"),
    /articles\/bad\.md.*title/,
  ],
  "a null byte in YAML": ["polls/next.yaml", `${NEXT}\0`, /polls\/next\.yaml/],
  "a huge number": ["polls/next.yaml", poll("    max: 1e400"), /polls\/next\.yaml.*max/],
  "a number that is none": ["polls/next.yaml", poll("    max: .nan"), /polls\/next\.yaml.*max/],
  "a number beyond what is exact": [
    "polls/next.yaml",
    NEXT.replace("text: The first", "text: The first, opening: 9007199254740993"),
    /polls\/next\.yaml.*opening/,
  ],
  "a number below nothing": [
    "polls/next.yaml",
    NEXT.replace("text: The first", "text: The first, opening: -1"),
    /polls\/next\.yaml.*opening/,
  ],
  "a date that there never was": [
    "articles/bad.md",
    article("Bad", "x").replace("2026-10-05", "2026-02-30"),
    /articles\/bad\.md.*date/,
  ],
  "a date of the year 275761": [
    "articles/bad.md",
    article("Bad", "x").replace("2026-10-05", "275761-01-01"),
    /articles\/bad\.md.*date/,
  ],
  "a year with a sign": [
    "polls/next.yaml",
    NEXT.replace("2027-10-05", '"-002027-10-05"'),
    /polls\/next\.yaml.*closesAt/,
  ],
  "no front matter": ["articles/bad.md", "Just text.\n", /articles\/bad\.md/],
  "front matter without an end": ["articles/bad.md", "---\ntitle: x\n", /articles\/bad\.md/],
  "an empty file": ["articles/bad.md", "", /articles\/bad\.md/],
  "an empty site.yaml": ["site.yaml", "", /site\.yaml/],
  "site.yaml that is a text": ["site.yaml", "just a text\n", /site\.yaml/],
  "site.yaml that is a list": ["site.yaml", "- a\n- b\n", /site\.yaml/],
  "a poll that is not there": [
    "articles/bad.md",
    article("Bad", '::poll{id="../../etc"}'),
    /articles\/bad\.md/,
  ],
  "a picture out of the folder": [
    "articles/bad.md",
    article("Bad", "x", "image: { src: ../../etc/passwd, alt: x }"),
    /articles\/bad\.md.*image/,
  ],
  "a picture that is none": ["images/bad.png", "not a picture", /images\/bad\.png/],
  "a redirect to a script": [
    "redirects.yaml",
    "- { from: /x, to: 'javascript:alert(1)' }\n",
    /redirects\.yaml/,
  ],
  "a redirect to itself": ["redirects.yaml", "- { from: /x, to: /x }\n", /redirects\.yaml/],
};

/** Files that are odd and all right, or of which only this is asked: an answer, and soon. */
export const ODD: Record<string, [file: string, content: string]> = {
  "ten megabytes of text": [
    "articles/odd.md",
    article("Odd", "A sentence of some words. ".repeat(400_000)),
  ],
  "ten megabytes on one line without a space": [
    "articles/odd.md",
    article("Odd", "x".repeat(10_000_000)),
  ],
  "a hundred thousand asterisks": ["articles/odd.md", article("Odd", "*".repeat(100_000))],
  "a hundred thousand brackets": ["articles/odd.md", article("Odd", "[".repeat(100_000))],
  "brackets that nearly link": ["articles/odd.md", article("Odd", "[a](".repeat(30_000))],
  "ten thousand quotes in quotes": ["articles/odd.md", article("Odd", ">".repeat(10_000))],
  "ten thousand lists in lists": ["articles/odd.md", article("Odd", "- ".repeat(10_000))],
  "backticks of every length": [
    "articles/odd.md",
    article("Odd", Array.from({ length: 600 }, (_, i) => "`".repeat(i)).join(" a ")),
  ],
  "three thousand footnotes": [
    "articles/odd.md",
    article("Odd", Array.from({ length: 3000 }, (_, i) => `a[^${i}]\n\n[^${i}]: b\n`).join("\n")),
  ],
  "a table of ten thousand rows": [
    "articles/odd.md",
    article("Odd", `| a | b |\n|---|---|\n${"| x | y |\n".repeat(10_000)}`),
  ],
  "HTML that never ends": [
    "articles/odd.md",
    article("Odd", "<!--".repeat(20_000) + "<a ".repeat(20_000)),
  ],
  "references to references": [
    "articles/odd.md",
    article(
      "Odd",
      Array.from({ length: 5000 }, (_, i) => `[${i}]: /x${i}\n`).join("") + "[1]".repeat(5000),
    ),
  ],
  "letters that run backwards": ["articles/odd.md", article("‮odd‬", "a ‮b⁦c")],
  "a null byte in a text": ["articles/odd.md", article("Odd", "a\0b")],
  "a form feed, a tab and no line at the end": [
    "articles/odd.md",
    article("Odd", "a\fb\tc").trimEnd(),
  ],
  "Windows' ends of lines": ["articles/odd.md", article("Odd", "a\n\nb").replaceAll("\n", "\r\n")],
};
