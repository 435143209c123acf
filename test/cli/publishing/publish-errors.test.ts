import { expect, test } from "vitest";
import { ContentError } from "../../../src/cli/output/errors.ts";
import { publishContent } from "../../../src/cli/publishing/publish.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import { makeFolder } from "../content/content-support.ts";
import { article, poll } from "./publish-content.ts";

test("tells all errors of all files with file and line, and sends nothing at all", async () => {
  const content = await writeContent(await makeFolder(), {
    ...SMALL,
    "articles/one.md": article("One").replace("[ann]", "[ann, bob]"),
    "articles/two.md": article("Two").replace("title", "draft: perhaps\ntitle"),
    "articles/three.md": article("Three", 'A text.\n\n::poll{id="none"}'),
    "polls/next.yaml": poll("next").replace("single", "rating"),
  });
  // Nothing answers there: whatever was sent would be what it fails with.
  const to = "http://127.0.0.1:1";
  const error: unknown = await publishContent({
    content,
    to,
    token: "token",
    print: () => undefined,
  }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ContentError);
  expect((error as ContentError).message.split("\n")).toEqual([
    `${content}/articles/one.md:4: authors.1: “bob” is not among the authors of site.yaml`,
    `${content}/articles/three.md:8: there is no poll “none” in content/polls`,
    `${content}/articles/two.md:2: draft: must be true or false`,
    `${content}/polls/next.yaml:6: questions.0.kind: must be single, multiple or ranked`,
  ]);
});
