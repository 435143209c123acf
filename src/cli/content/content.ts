import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type * as v from "valibot";
import { type Article, articleSchema } from "../../core/content/article.ts";
import { checkArticle } from "../../core/content/check-article.ts";
import { jsonDigest } from "../../core/digest.ts";
import { type PollDefinition, pollSchema } from "../../core/polls/poll.ts";
import { redirectsSchema } from "../../core/content/redirects.ts";
import { type Site, siteSchema } from "../../core/content/site.ts";
import { creditWarnings } from "./credits.ts";
import { CliError } from "../output/errors.ts";
import { type ImageFile, readImageFile } from "./find-image.ts";
import { formerNameProblems, type ReadArticle, redirectProblems } from "./redirects.ts";
import { readPages } from "./plain-pages.ts";
import { asMeta, type Item, listFiles, member, parse, readMarkdown, readText } from "./read-item.ts";
import { type FileProblem, readYaml } from "./source.ts";
import { translationProblems } from "./translations.ts";

export type { Item } from "./read-item.ts";

/** A whole content folder, valid. */
export interface Content {
  site: Item & { baseUrl: string | undefined };
  articles: Map<string, Item>;
  polls: Map<string, Item>;
  images: Map<string, ImageFile>;
  /** Plain pages, by slug. */
  pages: Map<string, Item>;
  redirects: Item;
  /** The same as the Worker will read it. */
  parsed: { site: Site; articles: Article[]; polls: PollDefinition[] };
}

/** A content folder, or everything that is wrong with it; either way, what can be published but is not as it should be. */
export type ReadContent = { warnings: FileProblem[] } & (
  { ok: true; content: Content } | { ok: false; problems: FileProblem[] }
);

/**
 * Reads and validates a whole content folder. Nothing is sent anywhere.
 *
 * @throws CliError where there is no such folder
 */
export async function readContent(folder: string): Promise<ReadContent> {
  await requireFolder(folder);
  const problems: FileProblem[] = [];
  const warnings: FileProblem[] = [];
  const images = await readImages(folder, problems);
  const site = await readSite(folder, problems);
  const broken = new Set<string>();
  const definitions: PollDefinition[] = [];
  const polls = await readPolls(folder, problems, broken, definitions);
  const read: ReadArticle[] = [];
  const around = {
    site: site?.site ?? null,
    // What is there but broken has its own problems told, not one more for each article that refers to it.
    polls: new Set([...polls.keys(), ...broken]),
    images: new Set(await listFiles(folder, "images", /./)),
  };
  const articles = await readArticles(folder, problems, read, around);
  warnings.push(...creditWarnings(read));
  const pages = await readPages(folder, problems, around);
  problems.push(...formerNameProblems(read));
  if (site) problems.push(...translationProblems(read, site.site));
  const audiences = (site?.site.audiences ?? []).map(({ id }) => id);
  const redirects = await readRedirects(folder, problems, {
    audiences,
    articles: read,
    pages: pages.keys(),
  });
  if (problems.length > 0 || !site || !redirects) {
    problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
    return { ok: false, problems, warnings };
  }
  const parsed = {
    site: site.site,
    articles: read.map(({ article }) => article),
    polls: definitions,
  };
  const content = { site: site.item, articles, polls, images, pages, redirects, parsed };
  return { ok: true, content, warnings };
}

async function readSite(folder: string, problems: FileProblem[]) {
  const file = "site.yaml";
  const text = await readText(folder, file, problems);
  if (text === null) return null;
  const source = readYaml(file, text);
  const site = parse(siteSchema, source.value, file, source, problems);
  if (!site) return null;
  const item = { digest: jsonDigest(site), input: source.value, file, baseUrl: site.baseUrl };
  return { site, item };
}

async function readPolls(
  folder: string,
  problems: FileProblem[],
  broken: Set<string>,
  definitions: PollDefinition[],
): Promise<Map<string, Item>> {
  const polls = new Map<string, Item>();
  for (const file of await listFiles(folder, "polls", /\.ya?ml$/)) {
    const text = await readText(folder, file, problems);
    if (text === null) continue;
    const source = readYaml(file, text);
    const poll = parse(pollSchema, source.value, file, source, problems);
    if (!poll) {
      broken.add(basename(file).replace(/\.ya?ml$/, "")).add(idOf(source.value));
      continue;
    }
    const other = polls.get(poll.id);
    if (other) {
      const message = `id: “${poll.id}” is the id of ${other.file} too`;
      problems.push({ file, line: source.lineOf(["id"]), message });
    }
    polls.set(poll.id, { digest: jsonDigest(poll), input: source.value, file });
    definitions.push(poll);
  }
  return polls;
}

/** The id that a poll gives itself, whatever else is wrong with it. */
function idOf(value: unknown): string {
  const id = member(value, "id");
  return typeof id === "string" ? id : "";
}

async function readArticles(
  folder: string,
  problems: FileProblem[],
  read: ReadArticle[],
  around: {
    site: v.InferOutput<typeof siteSchema> | null;
    polls: Set<string>;
    images: Set<string>;
  },
): Promise<Map<string, Item>> {
  const articles = new Map<string, Item>();
  for (const file of await listFiles(folder, "articles", /\.md$/)) {
    const found = await readMarkdown(folder, file, problems);
    if (!found) continue;
    const { input, source, bodyLine } = found;
    const article = parse(articleSchema, input, file, asMeta(source), problems);
    // Without a valid site.yaml nobody can tell whether authors exist: its own errors are told.
    if (around.site) {
      const checked = article ?? readableParts(input);
      for (const { at, message } of checkArticle(checked, { ...around, site: around.site })) {
        const line = typeof at === "number" ? bodyLine + at - 1 : source.lineOf(at);
        const field = typeof at === "number" ? "" : `${at.join(".")}: `;
        problems.push({ file, line, message: field + message });
      }
    }
    if (!article) continue;
    const other = articles.get(article.slug);
    if (other) problems.push({ file, line: 1, message: `has the same name as ${other.file}` });
    articles.set(article.slug, { digest: jsonDigest(article), input, file });
    read.push({ article, file, meta: source.value, lineOf: (path) => source.lineOf(path) });
  }
  return articles;
}

/** What an article whose front matter has errors refers to, so that all that is wrong is told at once. */
function readableParts(input: { meta: unknown; body: string }): Article {
  const { meta: given } = input;
  const ids = (key: string): string[] => {
    const list: unknown =
      typeof given === "object" && given !== null ? Reflect.get(given, key) : undefined;
    return Array.isArray(list) ? list.filter((id) => typeof id === "string") : [];
  };
  const meta = { title: "", date: "", authors: ids("authors"), audiences: ids("audiences") };
  return { slug: "", meta: { ...meta, tags: [], draft: false }, body: input.body };
}

/** The redirects: there need be no file of them. */
async function readRedirects(
  folder: string,
  problems: FileProblem[],
  around: { audiences: string[]; articles: ReadArticle[]; pages: Iterable<string> },
): Promise<Item | null> {
  const file = "redirects.yaml";
  const there = await stat(join(folder, file)).catch(() => null);
  const text = there ? await readText(folder, file, problems) : "[]";
  if (text === null) return null;
  const source = readYaml(file, text);
  // A file with nothing but comments in it.
  if (source.value === null) source.value = [];
  const list = parse(redirectsSchema, source.value, file, source, problems);
  if (!list) return null;
  problems.push(...redirectProblems(file, list, (path) => source.lineOf(path), around));
  return { digest: jsonDigest(list), input: source.value, file };
}

async function readImages(
  folder: string,
  problems: FileProblem[],
): Promise<Map<string, ImageFile>> {
  const images = new Map<string, ImageFile>();
  for (const file of await listFiles(folder, "images", /./)) {
    const image = await readImageFile(folder, file);
    if (typeof image === "string") problems.push({ file, line: 1, message: image });
    else images.set(file, image);
  }
  return images;
}

/** @throws CliError where there is no such folder */
export async function requireFolder(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => null);
  if (!info?.isDirectory()) {
    throw new CliError(
      `There is no content folder at ${folder}. Name one with --content DIR; it needs a site.yaml, articles/ and polls/.`,
    );
  }
}
