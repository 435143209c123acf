import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, parseInstant, publishedInstant, yearOf } from "../../src/core/instant.ts";
import { wordsFor } from "../../src/core/i18n/words/words.ts";
import { inZone, isTimeZone, zonedTime, zonedTimes } from "../../src/core/time-zone.ts";

it.each([
  ["Europe/Moscow", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Etc/GMT-3", true],
  ["UTC", true],
  ["Europe/Nowhere", false],
  ["MSK", false],
  ["+03:00", false],
  ["Europe/Moscow ", false],
  ["", false],
])("is “%s” a time zone? %s", (name, is) => {
  expect(isTimeZone(name)).toBe(is);
});

describe("a time without a zone is one of the publication's", () => {
  it.each([
    ["2026-11-05", "Europe/Moscow", "2026-11-05T00:00:00+03:00"],
    ["2026-11-05T00:30", "Europe/Moscow", "2026-11-05T00:30:00+03:00"],
    ["2026-11-05 21:30:15", "America/New_York", "2026-11-05T21:30:15-05:00"],
    ["2026-07-05T21:30", "America/New_York", "2026-07-05T21:30:00-04:00"],
    ["2026-11-05", "Asia/Kathmandu", "2026-11-05T00:00:00+05:45"],
    ["2026-11-05", "UTC", "2026-11-05T00:00:00+00:00"],
    // Another offset: the same moment, by the publication's clocks.
    ["2026-11-04T22:00:00Z", "Europe/Moscow", "2026-11-05T01:00:00+03:00"],
    ["2026-11-04 22:00 +0000", "Europe/Moscow", "2026-11-05T01:00:00+03:00"],
    // A day begins when its first minute does.
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"],
    ["2026-11-01", "America/Havana", "2026-11-01T00:00:00-04:00"],
    // Before there were zones, an offset had seconds, which RFC 3339 has not.
    ["1850-01-01", "Europe/Moscow", "1850-01-01T00:00:00+02:30"],
  ])("%s in %s is %s", (written, zone, text) => {
    expect(zonedTime(written, zone)).toEqual({ text, message: "" });
    // Once written so, it stays so.
    expect(zonedTime(text, zone).text).toBe(text);
  });

  it.each(["2026-02-30", "2026-11-05T25:00", "soon", "05.11.2026", "2026-11-05T09:00:00+99:00"])(
    "leaves %s for the schema to refuse",
    (written) => {
      expect(zonedTime(written, "Europe/Moscow").text).toBe(written);
      expect(parseInstant(written)).toBeNull();
    },
  );

  it("and without a zone of the publication it is refused, while a date stays a date", () => {
    expect(parseInstant(zonedTime("2026-11-05T09:00", undefined).text)).toBeNull();
    expect(zonedTime("2026-11-05", undefined).text).toBe("2026-11-05");
    expect(zonedTime("2026-11-05T00:30:00+03:00", undefined).text).toBe(
      "2026-11-05T00:30:00+03:00",
    );
    expect(zonedTime("2026-11-05 00:30 +0300", undefined).text).toBe("2026-11-05T00:30:00+03:00");
  });
});

describe("when clocks change", () => {
  it.each([
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T03:30:00+02:00"],
    ["2026-03-08T02:00", "America/New_York", "2026-03-08T03:00:00-04:00"],
    ["2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00"],
  ])("%s never is in %s: an error that offers %s", (written, zone, instead) => {
    const { level, message } = zonedTime(written, zone);
    expect(level).toBe("error");
    expect(message).toContain(`does not exist in ${zone}`);
    expect(message).toContain(instead);
  });

  it.each([
    ["2026-10-25T02:30", "Europe/Berlin", "02:30:00+02:00", "02:30:00+01:00"],
    ["2026-11-01T01:00", "America/New_York", "01:00:00-04:00", "01:00:00-05:00"],
  ])("%s comes twice in %s: the first is taken, with a warning", (written, zone, one, two) => {
    const { text, level, message } = zonedTime(written, zone);
    expect(level).toBe("warning");
    expect(text).toContain(one);
    expect(message).toContain(two);
  });

  it("a local time of any moment leads back to it, or to the other of the same name", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(2037, 0, 1) / 60_000 }),
        fc.constantFrom(...zones),
        (minute, zone) => {
          const text = inZone(minute * 60_000, zone);
          const local = zonedTime(text.slice(0, 16), zone);
          expect(local.level).not.toBe("error");
          expect(`${local.text} ${local.message}`).toContain(text);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it("puts the times of a record into the zone, and tells what is odd about which", () => {
  const input = { title: "T", date: "2026-03-29T02:30", publishAt: "2026-11-05", draft: false };
  const { value, notes } = zonedTimes(input, ["date", "publishAt", "none"], "Europe/Berlin");
  expect(value).toMatchObject({ title: "T", publishAt: "2026-11-05T00:00:00+01:00" });
  expect(notes.map(({ field, level }) => [field, level])).toEqual([["date", "error"]]);
  expect(zonedTimes("text", ["date"], "UTC").value).toBe("text");
});

describe("the day of a date is the one that was written", () => {
  it.each([
    ["2026-11-05T00:30:00+03:00", "5 November 2026", 2026],
    ["2026-11-05T21:30:00-05:00", "5 November 2026", 2026],
    ["2026-01-01T09:00:00+13:00", "1 January 2026", 2026],
    ["2026-01-01", "1 January 2026", 2026],
  ])("%s is %s", (date, words, year) => {
    expect(wordsFor("en-GB").day(date)).toBe(words);
    expect(wordsFor("en-GB", "Pacific/Apia").day(date)).toBe(words);
    expect(yearOf(date)).toBe(year);
    expect(new Date(dayOf(date)).toISOString()).toContain(date.slice(0, 10));
  });

  it.each([
    ["en-GB", "Europe/Moscow", "5 November 2026 at 00:30 UTC+3"],
    ["en-GB", "Europe/Berlin", "4 November 2026 at 22:30 CET"],
    ["en-US", "America/New_York", "November 4, 2026 at 4:30 PM EST"],
    ["ru", "Europe/Moscow", "5 ноября 2026 г. в 00:30 UTC+3"],
    ["de", "Europe/Berlin", "4. November 2026 um 22:30 MEZ"],
    ["en-GB", undefined, "4 November 2026 at 21:30 UTC"],
  ])("a moment in %s, in %s, is “%s”", (language, zone, words) => {
    const text = wordsFor(language, zone).dateTime(Date.parse("2026-11-04T21:30:00Z"));
    expect(text.replaceAll(/\s/gu, " ")).toBe(words);
  });
});

describe("the instant that programs get", () => {
  const now = Date.parse("2026-11-05T12:00:00Z");

  it.each([
    ["2026-11-05", "2026-11-05T00:00:00.000Z"],
    ["2026-11-05T09:00:00Z", "2026-11-05T09:00:00.000Z"],
    ["2026-11-05T00:30:00+03:00", "2026-11-05T00:30:00+03:00"],
    ["2026-11-05T00:30+03:00", "2026-11-05T00:30:00+03:00"],
    ["2026-11-05T12:00:00.001Z", "2026-11-05T00:00:00.000Z"],
    ["2090-01-01", "2026-11-05T00:00:00.000Z"],
  ])("of %s is %s: never one that is still to come", (date, instant) => {
    expect(publishedInstant(date, now)).toBe(instant);
  });
});
