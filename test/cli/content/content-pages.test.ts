import { expect, test } from "vitest";
import { ARTICLE, like, problems, readValid } from "./content-support.ts";

const ABOUT = "---\ntitle: About\n---\nText.\n";

test("there need be no plain pages", async () => {
  expect((await readValid({})).pages.size).toBe(0);
});

test("a plain page is known by its file's name, and by what it says, not by how it is written", async () => {
  const other = "---\n# A comment\ntitle:   About\n---\r\nText.\r\n".replaceAll("\r\n", "\n");
  const [one, two] = await Promise.all(
    [ABOUT, other].map(async (text) => (await readValid({ "pages/about.md": text })).pages),
  );
  expect([...(one?.keys() ?? [])]).toEqual(["about"]);
  expect(one?.get("about")?.digest).toBe(two?.get("about")?.digest);
});

test("a page and an article may have the same name", async () => {
  const content = await readValid({ "pages/same.md": ABOUT, "articles/same.md": ARTICLE });
  expect(content.pages.has("same") && content.articles.has("same")).toBe(true);
});

test("what is wrong with a plain page is told with its line", async () => {
  expect(
    await problems({
      "pages/a.md": "Text alone.\n",
      "pages/b.md": "---\nsummary: Without a title\nauthor: ann\n---\nText.\n",
      "pages/c.md": '---\ntitle: C\norder: first\n---\nText.\n\n::poll{id="nowhere"}\n',
      "pages/d.md": "---\ntitle: D\n---\n![A dog](images/dog.jpg)\n",
      "pages/polls.md": ABOUT,
      "pages/sub/about.md": ABOUT,
      "pages/about.md": ABOUT,
    }),
  ).toEqual(
    like(
      "pages/a.md:1: must begin with front matter",
      "pages/b.md:2: title: is missing",
      "pages/b.md:3: author: there is no such field",
      "pages/c.md:3: order: must be a whole number",
      "pages/c.md:7: there is no poll “nowhere”",
      "pages/d.md:4: images/dog.jpg is not in the content folder",
      "pages/polls.md:1: slug: must not be a name that the site has an address of its own for",
      "pages/sub/about.md:1: has the same name as pages/about.md",
    ),
  );
});

test("a redirect from a plain page is told", async () => {
  const redirects = "- { from: /about, to: / }\n- { from: /imprint, to: /about }\n";
  expect(await problems({ "redirects.yaml": redirects, "pages/about.md": ABOUT })).toEqual(
    like("redirects.yaml:1: /about is the address of a page"),
  );
});
