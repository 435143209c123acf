import { parseInstant } from "./instant.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A date, or a date and time with or without its zone, also as other tools write it (`2026-10-05 09:00 +0300`). */
const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(?: ?([Zz]|[+-]\d{2}:?\d{2}))?)?$/;

/** What the clocks of a zone make of a time without an offset. */
export type LocalTime =
  | { kind: "once"; text: string }
  /** Clocks were put back: it comes twice. `text` is the first, `later` the second. */
  | { kind: "twice"; text: string; later: string }
  /** Clocks were put forward over it. `text` is the same time by the clock before the change. */
  | { kind: "never"; text: string };

const offsets = new Map<string, Intl.DateTimeFormat>();

/** Whether `Intl` knows a time zone by this name: an IANA name (`Europe/Moscow`) or `UTC`, not an offset. */
export function isTimeZone(name: string): boolean {
  if (!/^(?:UTC|[A-Za-z_]+\/[A-Za-z0-9_+/-]+)$/.test(name)) return false;
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** A zone's offset from UTC at a time, in milliseconds, in whole minutes. */
function offsetAt(zone: string, time: number): number {
  let format = offsets.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
    offsets.set(zone, format);
  }
  const name = format.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "", hours = "0", minutes = "0"] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}

/** A time in a zone, as RFC 3339 with the zone's offset: `2026-11-05T00:30:00+03:00`. */
export function inZone(time: number, zone: string): string {
  return withOffset(time, offsetAt(zone, time));
}

function withOffset(time: number, offset: number): string {
  const local = new Date(time + offset).toISOString().replace(/\.000Z$|Z$/, "");
  const minutes = Math.abs(offset) / MINUTE;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** What a zone's clocks make of a local time, given as if it were UTC. */
function localTime(local: number, zone: string): LocalTime {
  // No zone changes its clocks twice within two days.
  const around = [offsetAt(zone, local - DAY), offsetAt(zone, local + DAY)];
  const [first, second] = [...new Set(around)]
    .filter((offset) => offsetAt(zone, local - offset) === offset)
    .map((offset) => local - offset)
    .toSorted((a, b) => a - b);
  if (first === undefined) return { kind: "never", text: inZone(local - (around[0] ?? 0), zone) };
  if (second === undefined) return { kind: "once", text: inZone(first, zone) };
  return { kind: "twice", text: inZone(first, zone), later: inZone(second, zone) };
}

/** Something to say about a time. `error`: it can't be meant. */
export interface TimeNote {
  field: string;
  level: "error" | "warning";
  message: string;
}

/**
 * Writes the times of front matter or of a poll as RFC 3339, in the publication's zone: a date becomes the beginning of
 * that day there, a local time gets its offset, and a time with another offset becomes the local one. So everything
 * after this can take the day as it is written. Without a zone, dates stay dates, and an offset stays as given.
 *
 * @param input a JSON object; what is not a time stays as it is, for the schema to refuse
 * @param zone an IANA name, or `undefined`
 */
export function zonedTimes(
  input: unknown,
  fields: readonly string[],
  zone: string | undefined,
): { value: unknown; notes: TimeNote[] } {
  const notes: TimeNote[] = [];
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { value: input, notes };
  }
  const value: Record<string, unknown> = { ...input };
  for (const field of fields) {
    const written = value[field];
    if (typeof written !== "string") continue;
    const { text, level, message } = zonedTime(written, zone);
    value[field] = text;
    if (level) notes.push({ field, level, message });
  }
  return { value, notes };
}

/** The fields of an article's front matter, of a poll and of an act that are times. */
export const ARTICLE_TIMES = ["date", "publishAt"];
export const POLL_TIMES = ["opensAt", "closesAt"];
export const ACT_TIMES = ["until", "from", "to"];

interface Zoned {
  text: string;
  level?: TimeNote["level"];
  message: string;
}

/** One time, written in a zone: see {@link zonedTimes}. */
export function zonedTime(written: string, zone: string | undefined): Zoned {
  const [, day = "", clock, seconds = ":00", offset] = WRITTEN.exec(written.trim()) ?? [];
  const asGiven = { text: written, message: "" };
  if (day === "") return asGiven;
  if (offset !== undefined) {
    const sign = offset.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
    const text = `${day}T${clock}${seconds}${sign}`;
    const at = parseInstant(text);
    if (at === null) return asGiven;
    // A text that the schema takes as it is stays as written.
    if (zone === undefined) return parseInstant(written) === null ? { text, message: "" } : asGiven;
    return { text: inZone(at, zone), message: "" };
  }
  const local = parseInstant(`${day}T${clock ?? "00:00"}${seconds}Z`);
  if (zone === undefined || local === null) return asGiven;
  const found = localTime(local, zone);
  const { text } = found;
  // A day begins when its first minute does, whatever the clocks say.
  const isDay = clock === undefined && text.startsWith(day);
  if (found.kind === "once" || isDay) return { text, message: "" };
  if (found.kind === "never") {
    const message = `${written} does not exist in ${zone}: clocks go forward over it. Perhaps ${text} is meant`;
    return { text, level: "error", message };
  }
  const message = `${written} comes twice in ${zone}, because clocks go back: ${text} is taken. For the second, write ${found.later}`;
  return { text, level: "warning", message };
}
