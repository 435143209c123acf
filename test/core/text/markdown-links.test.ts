import { expect, test } from "vitest";
import { opened, renderSafely, SITE, target } from "../found/rendered.ts";

const SCRIPT_LINKS = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "javascript:alert(1)//https://example.org",
  "javascript&colon;alert(1)",
  "javascript&#58;alert(1)",
  "javascript&#x3A;alert(1)",
  "javascript\\:alert(1)",
  "&#106;avascript:alert(1)",
  "&#x6A;&#x61;vascript:alert(1)",
  "&#0000106avascript:alert(1)",
  "java&Tab;script:alert(1)",
  "java&#9;script:alert(1)",
  "java&NewLine;script:alert(1)",
  "java&#10;script:alert(1)",
  "java&#13;script:alert(1)",
  "java\tscript:alert(1)",
  "&#1;javascript:alert(1)",
  "&#32;javascript:alert(1)",
  "&nbsp;javascript:alert(1)",
  "\u0001javascript:alert(1)",
  "\u00a0javascript:alert(1)",
  "\u2028javascript:alert(1)",
  "\ufeffjavascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "data:text/html;base64,PHNjcmlwdD4=",
  "data:image/svg+xml,x",
  "vbscript:msgbox(1)",
  "VBSCRIPT&colon;x",
  "blob:https://site.example/x",
  "file:///etc/passwd",
  "filesystem:https://site.example/x",
  "ftp://example.org",
  "view-source:https://example.org",
  "intent://x#Intent;end",
  "x:y",
  "//evil.example",
  "///evil.example",
  "/\\/evil.example",
  "&sol;/evil.example",
  "&#47;&#47;evil.example",
  "\\/\\/evil.example",
  "&#9;//evil.example",
  "&nbsp;//evil.example",
];

test.each(SCRIPT_LINKS)("makes no link of %s", (url) => {
  const waysToLink = [
    `[x](${url})`,
    `[x](<${url}>)`,
    `[x](<${url}> "title")`,
    `<${url}>`,
    `[x][r]\n\n[r]: ${url}`,
    `[r]\n\n[r]: <${url}> 'title'`,
    `[![a](images/a.jpg)](<${url}>)`,
    `^[[x](<${url}>)]`,
    url,
  ];
  for (const source of waysToLink) {
    const { tags } = renderSafely(source);
    expect(tags.length).toBeGreaterThan(0);
    const hrefs = tags.flatMap((tag) => tag.attributes.get("href") ?? []);
    expect(hrefs.filter((href) => !/^#fn(?:ref)?\d+$/.test(href))).toEqual([]);
  }
});

test.each(SCRIPT_LINKS)("publishes no picture from %s", (url) => {
  for (const source of [`![x](<${url}>)`, `![x][r]\n\n[r]: <${url}>`]) {
    expect(opened(renderSafely(source))).not.toContain("img");
  }
});

test.each([
  ["/\\evil.example", "/%5Cevil.example"],
  ["\\\\\\\\evil.example", "/articles/%5C%5Cevil.example"],
  ["/&Tab;/evil.example", "/%09/evil.example"],
  ["/&#10;/evil.example", "/%0A/evil.example"],
  ["&sol;&bsol;evil.example", "/%5Cevil.example"],
  ["javascript%3Aalert(1)", "/articles/javascript%3Aalert(1)"],
  ["?javascript:alert(1)", "/articles/one?javascript:alert(1)"],
  ["&#8203;//evil.example", "/articles/%E2%80%8B//evil.example"],
])("lets a link to %s lead to the site alone", (url, path) => {
  const [link] = renderSafely(`[x](<${url}>)`).tags.filter((tag) => tag.name === "a");
  expect(target(link?.attributes.get("href") ?? "")).toBe(SITE + path);
});

test.each([
  "https://example.org/a?b=c&d=e#f",
  "http://example.org",
  "HTTPS://example.org",
  "mailto:ann@example.org",
  "/articles/one",
  "/polls/a:b",
  "#notes",
  "?page=2",
  "other",
])("links to %s", (url) => {
  for (const source of [`[x](${url})`, `[x][r]\n\n[r]: <${url}>`]) {
    const [link] = renderSafely(source).tags.filter((tag) => tag.name === "a");
    expect(link?.attributes.get("href")).toBe(url);
  }
});
