import { expect, test } from "vitest";
import { ARTICLE, change, like, problems, readValid } from "./content-support.ts";

const FORMERLY = change(ARTICLE, "authors: [ann]\n", "authors: [ann]\nformerly: [old-name]\n");

test("there need be no redirects.yaml; one without an entry is like none", async () => {
  const none = (await readValid({})).redirects;
  for (const text of ["", "# Nothing yet\n", "[]\n"]) {
    expect((await readValid({ "redirects.yaml": text })).redirects.digest).toBe(none.digest);
  }
  expect(none.input).toEqual([]);
});

test("redirects are known by what they say, not by how it is written", async () => {
  const one = "- { from: /old/, to: /articles/one }\n";
  const other = "# Comment\n- to: /articles/one\n  status: 301\n  from: /old\n";
  const digests = await Promise.all(
    [one, other].map(
      async (text) => (await readValid({ "redirects.yaml": text })).redirects.digest,
    ),
  );
  expect(digests[0]).toBe(digests[1]);
});

test("what is wrong with a redirect is told with its line", async () => {
  const text = `- { from: /a, to: /b }
- { from: /a/, to: /c }
- from: /articles/one
  to: /polls
- { from: /for/business, to: / }
- { from: /tags/x?y, to: / }
- { from: /x, to: //evil.test }
- { from: /y }
`;
  const wrong = text.split("\n").slice(5).join("\n");
  expect(await problems({ "redirects.yaml": wrong })).toEqual(
    like(
      "redirects.yaml:1: 0.from: must be a path of this site",
      "redirects.yaml:2: 1.to: must be an address",
      "redirects.yaml:3: 2: must have a to, or status: 410",
    ),
  );
  expect(await problems({ "redirects.yaml": text.split("\n").slice(0, 5).join("\n") })).toEqual(
    like(
      "redirects.yaml:2: /a stands twice in this list",
      "redirects.yaml:3: /articles/one is the address of a page",
      "redirects.yaml:5: /for/business is the address of a page",
    ),
  );
});

test("two spellings of one address are told of with both lines", async () => {
  const text = `- { from: "/%d1%81/", to: / }
- { from: /x, to: / }
- { from: /с, to: /polls }
- { from: "/%61rchive", to: / }
`;
  expect(await problems({ "redirects.yaml": text })).toEqual(
    like(
      "redirects.yaml:3: /с stands twice in this list: line 1 has the same address",
      "redirects.yaml:4: /archive is the address of a page",
    ),
  );
});

test("a redirect from a draft's address is none from a page's", async () => {
  const draft = change(ARTICLE, "authors: [ann]\n", "authors: [ann]\ndraft: true\n");
  const redirects = "- { from: /articles/wip, to: /polls }\n";
  const content = await readValid({ "articles/wip.md": draft, "redirects.yaml": redirects });
  expect(content.redirects.input).toEqual([{ from: "/articles/wip", to: "/polls" }]);
});

test("redirects that are no list, or lead in a circle, are told of", async () => {
  expect(await problems({ "redirects.yaml": "from: /a\nto: /b\n" })).toEqual(
    like("redirects.yaml:1: must be a list of redirects"),
  );
  const circle = "- { from: /a, to: /b }\n- { from: /b, to: /a }\n";
  expect(await problems({ "redirects.yaml": circle })).toEqual(
    like("redirects.yaml:1: /a leads back to itself", "redirects.yaml:2: /b leads back to itself"),
  );
});

test("an id in feeds belongs to one article alone, and has no spaces", async () => {
  const withId = (id: string) =>
    change(ARTICLE, "authors: [ann]\n", `authors: [ann]\nfeedId: ${id}\n`);
  expect(
    await problems({
      "articles/a.md": withId("https://old.test/?p=1"),
      "articles/b.md": withId("https://old.test/?p=1"),
      "articles/c.md": withId("two words"),
    }),
  ).toEqual(
    like(
      "articles/b.md:5: feedId: is that of articles/a.md too",
      "articles/c.md:5: feedId: must be an id without spaces",
    ),
  );
});

test("a former name may be no present one, and belong to one article alone", async () => {
  expect(
    await problems({
      "articles/a.md": FORMERLY,
      "articles/b.md": FORMERLY,
      "articles/c.md": change(FORMERLY, "old-name", "one"),
      "articles/d.md": change(FORMERLY, "old-name", "d"),
      "articles/e.md": change(FORMERLY, "[old-name]", "[Old Name]"),
    }),
  ).toEqual(
    like(
      "articles/b.md:5: formerly.0: “old-name” is a former name of articles/a.md too",
      "articles/c.md:5: formerly.0: “one” is the name of articles/one.md",
      "articles/d.md:5: formerly.0: “d” is the article's present name",
      "articles/e.md:5: formerly.0: must be 1 to 64 lower-case letters",
    ),
  );
});
