import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Article, articleSchema } from "../../core/content/article.ts";
import { type PlainPage, plainPageSchema } from "../../core/content/plain-page.ts";
import { type Redirect, redirectsSchema } from "../../core/content/redirects.ts";
import { type Site, siteSchema } from "../../core/content/site.ts";
import { parseInstant } from "../../core/instant.ts";
import { ARTICLE_TIMES, isTimeZone, POLL_TIMES, zonedTimes } from "../../core/time-zone.ts";
import { type PollDefinition, pollSchema } from "../../core/polls/poll.ts";
import { type ParsedMarkdown, parseMarkdown } from "../../core/text/markdown.ts";
import { CliError } from "../output/errors.ts";
import { asMeta, listFiles, member, parse, readText } from "./read-item.ts";
import { cutFrontMatter, type FileProblem, readYaml, type YamlSource } from "./source.ts";

/** A file of the content folder that is valid on its own. */
interface ValidFile {
  file: string;
  /** As JSON: the schema's input rather than its output, because the Worker validates it again. */
  input: unknown;
  source: YamlSource;
}

/** A Markdown file that is valid on its own. */
export interface TextFile extends ValidFile {
  /** Rendered lazily: publish never needs it. */
  readonly markdown: ParsedMarkdown;
  /** The line on which its text begins. */
  bodyLine: number;
  /** Whether readers can find it; a scheduled one not yet. */
  state: "live" | "draft" | "scheduled";
}

/** An article. */
export interface ArticleFile extends TextFile {
  article: Article;
}

/** A plain page. */
interface PageFile extends TextFile {
  page: PlainPage;
}

/** A poll. */
interface PollFile extends ValidFile {
  poll: PollDefinition;
}

/** An invalid file, with whatever could be read of it. */
export interface BrokenFile {
  file: string;
  /** The whole text; empty if it can't be read at all. */
  text: string;
  /** Its YAML, and the Markdown below its front matter; `null` if it has none. */
  source: YamlSource | null;
  body: string;
  bodyLine: number;
}

/** A content folder, read once: the valid files, and what is wrong with each of the others on its own. */
export interface ContentFolder {
  path: string;
  /** When it was read, in milliseconds since 1970. */
  now: number;
  site: (ValidFile & { site: Site }) | null;
  /** The zone of local times: that of site.yaml. */
  timeZone: string | undefined;
  articles: ArticleFile[];
  pages: PageFile[];
  polls: PollFile[];
  /** Empty if there is no file of redirects; `null` if it is broken. */
  redirects: (ValidFile & { redirects: Redirect[] }) | null;
  /** Names of pictures. The pictures themselves are not read. */
  images: string[];
  broken: BrokenFile[];
  problems: FileProblem[];
  /** What can be published, but may not be what was meant. */
  warnings: FileProblem[];
  /** What is published as written, but would be read otherwise by other tools. */
  notes: FileProblem[];
}

/**
 * Reads a content folder.
 *
 * @param now milliseconds since 1970 (UTC)
 * @param signal stops the reading
 * @throws CliError if the folder does not exist
 */
export async function readFolder(
  path: string,
  now = Date.now(),
  signal?: AbortSignal,
): Promise<ContentFolder> {
  const info = await stat(path).catch(() => null);
  if (!info?.isDirectory()) {
    throw new CliError(
      `There is no content folder at ${path}. Name one with --content DIR; it needs a site.yaml, articles/ and polls/.`,
    );
  }
  const folder: ContentFolder = {
    path,
    now,
    site: null,
    timeZone: undefined,
    articles: [],
    pages: [],
    polls: [],
    redirects: null,
    images: await listFiles(path, "images", /./),
    broken: [],
    problems: [],
    warnings: [],
    notes: [],
  };
  await readSite(folder);
  await readRedirects(folder);
  for (const file of await listFiles(path, "articles", /\.md$/)) {
    // Files are read without waiting for the disk: a signal that has arrived is noticed here.
    await setImmediate();
    signal?.throwIfAborted();
    await readMarkdown(folder, file, (input, text) => {
      const article = parse(articleSchema, input, file, asMeta(text.source), folder.problems);
      if (!article) return false;
      const { draft, publishAt } = article.meta;
      const later = (parseInstant(publishAt ?? "") ?? 0) > now;
      text.state = draft ? "draft" : later ? "scheduled" : "live";
      folder.articles.push(Object.assign(text, { article }));
      return true;
    });
  }
  for (const file of await listFiles(path, "pages", /\.md$/)) {
    await readMarkdown(folder, file, (input, text) => {
      const page = parse(plainPageSchema, input, file, asMeta(text.source), folder.problems);
      if (page) folder.pages.push(Object.assign(text, { page }));
      return page !== null;
    });
  }
  for (const file of await listFiles(path, "polls", /\.ya?ml$/)) await readPoll(folder, file);
  return folder;
}

/** Reads YAML, and keeps what is odd in it. */
function read(folder: ContentFolder, file: string, text: string, firstLine = 1): YamlSource {
  const source = readYaml(file, text, firstLine);
  folder.warnings.push(...source.warnings);
  folder.notes.push(...source.notes);
  return source;
}

async function readSite(folder: ContentFolder): Promise<void> {
  const file = "site.yaml";
  const text = readText(folder.path, file, folder.problems);
  if (text === null) return;
  const source = read(folder, file, text);
  const site = parse(siteSchema, source.value, file, source, folder.problems);
  // Even of a broken file, so that the times of all others are not reported too.
  const zone = site?.timeZone ?? member(source.value, "timeZone");
  folder.timeZone = typeof zone === "string" && isTimeZone(zone) ? zone : undefined;
  if (site) folder.site = { site, file, source, input: source.value };
  else folder.broken.push({ file, text, source, body: "", bodyLine: 1 });
}

async function readRedirects(folder: ContentFolder): Promise<void> {
  const file = "redirects.yaml";
  const isThere = await stat(join(folder.path, file)).catch(() => null);
  const text = isThere ? readText(folder.path, file, folder.problems) : "[]";
  if (text === null) return;
  const source = read(folder, file, text);
  // A file that contains only comments.
  if (source.value === null) source.value = [];
  const redirects = parse(redirectsSchema, source.value, file, source, folder.problems);
  if (redirects) folder.redirects = { redirects, file, source, input: source.value };
  else folder.broken.push({ file, text, source, body: "", bodyLine: 1 });
}

async function readPoll(folder: ContentFolder, file: string): Promise<void> {
  const text = readText(folder.path, file, folder.problems);
  const source = text === null ? null : read(folder, file, text);
  const input = source && timed(folder, file, source, POLL_TIMES);
  const poll = source && parse(pollSchema, input, file, source, folder.problems);
  if (poll) folder.polls.push({ poll, file, source, input });
  else folder.broken.push({ file, text: text ?? "", source, body: "", bodyLine: 1 });
}

/** The YAML of a file with its times in the publication's zone. What is odd about them is reported. */
function timed(
  folder: ContentFolder,
  file: string,
  source: YamlSource,
  fields: readonly string[],
): unknown {
  const { value, notes } = zonedTimes(source.value, fields, folder.timeZone);
  for (const { field, level, message } of notes) {
    const line = source.lineOf([field]);
    const problem = { file, line, ...source.placeOf([field], "value"), message: `${field}: ${message}` };
    folder[level === "error" ? "problems" : "warnings"].push(problem);
  }
  return value;
}

/** @param keep keeps a valid file, or reports what is wrong with it; returns whether it was valid */
async function readMarkdown(
  folder: ContentFolder,
  file: string,
  keep: (input: { slug: string; meta: unknown; body: string }, text: TextFile) => boolean,
): Promise<void> {
  const text = readText(folder.path, file, folder.problems);
  const parts = text === null ? null : cutFrontMatter(text);
  if (!parts) {
    const message = "must begin with front matter: YAML between two lines of ---";
    if (text !== null) folder.problems.push({ file, line: 1, message });
    folder.broken.push({ file, text: text ?? "", source: null, body: "", bodyLine: 1 });
    return;
  }
  const { body, bodyLine } = parts;
  const source = read(folder, file, parts.frontMatter, 2);
  const meta = timed(folder, file, source, ARTICLE_TIMES);
  const input = { slug: basename(file, ".md"), meta, body };
  let parsed: ParsedMarkdown | undefined;
  const one: TextFile = {
    file,
    input,
    source,
    bodyLine,
    state: "live",
    get markdown() {
      return (parsed ??= parseMarkdown(body));
    },
  };
  if (!keep(input, one)) {
    folder.broken.push({ file, text: text ?? "", source, body, bodyLine });
  }
}
