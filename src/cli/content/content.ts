import { basename } from "node:path";
import type { Article } from "../../core/content/article.ts";
import { checkArticle, checkMarkdown } from "../../core/content/check-article.ts";
import type { Site } from "../../core/content/site.ts";
import { forEachConcurrent } from "../../core/concurrency.ts";
import { jsonDigest } from "../../core/digest.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import { type BrokenFile, type ContentFolder, readFolder } from "./content-folder.ts";
import {
  creditWarnings,
  feedIdProblems,
  formerNameProblems,
  futureDateWarnings,
  openingWarnings,
  redirectProblems,
  translationProblems,
} from "./cross-references.ts";
import { type ImageFile, readImageFile } from "./find-image.ts";
import { member } from "./read-item.ts";
import type { FileProblem, YamlSource } from "./source.ts";

/** Each is held in memory while it is read. */
const IMAGES_AT_ONCE = 2;

type ImageProbe = (image: ImageFile) => Promise<string | null>;

/** Something to publish: what is sent, and the digest by which the site knows it. */
export interface Item {
  digest: string;
  /** As JSON: the schema's input rather than its output, because the Worker validates it again. */
  input: unknown;
  file: string;
  lineOf: YamlSource["lineOf"];
}

/** A whole valid content folder. */
export interface Content {
  site: Item & { baseUrl: string | undefined };
  articles: Map<string, Item>;
  polls: Map<string, Item>;
  images: Map<string, ImageFile>;
  /** Plain pages, by slug. */
  pages: Map<string, Item>;
  redirects: Item;
  /** The same content as the Worker will parse it. */
  parsed: { site: Site; articles: Article[]; polls: PollDefinition[] };
}

/**
 * A content folder, or everything that is wrong with it. Either way with warnings: what can be published but should be
 * fixed.
 */
export type ReadContent = { warnings: FileProblem[] } & (
  { ok: true; content: Content } | { ok: false; problems: FileProblem[] }
);

/**
 * Reads and validates a whole content folder. Nothing is sent anywhere.
 *
 * @param signal stops the reading
 * @throws CliError if the folder does not exist
 */
export async function readContent(path: string, signal?: AbortSignal): Promise<ReadContent> {
  return validate(await readFolder(path, Date.now(), signal));
}

/**
 * Returns what a content folder has to publish, or everything that is wrong in its files and between them.
 *
 * @param imageProblem looks into a picture that can be read, and says what is wrong with it
 */
export async function validate(
  folder: ContentFolder,
  imageProblem: ImageProbe = async () => null,
): Promise<ReadContent> {
  const { site, articles, polls, pages, redirects } = folder;
  const problems = [...folder.problems];
  const warnings = [
    ...folder.warnings,
    ...futureDateWarnings(folder),
    ...creditWarnings(articles),
    ...openingWarnings(polls),
  ];
  const images = await readImages(folder, imageProblem, problems);
  problems.push(...textProblems(folder));
  const content = {
    articles: itemsOf(articles, ({ article }) => [article.slug, article], problems),
    pages: itemsOf(pages, ({ page }) => [page.slug, page], problems),
    polls: itemsOf(polls, ({ poll }) => [poll.id, poll], problems),
    images,
  };
  problems.push(...formerNameProblems(articles), ...feedIdProblems(articles));
  if (site) problems.push(...translationProblems(articles, site.site));
  if (redirects) problems.push(...redirectProblems(folder, redirects));
  if (problems.length > 0 || !site || !redirects) {
    problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
    return { ok: false, problems, warnings };
  }
  const parsed = {
    site: site.site,
    articles: articles.map(({ article }) => article),
    polls: polls.map(({ poll }) => poll),
  };
  return {
    ok: true,
    content: {
      ...content,
      site: { ...itemOf(site, site.site), baseUrl: site.site.baseUrl },
      redirects: itemOf(redirects, redirects.redirects),
      parsed,
    },
    warnings,
  };
}

type ItemFile = Pick<ContentFolder["polls"][number], "file" | "input" | "source">;

function itemOf({ file, input, source }: ItemFile, value: unknown): Item {
  return { digest: jsonDigest(value), input, file, lineOf: (path) => source.lineOf(path) };
}

/** Files of one kind, by their names on the site. Names must be unique. */
function itemsOf<F extends ItemFile>(
  files: readonly F[],
  read: (file: F) => [name: string, value: unknown],
  problems: FileProblem[],
): Map<string, Item> {
  const items = new Map<string, Item>();
  for (const one of files) {
    const { file, source } = one;
    const [name, value] = read(one);
    const other = items.get(name);
    if (other) {
      const isPoll = file.startsWith("polls/");
      const line = isPoll ? source.lineOf(["id"]) : 1;
      const message = isPoll
        ? `id: “${name}” is the id of ${other.file} too`
        : `has the same name as ${other.file}`;
      problems.push({ file, line, message });
    }
    items.set(name, itemOf(one, value));
  }
  return items;
}

/**
 * Reports missing things that articles and pages refer to, and problems in their Markdown. Broken files are included.
 */
function textProblems({ site, articles, pages, polls, images, broken }: ContentFolder) {
  // A file that exists but is broken has its own problems reported; each article that refers to it does not add
  // another.
  const brokenPolls = broken.filter(({ file }) => file.startsWith("polls/")).flatMap(namesOf);
  const around = {
    polls: new Set([...polls.map(({ poll }) => poll.id), ...brokenPolls]),
    images: new Set(images),
  };
  const problems: FileProblem[] = [];
  const add = (
    { file, source, bodyLine }: Pick<BrokenFile, "file" | "source" | "bodyLine">,
    found: ReturnType<typeof checkArticle>,
  ): void => {
    for (const { at, message } of found) {
      const inText = typeof at === "number";
      const line = inText ? bodyLine + at - 1 : (source?.lineOf(at) ?? 1);
      problems.push({ file, line, message: inText ? message : `${at.join(".")}: ${message}` });
    }
  };
  // Without a valid site.yaml nobody can tell whether authors exist; its own errors are reported.
  const check = (article: Article): ReturnType<typeof checkArticle> =>
    site ? checkArticle(article, { ...around, site: site.site }) : [];
  for (const one of articles) add(one, check(one.article));
  for (const one of pages) add(one, checkMarkdown(one.page.body, around));
  for (const one of broken) {
    if (!one.source) continue;
    if (one.file.startsWith("articles/")) add(one, check(readableParts(one)));
    if (one.file.startsWith("pages/")) add(one, checkMarkdown(one.body, around));
  }
  return problems;
}

/** Possible names of a broken poll: its file's name, and the id in its text. */
function namesOf({ file, source }: BrokenFile): string[] {
  if (!source) return [];
  const id = member(source.value, "id");
  return [basename(file).replace(/\.ya?ml$/, ""), typeof id === "string" ? id : ""];
}

/** What an article with errors in its front matter refers to, so that all problems are reported at once. */
function readableParts({ source, body }: BrokenFile): Article {
  const ids = (key: string): string[] => {
    const list = member(source?.value, key);
    return Array.isArray(list) ? list.filter((id) => typeof id === "string") : [];
  };
  const meta = { title: "", date: "", authors: ids("authors"), audiences: ids("audiences") };
  return { slug: "", meta: { ...meta, tags: [], draft: false }, body };
}

async function readImages(
  { path, images: files }: ContentFolder,
  imageProblem: ImageProbe,
  problems: FileProblem[],
): Promise<Map<string, ImageFile>> {
  const images = new Map<string, ImageFile>();
  await forEachConcurrent(files, IMAGES_AT_ONCE, async (file) => {
    const image = await readImageFile(path, file);
    const message = typeof image === "string" ? image : await imageProblem(image);
    if (message !== null) problems.push({ file, line: 1, message });
    else if (typeof image !== "string") images.set(file, image);
  });
  return images;
}
