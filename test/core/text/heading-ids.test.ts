import { expect, test } from "vitest";
import { renderMarkdown } from "../../support/markdown.ts";

const idsOf = (source: string): string[] =>
  [...renderMarkdown(source, null).html.matchAll(/<h\d id="([^"]*)">/g)].map(([, id = ""]) => id);

test.each([
  ["What comes next?", "what-comes-next"],
  ["Что дальше: мир?", "что-дальше-мир"],
  ["首脳会談の後", "首脳会談の後"],
  ["ما التالي؟", "ما-التالي"],
  ["Don’t *stop* `now`", "dont-stop-now"],
  ["Café".normalize("NFD"), "café"],
  ["A [link](/x) and a note[^1]\n\n[^1]: N", "a-link-and-a-note"],
  ["!!!", "section"],
  ["Main", "section-main"],
  ["Poll results", "section-poll-results"],
  ["fn1", "section-fn1"],
  ['<b onclick=x> & "y"', "b-onclick-x-y"],
])("the heading “%s” has the id %s", (heading, id) => {
  expect(idsOf(`## ${heading}`)).toEqual([id]);
});

test("no two headings have the same id, and their ids do not depend on those after them", () => {
  expect(idsOf("## One\n\n## One 2\n\n## One\n\n### One")).toEqual([
    "one",
    "one-2",
    "one-3",
    "one-4",
  ]);
});

test("notes are numbered plainly, and code is scrolled by keyboard", () => {
  const { html } = renderMarkdown("a[^1] b[^1] c[^2]\n\n    code\n\n[^1]: x\n\n[^2]: y", null);
  expect(html.match(/(?<=id="fnref[\d:]+">)[^<]*/g)).toEqual(["1", "1", "2"]);
  expect(html).toContain('<pre tabindex="0"><code>code');
});
