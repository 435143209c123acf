import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isoInstant, parseInstant } from "../../src/core/instant.ts";

const two = (n: number): string => String(n).padStart(2, "0");

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

test.each([
  ["2026-10-05", "2026-10-05T00:00:00.000Z"],
  ["1970-01-01", "1970-01-01T00:00:00.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2000-02-29", "2000-02-29T00:00:00.000Z"],
  ["2026-10-05T09:00:00Z", "2026-10-05T09:00:00.000Z"],
  ["2026-10-05T09:00:59.7Z", "2026-10-05T09:00:59.700Z"],
  ["2026-10-05T09:00:00.123Z", "2026-10-05T09:00:00.123Z"],
  ["2026-10-05T23:59:59.999Z", "2026-10-05T23:59:59.999Z"],
  ["2026-10-05T12:00:00+03:00", "2026-10-05T09:00:00.000Z"],
  ["2026-10-05T00:30:00+05:45", "2026-10-04T18:45:00.000Z"],
  ["2026-12-31T20:00:00-08:00", "2027-01-01T04:00:00.000Z"],
  ["2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00.000Z"],
  ["2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00.000Z"],
])("reads %s as %s", (text, iso) => {
  expect(isoInstant(parseInstant(text))).toBe(iso);
});

test.each([
  "2026-02-30",
  "2026-02-29",
  "2100-02-29",
  "2026-04-31",
  "2026-06-31T10:00:00Z",
  "2026-02-29T00:00:00+01:00",
  "2026-02-30T23:00:00-05:00",
  "2026-00-01",
  "2026-13-01",
  "2026-01-00",
  "2026-01-32",
  "2026-10-05T24:01Z",
  "2026-10-05T25:00:00Z",
  "2026-10-05T12:60:00Z",
  "2026-10-05T12:00:61Z",
  "2026-10-05T12:00:00+24:00",
  "2026-10-05T12:00:00+05:60",
])("refuses %s: there is no such time", (text) => {
  expect(parseInstant(text)).toBeNull();
});

test.each([
  "",
  "2026",
  "2026-10",
  "20261005",
  "2026-1-5",
  "26-10-05",
  "+002026-10-05",
  "-000001-01-01",
  "2026/10/05",
  "5 October 2026",
  "Mon, 05 Oct 2026 09:00:00 GMT",
  "now",
  "0",
  "1790000000000",
  "2026-10-05T09:00:00",
  "2026-10-05T09",
  "2026-10-05T09:00:00 Z",
  "2026-10-05T09:00:00+0300",
  "2026-10-05T09:00:00+03",
  "2026-10-05 09:00:00",
  "2026-10-05Z",
  " 2026-10-05",
  "2026-10-05 ",
  "2026-10-05\n",
  "２０２６-10-05",
])("refuses %j: not a date, and not a date-time with its zone", (text) => {
  expect(parseInstant(text)).toBeNull();
});

test("takes exactly the days that exist", () => {
  const day = fc.tuple(
    fc.integer({ min: 100, max: 9999 }),
    fc.oneof(fc.constant(2), fc.integer({ min: 0, max: 13 })),
    fc.integer({ min: 0, max: 32 }),
    fc.constantFrom("", "T00:00:00Z", "T23:59:59+14:00", "T00:00:00-12:00"),
  );
  fc.assert(
    fc.property(day, ([y, m, d, time]) => {
      const text = `${String(y).padStart(4, "0")}-${two(m)}-${two(d)}${time}`;
      expect(parseInstant(text) !== null).toBe(d >= 1 && d <= daysIn(y, m));
    }),
    { numRuns: 1000 },
  );
});

test("moves a local time by its zone, whatever both are", () => {
  const zone = fc.tuple(fc.constantFrom(1, -1), fc.nat({ max: 23 }), fc.nat({ max: 59 }));
  const time = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(time, zone, (at, [sign, hours, minutes]) => {
      const local = new Date(at).toISOString().slice(0, -1);
      const text = `${local}${sign < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
      expect(parseInstant(text)).toBe(at - sign * (hours * 60 + minutes) * 60_000);
    }),
  );
});

test("gives back the time that it wrote", () => {
  const time = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) });
  fc.assert(
    fc.property(time, (at) => {
      expect(parseInstant(isoInstant(at) ?? "")).toBe(at);
    }),
  );
  expect(isoInstant(0)).toBe("1970-01-01T00:00:00.000Z");
});

test("gives nothing for nothing", () => {
  expect(isoInstant(null)).toBeNull();
});
