import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import * as v from "valibot";
import { ID_PATTERN, instant, languageTag } from "../../core/content/fields.ts";
import { didYouMean } from "../../core/text/did-you-mean.ts";
import { isReserved } from "../../core/routes.ts";
import { inZone, zonedTime } from "../../core/time-zone.ts";
import type { Site } from "../../core/content/site.ts";
import { CliError } from "../output/errors.ts";
import { PROJECT } from "../local/local.ts";
import { slugOf } from "./slug.ts";
import { articleText, pageText, pollText } from "./starting-texts.ts";
import { type ContentFolder, readFolder } from "./content-folder.ts";

/** What to create. */
export interface NewOptions {
  kind: string;
  title: string;
  content: string;
  /** The user's current folder: file names in messages are relative to it. */
  cwd: string;
  slug?: string | undefined;
  author?: string | undefined;
  audience?: string | undefined;
  date?: string | undefined;
  closes?: string | undefined;
  language?: string | undefined;
  /** Milliseconds since 1970 (UTC). */
  now: number;
}

/** What was written. */
interface Created {
  kind: Kind;
  slug: string;
  /** Relative to the content folder. */
  file: string;
  path: string;
}

const KINDS = ["article", "poll", "page"] as const;
type Kind = (typeof KINDS)[number];

/** Options that only some kinds accept. */
const OF_KIND: Record<Kind, string[]> = {
  article: ["author", "audience", "date", "language"],
  poll: ["closes", "language"],
  page: [],
};
const DAY_MS = 24 * 60 * 60 * 1000;
const POLL_DAYS = 28;

/**
 * Writes the beginnings of an article, a poll or a page. The file can be published as it is, except for an article's
 * `draft: true`.
 *
 * @throws CliError if the name is taken (1), or the request is invalid (2)
 */
export async function createFile(
  options: NewOptions,
  print: (line: string) => void,
): Promise<Created> {
  const kind = readKind(options);
  const title = options.title.replaceAll(/\s+/g, " ").trim();
  if (title === "" || title.length > 300) throw used("the title must have 1 to 300 characters");
  const slug = readSlug(kind, title, options.slug);
  const folder = await readFolder(options.content, options.now);
  if (!folder.site) {
    throw new CliError("site.yaml can't be read, which names the authors: npx hustings check");
  }
  const file = kind === "poll" ? `polls/${slug}.yaml` : `${kind}s/${slug}.md`;
  const path = join(options.content, file);
  const shown = relative(options.cwd, path) || path;
  refuseTaken(kind, slug, folder, options);
  const text = textOf(kind, { ...options, title, slug }, folder.site.site, print);
  await mkdir(dirname(path), { recursive: true });
  try {
    // 'wx': a file that has appeared in the meantime is not overwritten either.
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw taken(shown);
  }
  print(shown);
  for (const line of nextSteps(kind, slug, options)) print(line);
  return { kind, slug, file, path };
}

function readKind(options: NewOptions): Kind {
  const kind = KINDS.find((known) => known === options.kind);
  if (!kind) {
    throw used(
      `there is no “${options.kind}” to begin, but article, poll and page${didYouMean(options.kind, KINDS)}`,
    );
  }
  for (const name of new Set(Object.values(OF_KIND).flat())) {
    const given = options[name as keyof NewOptions];
    if (given === undefined || OF_KIND[kind].includes(name)) continue;
    const of = KINDS.filter((one) => OF_KIND[one].includes(name)).join(" and ");
    throw used(`--${name} is for a new ${of}, not for ${kind === "article" ? "an" : "a"} ${kind}`);
  }
  return kind;
}

function readSlug(kind: Kind, title: string, given: string | undefined): string {
  const slug = given ?? slugOf(title);
  if (slug === "")
    throw used(`“${title}” has no letters to make a name of: give one with --slug NAME`);
  if (!ID_PATTERN.test(slug)) {
    throw used(`--slug takes 1 to 64 lower-case letters, digits and hyphens, not “${slug}”`);
  }
  if (kind === "page" && isReserved(slug)) {
    throw used(`/${slug} is an address of the site's own: give the page another with --slug NAME`);
  }
  return slug;
}

/** Refuses a name that is in use in any subfolder, or that is a former name. */
function refuseTaken(
  kind: Kind,
  slug: string,
  folder: ContentFolder,
  { content, cwd }: NewOptions,
): void {
  const { articles, polls, broken } = folder;
  const same = [...folder[`${kind}s`], ...broken]
    .map(({ file }) => file)
    .find((file) => {
      const name = basename(file).replace(/\.(?:md|ya?ml)$/, "");
      return file.startsWith(`${kind}s/`) && name === slug;
    });
  const poll =
    kind === "poll" ? polls.find(({ poll: { id } }) => id === slug)?.file : undefined;
  const former =
    kind === "article"
      ? articles.find(({ article }) => article.meta.formerly?.includes(slug))?.file
      : undefined;
  const file = same ?? poll;
  if (file !== undefined) throw taken(relative(cwd, join(content, file)));
  if (former !== undefined) {
    throw new CliError(
      `“${slug}” is a former name of ${former}, whose readers would come to another article. Give another name with --slug NAME`,
    );
  }
}

function taken(file: string): CliError {
  return new CliError(
    `${file} is there already, and is left as it is. Give another name with --slug NAME`,
  );
}

function textOf(
  kind: Kind,
  options: NewOptions & { slug: string },
  site: Site,
  print: (line: string) => void,
): string {
  const { title, slug, language, now } = options;
  if (language !== undefined && !v.safeParse(languageTag, language).success) {
    throw used(`--language takes a language tag such as en or pt-BR, not “${language}”`);
  }
  if (kind === "page") return pageText(title);
  const zone = site.timeZone ?? "UTC";
  const day = (at: number): string => inZone(at, zone).slice(0, 10);
  if (kind === "poll") {
    const closesAt = readTime("--closes", options.closes, site) ?? day(now + POLL_DAYS * DAY_MS);
    return pollText({ id: slug, title, language, closesAt });
  }
  const authors = readIds("--author", options.author, site.authors);
  const audiences = readIds("--audience", options.audience, site.audiences);
  const [first] = site.authors;
  if (!first) throw new CliError("site.yaml names no authors: add one, with id and name");
  if (authors.length === 0 && site.authors.length > 1) {
    print(`Author: ${first.name}, the first of site.yaml. Another: --author ID`);
  }
  const date = readTime("--date", options.date, site) ?? day(now);
  return articleText({
    title,
    date,
    authors: authors.length === 0 ? [first.id] : authors,
    audiences,
    language,
  });
}

function readTime(
  option: string,
  value: string | undefined,
  { timeZone }: Site,
): string | undefined {
  if (value === undefined) return value;
  const { text, level, message } = zonedTime(value, timeZone);
  if (level === "error") throw used(`${option}: ${message}`);
  if (v.safeParse(instant, text).success) return value;
  throw used(
    `${option} takes a date such as 2026-10-05 or a date-time such as 2026-10-05T09:00:00Z, not “${value}”`,
  );
}

function readIds(
  option: string,
  value: string | undefined,
  known: readonly { id: string }[],
): string[] {
  const ids = known.map(({ id }) => id);
  const named = [...new Set((value ?? "").split(",").map((id) => id.trim()))].filter(
    (id) => id !== "",
  );
  for (const id of named) {
    if (ids.includes(id)) continue;
    throw used(
      `${option} takes ids of site.yaml, and “${id}” is not one of them${didYouMean(id, ids)}`,
    );
  }
  return named;
}

function nextSteps(kind: Kind, slug: string, { content, cwd }: NewOptions): string[] {
  const at =
    content === `${PROJECT}content` ? "" : ` --content ${relative(cwd, content) || "."}`;
  const publish = `npx hustings check${at}, then npx hustings publish${at}`;
  if (kind === "article") {
    return [
      "Write it. As long as it says draft: true, readers don't see it.",
      `To look at it: npm start, then npx hustings preview ${slug}`,
      `When it is done: take out draft: true, ${publish}`,
    ];
  }
  if (kind === "poll") {
    return [
      "Write its question and answers, and put it into an article, on a line of its own:",
      "",
      `  ::poll{id="${slug}"}`,
      "",
      `Then: ${publish}`,
    ];
  }
  return [
    `Write it: it will be the page /${slug}, linked to at the foot of every page.`,
    `Then: ${publish}`,
  ];
}

function used(message: string): CliError {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return new CliError(`${text}${/[.?]$/.test(text) ? "" : "."} See: npx hustings help new`, 2);
}
