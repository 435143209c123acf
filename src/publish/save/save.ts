import * as v from "valibot";
import { type Article, articleSchema } from "../../core/content/article.ts";
import { checkArticle, type ArticleContext } from "../../core/content/check-article.ts";
import { isObject } from "../../core/ballots/ballot-json.ts";
import { jsonDigest } from "../../core/digest.ts";
import { type PollDefinition, pollSchema } from "../../core/polls/poll.ts";
import { ARTICLE_TIMES, POLL_TIMES, type TimeNote, zonedTimes } from "../../core/time-zone.ts";
import { siteSchema } from "../../core/content/site.ts";
import { loadNames, loadSite } from "../../store/content/content.ts";
import { saveArticles, savePoll, saveSite } from "../../store/content/save-content.ts";
import type { Database } from "../../store/database.ts";

/** A problem with what was sent. */
export interface Problem {
  /** What it is about: `site`, a slug, or a poll's id. */
  what: string;
  /** Where in it, as a path of fields or `line 12`; empty for the whole. */
  at: string;
  message: string;
}

/** The result of a publishing request. */
export type Saved<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/** Sends definitions to the poll objects. The caller knows how to reach them. */
export type DefinePoll = (
  definition: PollDefinition,
  dryRun: boolean,
) => Promise<{ outcome: string; reasons?: string[] }>;

/** Stores the publication itself. `address` is where links point if the publication has no base URL. */
export async function saveSiteContent(
  db: Database,
  input: unknown,
  address: string,
): Promise<Saved<{ digest: string }>> {
  const parsed = parse(siteSchema, input, "site");
  if (!parsed.ok) return parsed;
  const digest = jsonDigest(parsed.value);
  await saveSite(db, parsed.value, digest, parsed.value.baseUrl ?? address);
  return { ok: true, value: { digest } };
}

/** Stores articles: all of them, or none if any of them is invalid. */
export async function saveArticleContent(
  db: Database,
  inputs: readonly unknown[],
  now: number,
): Promise<Saved<{ saved: number }>> {
  const [site, names] = await Promise.all([loadSite(db), loadNames(db)]);
  if (!site) return wrong("site", "", "is not published yet: send it first");
  const around: ArticleContext = { site: site.site, ...names };
  const problems: Problem[] = [];
  const articles: { article: Article; digest: string }[] = [];
  for (const [index, input] of inputs.entries()) {
    const parsed = parseArticle(input, nameOf(input, "slug", index), site.site.timeZone);
    if (!parsed.ok) {
      problems.push(...parsed.problems);
      continue;
    }
    const article = parsed.value;
    for (const { at, message } of checkArticle(article, around)) {
      const place = typeof at === "number" ? `line ${at} of the text` : at.join(".");
      problems.push({ what: article.slug, at: place, message });
    }
    articles.push({ article, digest: jsonDigest(article) });
  }
  if (problems.length > 0) return { ok: false, problems };
  await saveArticles(db, articles, now, site);
  return { ok: true, value: { saved: articles.length } };
}

/**
 * Gives polls their definitions. First, all are asked whether they can accept theirs; then all accept them.
 *
 * Each definition goes to the object first, then to D1. A crash in between leaves an object that knows more than D1:
 * votes are counted by the new definition, and the next publish, which compares with D1, sends it again.
 *
 * @param dryRun only ask
 */
export async function savePollContent(
  db: Database,
  inputs: readonly unknown[],
  define: DefinePoll,
  now: number,
  dryRun: boolean,
): Promise<Saved<{ outcomes: Record<string, string> }>> {
  const problems: Problem[] = [];
  const definitions: PollDefinition[] = [];
  const zone = (await loadSite(db))?.site.timeZone;
  for (const [index, input] of inputs.entries()) {
    const parsed = parsePoll(input, nameOf(input, "id", index), zone);
    if (parsed.ok) definitions.push(parsed.value);
    else problems.push(...parsed.problems);
  }
  if (problems.length > 0) return { ok: false, problems };
  const asked = await Promise.all(definitions.map((definition) => define(definition, true)));
  asked.forEach(({ reasons }, i) => problems.push(...refusals(definitions[i]?.id ?? "", reasons)));
  if (problems.length > 0) return { ok: false, problems };
  const outcomes = Object.fromEntries(
    asked.map(({ outcome }, i) => [definitions[i]?.id ?? "", outcome]),
  );
  if (dryRun) return { ok: true, value: { outcomes } };
  for (const definition of definitions) {
    // Asked again: a first vote may have been counted in between, and with it a reason to refuse.
    const { reasons } = await define(definition, false);
    problems.push(...refusals(definition.id, reasons));
    if (!reasons) await savePoll(db, definition, jsonDigest(definition), now);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { outcomes } };
}

/** Parses an article whose times are in a zone: the command line has put them there already, other clients need not. */
function parseArticle(
  input: unknown,
  what: string,
  zone: string | undefined,
): Saved<v.InferOutput<typeof articleSchema>> {
  if (!isObject(input)) return parse(articleSchema, input, what);
  const { value, notes } = zonedTimes(input["meta"], ARTICLE_TIMES, zone);
  return refusedTimes(notes, what) ?? parse(articleSchema, { ...input, meta: value }, what);
}

function parsePoll(input: unknown, what: string, zone: string | undefined): Saved<PollDefinition> {
  const { value, notes } = zonedTimes(input, POLL_TIMES, zone);
  return refusedTimes(notes, what) ?? parse(pollSchema, value, what);
}

function refusedTimes(notes: readonly TimeNote[], what: string) {
  const problems = notes
    .filter(({ level }) => level === "error")
    .map(({ field, message }) => ({ what, at: field, message }));
  return problems.length === 0 ? null : { ok: false as const, problems };
}

function refusals(poll: string, reasons: string[] | undefined): Problem[] {
  return (reasons ?? []).map((reason) => ({
    what: poll,
    at: "",
    message: `${reason}, but votes were counted: give the new question or option an id of its own, or make a new poll`,
  }));
}

/** Validates input against its schema. `what` says what the input is about. */
export function parse<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  what: string,
): Saved<v.InferOutput<S>> {
  const result = v.safeParse(schema, input);
  if (result.success) return { ok: true, value: result.output };
  const problems = result.issues.map((issue) => ({
    what,
    at: v.getDotPath(issue) ?? "",
    message: issue.message,
  }));
  return { ok: false, problems };
}

/** The name that the input gives itself, or its position in what was sent. */
export function nameOf(input: unknown, key: string, index: number): string {
  const value = typeof input === "object" && input !== null ? Reflect.get(input, key) : undefined;
  return typeof value === "string" ? value : `entry ${index + 1}`;
}

/** A result with a single problem. */
export function wrong(
  what: string,
  at: string,
  message: string,
): { ok: false; problems: Problem[] } {
  return { ok: false, problems: [{ what, at, message }] };
}
