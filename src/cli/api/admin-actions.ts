import type { ActRecord, Desk, PublicationAct } from "../../core/polls/audit.ts";
import { readCode } from "../../core/polls/invitation-code.ts";
import { isoInstant, parseInstant } from "../../core/instant.ts";
import { zonedTime } from "../../core/time-zone.ts";
import { Api } from "./client.ts";
import { CliError } from "../output/errors.ts";
import type { Target } from "../local/local.ts";

type Print = (line: string) => void;

/** Options of an act, as the command line gives them. */
interface ActOptions {
  poll: string;
  until?: string | undefined;
  reason?: string | undefined;
  receipts?: string | undefined;
  since?: string | undefined;
  before?: string | undefined;
  network?: string | undefined;
  question?: string | undefined;
  option?: string | undefined;
  text?: string | undefined;
}

const TIME =
  "a date-time such as 2026-12-01T18:00:00Z, or 2026-12-01T18:00 in the publication's time zone";

/** What was done with a poll, as the site reports it. */
interface Done {
  detail: Record<string, unknown>;
  /** Why D1 could not be updated yet; `null` if it was. */
  failed: string | null;
}

/** Performs an act on a poll and prints the result. @throws CliError if the site refuses it */
export async function act(
  target: Target,
  name: string,
  options: ActOptions,
  print: Print,
): Promise<Done & { poll: string; act: string }> {
  const body = { act: name, ...detailsOf(name, options) };
  const path = `/api/polls/${encodeURIComponent(options.poll)}/acts`;
  const done = await new Api(target.to, target.token, target.by).send<Done>("POST", path, body);
  const { votes } = done.detail;
  const what = typeof votes === "number" ? `, ${votes} ${votes === 1 ? "vote" : "votes"}` : "";
  const { to, closesAt } = done.detail;
  const until = typeof closesAt === "number" ? `, until ${isoInstant(closesAt)}` : "";
  print(`${options.poll}: ${name}${what}${until}. Readers see it within seconds.`);
  if (typeof to === "string") {
    print(`Write “${to}” into its file, too: without it, the poll can't be published again.`);
  }
  if (done.failed !== null) print(`D1 does not know yet (${done.failed}); it will be told.`);
  return { poll: options.poll, act: name, detail: done.detail, failed: done.failed };
}

function detailsOf(name: string, options: ActOptions): Record<string, unknown> {
  switch (name) {
    case "reopen":
    case "extend":
      return {
        until: options.until === "never" ? null : time("--until", options.until, " or never"),
      };
    case "void":
      return voidDetails(options);
    case "reword":
      return {
        question: need("--question", options.question),
        option: options.option ?? null,
        text: need("--text", options.text),
        reason: need("--reason", options.reason),
      };
    case "approve":
    case "disapprove":
      return { question: need("--question", options.question), text: need("--text", options.text) };
    default:
      return {};
  }
}

function voidDetails({ reason, receipts, since, before, network }: ActOptions) {
  const why = need("--reason", reason);
  if (receipts !== undefined) {
    const list = receipts.split(",").map((typed) => {
      const receipt = readCode(typed);
      if (receipt === null) throw new CliError(`“${typed}” is no receipt`, 2);
      return receipt;
    });
    return { reason: why, receipts: list };
  }
  const span = { from: time("--since", since), to: time("--before", before) };
  return { reason: why, ...span, ...(network === undefined ? {} : { network }) };
}

function need(name: string, value: string | undefined): string {
  if (value !== undefined && value !== "") return value;
  throw new CliError(`Say ${name}.`, 2);
}

/** A time as given. The site knows the zone of one that names none. */
function time(name: string, value: string | undefined, or = ""): string {
  const given = need(name, value);
  if (parseInstant(zonedTime(given, "UTC").text) === null) {
    throw new CliError(`${name} takes ${TIME}${or}, not ${given}`, 2);
  }
  return given;
}

/** Prints the log of a poll: what was done, by whom and when, newest first. */
export async function log(
  target: Target,
  poll: string,
  print: Print,
): Promise<{ poll: string; acts: (Omit<ActRecord, "at"> & { at: string })[] }> {
  const path = `/api/polls/${encodeURIComponent(poll)}/acts`;
  const { acts } = await new Api(target.to, target.token, target.by).send<{
    acts: (Omit<ActRecord, "at"> & { at: string })[];
  }>("GET", path);
  for (const { at, who, what, detail } of acts) {
    print(`${at}  ${what}  by ${who || "unknown"}  ${JSON.stringify(detail)}`);
  }
  if (acts.length === 0) print(`${poll}: nothing was done yet.`);
  return { poll, acts };
}

/** A write through the publishing API, as the site reports it. */
type SiteAct = Omit<PublicationAct, "at"> & { at: string };

/** Prints every write through the publishing API, newest first. `limit`: how many. */
export async function siteLog(
  target: Target,
  limit: number,
  print: Print,
): Promise<{ acts: SiteAct[] }> {
  if (!Number.isInteger(limit) || limit < 1) throw new CliError("--limit takes a whole number", 2);
  const api = new Api(target.to, target.token, target.by);
  const acts: SiteAct[] = [];
  for (let before: string | null = ""; before !== null && acts.length < limit;) {
    const query: string = before === "" ? "" : `?${new URLSearchParams({ before }).toString()}`;
    const page: { acts: SiteAct[]; next: string | null } = await api.send(
      "GET",
      `/api/log${query}`,
    );
    acts.push(...page.acts);
    before = page.next;
  }
  acts.splice(limit);
  for (const line of folded(acts)) print(line);
  if (acts.length === 0) print("Nothing was done yet.");
  return { acts };
}

/** One line per entry. Consecutive entries that say the same, such as those of a picture's files, share a line. */
function folded(acts: readonly SiteAct[]): string[] {
  const lines: { at: string; text: string; times: number }[] = [];
  for (const { at, who, role, what, outcome, detail } of acts) {
    const told = Object.keys(detail).length === 0 ? "" : `  ${JSON.stringify(detail)}`;
    const text = `${what}  by ${who} (${role}): ${outcome}${told}`;
    const last = lines.at(-1);
    if (last?.text === text) last.times += 1;
    else lines.push({ at, text, times: 1 });
  }
  return lines.map(
    ({ at, text, times }) => `${at}  ${text}${times === 1 ? "" : `  (${times} times)`}`,
  );
}

/** Prints what only the publication may see: readers' own words, invitations, networks with many votes. */
export async function desk(
  target: Target,
  { poll, since, before }: ActOptions,
  print: Print,
): Promise<Desk> {
  const query = new URLSearchParams();
  if (since !== undefined) query.set("from", time("--since", since));
  if (before !== undefined) query.set("to", time("--before", before));
  const path = `/api/polls/${encodeURIComponent(poll)}/desk?${query.toString()}`;
  const found = await new Api(target.to, target.token, target.by).send<Desk>("GET", path);
  const { made, used } = found.invitations;
  print(`Invitations: ${made} made, ${used} used`);
  print(found.texts.length === 0 ? "Readers' own words: none" : "Readers' own words:");
  for (const { question, text, votes } of found.texts) {
    const shown = found.approved[question]?.includes(text) === true ? "shown" : "not shown";
    print(
      `  ${question}  ${JSON.stringify(text)}  ${votes} ${votes === 1 ? "vote" : "votes"}, ${shown}`,
    );
  }
  print(found.networks.length === 0 ? "Networks: none kept" : "Networks, by votes:");
  for (const { network, votes, first, last } of found.networks) {
    print(`  ${network}  ${votes}  ${isoInstant(first)} to ${isoInstant(last)}`);
  }
  return found;
}
