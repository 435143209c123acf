import { describe, expect, it } from "vitest";
import { readValid } from "../content/content-support.ts";
import { article, check, CLEAN, findings, NOW } from "./check-support.ts";

const MOSCOW = { "site.yaml": `${String(CLEAN["site.yaml"])}timeZone: Europe/Moscow\n` };
const dated = (date: string, more = "tags: []") =>
  article("Two", "Text.", more).replace("date: 2026-10-05", `date: ${date}`);

describe("with timeZone in site.yaml", () => {
  it("times without a zone are sent with that zone's offset, in articles and polls", async () => {
    const content = await readValid({
      ...CLEAN,
      ...MOSCOW,
      "articles/two.md": dated("2026-11-05T00:30"),
    });
    expect(content.articles.get("two")?.input).toMatchObject({
      meta: { date: "2026-11-05T00:30:00+03:00" },
    });
    expect(content.polls.get("next")?.input).toMatchObject({
      closesAt: "2027-10-05T00:00:00+03:00",
    });
    expect(content.parsed.polls.find(({ id }) => id === "next")?.closesAt).toBe(
      Date.parse("2027-10-04T21:00:00Z"),
    );
  });

  it("another zone is another content, so that a publish sends the times again", async () => {
    const [moscow, plain] = await Promise.all([
      readValid({ ...CLEAN, ...MOSCOW }),
      readValid(CLEAN),
    ]);
    expect(moscow.articles.get("one")?.digest).not.toBe(plain.articles.get("one")?.digest);
    expect(moscow.polls.get("next")?.digest).not.toBe(plain.polls.get("next")?.digest);
  });

  it("gaps and overlaps of the clocks are told with their line", async () => {
    const berlin = MOSCOW["site.yaml"].replace("Moscow", "Berlin");
    const found = await findings({
      "site.yaml": berlin,
      "articles/two.md": dated("2026-03-29T02:30"),
      "articles/three.md": dated("2026-10-25 02:30").replace("Two", "Three"),
    });
    expect(found).toEqual([
      expect.stringMatching(/^warning articles\/three.md:3: date: 2026-10-25 02:30 comes twice/),
      expect.stringMatching(/^error articles\/two.md:3: date: 2026-03-29T02:30 does not exist/),
    ]);
  });

  it("a schedule is told in that zone, in the order of time", async () => {
    const report = await check({
      ...MOSCOW,
      "articles/two.md": dated("2026-11-05", "publishAt: 2026-12-05T09:00"),
      "articles/three.md": dated("2026-11-05", "publishAt: 2026-12-05T05:59:00Z").replace(
        "Two",
        "Three",
      ),
    });
    expect(report.scheduled.map(({ publishAt }) => publishAt)).toEqual([
      "2026-12-05T08:59:00+03:00",
      "2026-12-05T09:00:00+03:00",
    ]);
  });

  it("the archive is that of the day there", async () => {
    const found = await findings({
      ...MOSCOW,
      "articles/two.md": dated("2025-12-31T22:00:00Z"),
      "articles/three.md": article("Three", "[Old](/archive/2025) and [new](/archive/2026)."),
    });
    expect(found).toEqual([expect.stringMatching(/^error articles\/three.md.*\/archive\/2025/)]);
  });
});

it("without timeZone, a local time is an error that says what to write", async () => {
  const found = await findings({ "articles/two.md": dated("2026-11-05T00:30") });
  expect(found).toEqual([
    expect.stringMatching(
      /^error articles\/two.md:3: date: must be a date .*timeZone in site.yaml/,
    ),
  ]);
});

it("a zone that there is not is an error, once", async () => {
  const found = await findings({
    "site.yaml": MOSCOW["site.yaml"].replace("Moscow", "Muscovy"),
  });
  expect(found).toEqual([
    "error site.yaml:7: timeZone: must be the name of a time zone, such as Europe/Moscow or UTC",
  ]);
});

describe("a date that is still to come", () => {
  it.each([
    ["alone", "2026-12-24", "tags: []"],
    ["later today", new Date(NOW + 60_000).toISOString(), "tags: []"],
    ["later than publishAt", "2026-12-24", "publishAt: 2026-12-01"],
  ])("%s is warned of, with what will happen and what to write", async (_, date, more) => {
    const found = await findings({ "articles/two.md": dated(date, more) });
    expect(found).toEqual([
      expect.stringMatching(
        `^warning articles/two.md:3: date: ${date} is still to come.*publishAt: ${date}$`,
      ),
    ]);
  });

  it.each([
    ["with publishAt at that time", "publishAt: 2026-12-24"],
    ["of a draft", "draft: true"],
  ])("%s is as it should be", async (_, more) => {
    expect(await findings({ "articles/two.md": dated("2026-12-24", more) })).toEqual([]);
  });
});
