import { describe, expect, it } from "vitest";
import { CLEAN, findings } from "./check-support.ts";

const POLL = String(CLEAN["polls/next.yaml"]);

/** What is told of the poll with another text for its first option, or its title. */
const option = (written: string): Promise<string[]> =>
  findings({ "polls/next.yaml": POLL.replace("text: The first", `text: ${written}`) });
const title = (written: string): Promise<string[]> =>
  findings({ "polls/next.yaml": POLL.replace("title: The next poll", `title: ${written}`) });

describe("what YAML drops or changes without an error is warned of, with the quotes to add", () => {
  it.each([
    ["Which party #1 do you trust?", 'title: "Which party #1 do you trust?"'],
    ["No. 3 # the old one", 'title: "No. 3 # the old one"'],
    ['Say "yes" #now', `title: 'Say "yes" #now'`],
    ["&amp; what now", 'title: "&amp; what now"'],
    ['"C:\\new"', "title: 'C:\\new'"],
  ])("title: %s", async (written, instead) => {
    expect(await title(written)).toEqual([
      expect.stringMatching(/^warning polls\/next.yaml:2: title: /),
    ]);
    expect((await title(written))[0]).toContain(`write ${instead}`);
  });

  it("a comma within braces, besides the error that follows from it", async () => {
    expect((await option("Yes, of course")).join("\n")).toContain(
      'warning polls/next.yaml:10: text: within { } a comma ends the text. Write text: "Yes, of course"',
    );
  });

  it.each(["017", "0x1F", "1e3"])("the count %s", async (count) => {
    const found = await findings({
      "polls/next.yaml": `${POLL.replace("text: The first", `text: A, opening: ${count}`)}openingSource: x\n`,
    });
    expect(found.join("\n")).toMatch(
      new RegExp(`warning polls/next.yaml:10: opening: ${count} is read as \\d+`),
    );
  });

  it("front matter and site.yaml likewise, with the line of the file", async () => {
    const article = String(CLEAN["articles/one.md"]).replace("title: One", "title: One #1");
    const site = String(CLEAN["site.yaml"]).replace("name: The Test", "name: The Test #2");
    expect(await findings({ "articles/one.md": article, "site.yaml": site })).toEqual([
      expect.stringMatching(/^warning articles\/one.md:2: title: .*write title: "One #1"/),
      expect.stringMatching(/^warning site.yaml:1: name: .*write name: "The Test #2"/),
    ]);
  });
});

describe("what other tools would read otherwise is published as written, and noted", () => {
  it.each(["yes", "No", "on", "OFF", "2026-11-05", "1_000", "12:30"])("%s", async (written) => {
    expect(await option(written)).toEqual([
      expect.stringMatching(
        `^note polls/next.yaml:10: text: is published as “${written}”.*write text: "${written}"$`,
      ),
    ]);
  });
});

describe("what can't be a text is an error with the quotes to add", () => {
  it.each(["1984", "3.14", "true", "null", "~", "0x1F"])("title: %s", async (written) => {
    expect((await title(written)).join("\n")).toContain(`Write title: "${written}"`);
  });

  it.each([
    ["revisable: yes", "revisable: true"],
    ["revisable: off", "revisable: false"],
  ])("%s: write %s", async (written, instead) => {
    const found = await findings({ "polls/next.yaml": `${POLL}${written}\n` });
    expect(found[0]).toContain(`. Write ${instead}`);
  });

  it.each(["1_000", '"1000"', "1’000"])("opening: %s", async (count) => {
    const found = await option(`A, opening: ${count}`);
    expect(found.join("\n")).toContain("Write opening: 1000");
  });

  it("a merge key says that fields are not taken over", async () => {
    expect((await findings({ "polls/next.yaml": `${POLL}<<: x\n` }))[0]).toContain(
      "fields are not taken over",
    );
  });
});

it.each([
  ['"Which party #1 do you trust?"'],
  ['"No. 3" # the old one'],
  ["C# and F#"],
  ["The 1984 question"],
  ["Yes, we can"],
  ['"Back\\\\slash"'],
])("says nothing of title: %s", async (written) => {
  expect(await title(written)).toEqual([]);
});

it("says nothing of comments beside what is not a text for readers", async () => {
  const text = POLL.replace("closesAt: 2027-10-05", "closesAt: 2027-10-05 # for now");
  expect(await findings({ "polls/next.yaml": text })).toEqual([]);
});
