import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import * as v from "valibot";
import { stringify } from "yaml";
import { type ArticleMeta, articleSchema } from "../../core/content/article.ts";
import { jsonDigest } from "../../core/digest.ts";
import { ID_PATTERN } from "../../core/content/fields.ts";
import { Api } from "./client.ts";
import { CliError } from "../output/errors.ts";
import type { Target } from "../local/local.ts";
import { cutFrontMatter, readYaml } from "../content/source.ts";

type Print = (line: string) => void;

/** Thirty days: the site's limit. */
const MAX_HOURS = 720;

interface RevisionEntry {
  revision: number;
  at: string;
  title: string;
  draft: boolean;
  size: number;
}

interface Revision {
  revision: number;
  at: string;
  digest: string;
  meta: ArticleMeta;
  body: string;
}

/** Prints the preview address of an article, whether draft, scheduled or published. */
export async function preview(
  site: Target,
  slug: string,
  hours: string | undefined,
  print: Print,
): Promise<{ url: string; until: string }> {
  const number = Number(hours ?? 24);
  if (!Number.isInteger(number) || number < 1 || number > MAX_HOURS) {
    throw new CliError(`--hours takes a whole number from 1 to ${MAX_HOURS}, not ${hours}`, 2);
  }
  const path = `/api/articles/${readSlug(slug)}/preview`;
  const { url, until } = await apiOf(site).send<{ url: string; until: string }>("POST", path, {
    hours: number,
  });
  print(url);
  print(`Who has this link sees the article as it was last sent to the site, until ${until}.`);
  return { url, until };
}

/** Prints the revisions of an article, newest first. */
export async function revisions(
  site: Target,
  slug: string,
  print: Print,
): Promise<{ slug: string; revisions: RevisionEntry[] }> {
  const path = `/api/articles/${readSlug(slug)}/revisions`;
  const { revisions: list } = await apiOf(site).send<{ revisions: RevisionEntry[] }>("GET", path);
  for (const { revision, at, title, draft, size } of list) {
    const what = `${title}${draft ? " (draft)" : ""}`;
    print(
      `${String(revision).padStart(4)}  ${at}  ${String(size).padStart(7)} characters  ${what}`,
    );
  }
  print(`Write one into the content folder: npx hustings restore ${slug} --revision N`);
  return { slug, revisions: list };
}

/**
 * Writes a revision of an article into the content folder; publish it to make it live.
 *
 * @throws CliError if the file has content that the site has never had, unless `force`
 */
export async function restore(
  site: Target,
  slug: string,
  options: { revision: string | undefined; content: string; cwd: string; force: boolean },
  print: Print,
): Promise<{ slug: string; revision: number; file: string; written: boolean }> {
  const number = options.revision ?? "";
  if (!/^[1-9]\d{0,8}$/.test(number)) {
    throw new CliError(
      `Which revision? --revision N; see: npx hustings revisions ${readSlug(slug)}`,
      2,
    );
  }
  const api = apiOf(site);
  const path = `/api/articles/${readSlug(slug)}/revisions`;
  const revision = await api.send<Revision>("GET", `${path}/${number}`);
  const file = await fileOf(options.content, slug);
  const present = await readText(file);
  const name = relative(options.cwd, file) || file;
  if (present !== null && !options.force) {
    const { articles } = await api.send<{ articles: Record<string, string> }>(
      "GET",
      "/api/manifest",
    );
    const digest = digestOf(slug, present);
    if (digest === revision.digest) {
      print(`${name} is revision ${number} already.`);
      return { slug, revision: revision.revision, file, written: false };
    }
    if (digest === null || !Object.hasOwn(articles, slug) || digest !== articles[slug]) {
      throw new CliError(
        `${name} is not what is published: publish it, or put it elsewhere. To lose it: --force`,
      );
    }
  }
  await write(file, markdownOf(revision));
  print(`${name} is revision ${number} of ${revision.at}: ${revision.meta.title}`);
  print("Look at it, then publish it: npx hustings publish");
  return { slug, revision: revision.revision, file, written: true };
}

/** A revision as a file: front matter as YAML, without defaults, and the text. */
function markdownOf({ meta, body }: Pick<Revision, "meta" | "body">): string {
  const said = Object.entries(meta).filter(
    ([, value]) => value !== false && !(Array.isArray(value) && value.length === 0),
  );
  // In the order and the YAML schema that readYaml uses: there, dates are text and need no quotes.
  const yaml = stringify(Object.fromEntries(said), { schema: "core", lineWidth: 0 });
  return `---\n${yaml}---\n${body}`;
}

/** The digest by which the site would know a file; `null` if it is not a valid article. */
function digestOf(slug: string, text: string): string | null {
  const parts = cutFrontMatter(text.replaceAll("\r\n", "\n"));
  if (!parts) return null;
  const { value, problems } = readYaml("", parts.frontMatter);
  const parsed = v.safeParse(articleSchema, { slug, meta: value, body: parts.body });
  return parsed.success && problems.length === 0 ? jsonDigest(parsed.output) : null;
}

/** The path of an article's file, existing or new. */
async function fileOf(content: string, slug: string): Promise<string> {
  const folder = join(content, "articles");
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found = names.find((name) => basename(name) === `${slug}.md`);
  return join(folder, found ?? `${slug}.md`);
}

/** Replaces a file atomically: it has all of its new text, or is as it was before. */
async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // A hidden file: if a crash leaves it behind, publish ignores it.
  const fresh = join(dirname(file), `.${basename(file)}.new`);
  await writeFile(fresh, text);
  await rename(fresh, file);
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function readSlug(slug: string): string {
  if (ID_PATTERN.test(slug)) return slug;
  throw new CliError(`“${slug}” is no article's name: it is that of its file, without .md`, 2);
}

function apiOf({ to, token, by }: Target): Api {
  return new Api(to, token, by);
}
