import { expect, test } from "vitest";
import { article, findings } from "./check-support.ts";

/** What is found where an article has a link to an address. */
async function linked(href: string, files: Record<string, string> = {}): Promise<string[]> {
  return findings({ "articles/two.md": article("Two", `A line.\n\n[Look](${href})`), ...files });
}

test.each([
  "/",
  "/articles/one",
  "/articles/one/",
  "one",
  "../articles/one",
  "/articles/one?utm=x",
  "/articles/one.md",
  "https://www.example.org/articles/one",
  "/tags/trade",
  "/tags/trade/feed.xml",
  "/for/business",
  "/for/business/page/2",
  "/authors/ann",
  "/archive",
  "/archive/2026",
  "/polls",
  "/polls/next",
  "/polls/next/results.csv",
  "/polls/next/results.xlsx",
  "/search?q=trade",
  "/feed.xml",
  "/about",
  "/icon.svg",
  "#",
  "#main",
  "#poll-next",
  "/articles/one#poll-next",
  "https://elsewhere.org/articles/missing",
  "mailto:ann@example.org",
])("finds nothing wrong with a link to %s", async (href) => {
  const page = "---\ntitle: About\n---\nText.\n";
  expect(await linked(href, { "pages/about.md": page })).toEqual([]);
});

test.each([
  ["/articles/on", "/articles/on” leads nowhere. Did you mean “/articles/one”?"],
  ["ones", "ones” leads nowhere. Did you mean “/articles/one”?"],
  ["/one", "/one” leads nowhere. Did you mean “/articles/one”?"],
  [
    "https://www.example.org/articles/missing",
    "https://www.example.org/articles/missing” leads nowhere",
  ],
  ["/tags/nothing", "/tags/nothing” leads nowhere"],
  ["/for/nobody", "/for/nobody” leads nowhere"],
  ["/authors/nobody", "/authors/nobody” leads nowhere"],
  ["/archive/1999", "/archive/1999” leads nowhere"],
  ["/polls/nest", "/polls/nest” leads nowhere. Did you mean “/polls/next”?"],
  [
    "/polls/next/results.xls",
    "/polls/next/results.xls” leads nowhere. Did you mean “/polls/next/results.xlsx”?",
  ],
  ["/about", "/about” leads nowhere"],
  [
    "images/a.jpg",
    "images/a.jpg” leads nowhere. A picture is shown, ![what it shows](images/…), and not linked to",
  ],
])("tells that a link to %s leads nowhere", async (href, message) => {
  expect(await linked(href)).toEqual([`error articles/two.md:10: “${message}`]);
});

const DRAFT = { "articles/wip.md": article("Wip", "[Look](/articles/missing)", "draft: true") };
const LATER = {
  "articles/later.md": article("Later", "[Look](/articles/one)", "publishAt: 2027-01-01"),
};

test("tells of a link to a draft, but not of one from a draft", async () => {
  const wip = article("Wip", "Text.", "draft: true");
  expect(await linked("/articles/wip", { "articles/wip.md": wip })).toEqual([
    "error articles/two.md:10: “/articles/wip” leads to a draft (articles/wip.md), which readers don't find",
  ]);
  const other = article("Other", "[Look](/articles/wip)", "draft: true");
  expect(await findings({ "articles/wip.md": wip, "articles/other.md": other })).toEqual([]);
});

test("takes what leads nowhere from a draft for a warning", async () => {
  expect(await findings(DRAFT)).toEqual([
    "warning articles/wip.md:8: “/articles/missing” leads nowhere",
  ]);
});

test("tells of a link to an article of later, unless it comes later itself", async () => {
  expect(await linked("/articles/later", LATER)).toEqual([
    "error articles/two.md:10: “/articles/later” leads to articles/later.md, which readers find from 2027-01-01T00:00:00.000Z on only",
  ]);
  const after = article("After", "[Look](/articles/later)", "publishAt: 2027-01-02");
  expect(await findings({ ...LATER, "articles/after.md": after })).toEqual([]);
});

test("a subject of drafts alone has no page, one of a live article has", async () => {
  const tagged = (title: string, more: string): string =>
    article(title, "Text.", `tags: [war]\n${more}`);
  expect(await linked("/tags/war", { "articles/wip.md": tagged("Wip", "draft: true") })).toEqual([
    "error articles/two.md:10: “/tags/war” leads to a draft (articles/wip.md), which readers don't find",
  ]);
  const both = {
    "articles/wip.md": tagged("Wip", "draft: true"),
    "articles/up.md": tagged("Up", "draft: false"),
  };
  expect(await linked("/tags/war", both)).toEqual([]);
});

test("a former name and a redirect lead there, which is noted; what is gone is not there", async () => {
  expect(await linked("/articles/number-one")).toEqual([
    "note articles/two.md:10: “/articles/number-one” leads to /articles/one by a way round (articles/one.md): better link to that",
  ]);
  const redirects = {
    "redirects.yaml":
      "- { from: /old, to: /articles/one }\n- { from: /gone, status: 410 }\n- { from: /shop, to: https://shop.example.org/ }\n",
  };
  expect(await linked("/old", redirects)).toEqual([
    "note articles/two.md:10: “/old” leads to /articles/one by a way round (redirects.yaml): better link to that",
  ]);
  expect(await linked("/shop", redirects)).toEqual([
    "note articles/two.md:10: “/shop” leads to https://shop.example.org/ by a way round (redirects.yaml): better link to that",
  ]);
  expect(await linked("/gone", redirects)).toEqual([
    "error articles/two.md:10: “/gone” leads to what redirects.yaml says is gone",
  ]);
});

test("a redirect, a credit and the place to sign in must lead somewhere too", async () => {
  const site =
    "name: The Test\nsignIn: /login\naudiences: []\nauthors:\n  - { id: ann, name: Ann Author }\n";
  const credit = "image:\n  src: images/none.jpg\n  alt: A\n  creditUrl: /nobody";
  const found = await findings({
    "redirects.yaml": "- { from: /old, to: /none }\n",
    "site.yaml": site,
    "articles/two.md": article("Two", "Text.", credit),
  });
  for (const line of [
    "error redirects.yaml:1: “/none” leads nowhere",
    "error site.yaml:2: “/login” leads nowhere",
    "error articles/two.md:9: “/nobody” leads nowhere",
  ]) {
    expect(found).toContain(line);
  }
});

test("knows the places of footnotes and headings, and no others", async () => {
  const notes = "Text.[^1]\n\n## A heading\n\n[^1]: A note.";
  expect(
    await linked("/articles/notes#fn1", { "articles/notes.md": article("Notes", notes) }),
  ).toEqual([]);
  expect(
    await linked("/articles/notes#a-heading", { "articles/notes.md": article("Notes", notes) }),
  ).toEqual([]);
  expect(
    await linked("/articles/notes#a-headline", { "articles/notes.md": article("Notes", notes) }),
  ).toEqual([
    "warning articles/two.md:10: “/articles/notes#a-headline” leads to the page, but not to a place in it: there is no “a-headline”. Did you mean “a-heading”?",
  ]);
  expect(await linked("#nothing")).toEqual([
    "warning articles/two.md:10: “#nothing” leads to the page, but not to a place in it: there is no “nothing”",
  ]);
});

test("says nothing of links to what can't be read, whose errors are told", async () => {
  const broken = article("Broken", "Text.", "tags: [oil]\ncolour: red");
  const body = "[a](/articles/broken) [b](/tags/oil) [c](/polls/bad) [d](/for/business)";
  const found = await findings({
    "articles/broken.md": broken,
    "articles/two.md": article("Two", body),
    "polls/bad.yaml": "id: bad\n",
  });
  expect(found.filter((line) => line.includes("two.md"))).toEqual([]);
  expect(
    found.some((line) =>
      line.startsWith("error articles/broken.md:7: colour: there is no such field"),
    ),
  ).toBe(true);
});
