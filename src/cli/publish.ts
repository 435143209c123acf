import { jsonDigest } from "../core/digest.ts";
import { Api, RefusedError } from "./api.ts";
import { type Content, type Item, readContent } from "./content.ts";
import { CliError } from "./errors.ts";
import type { ImageFile } from "./image.ts";
import type { FileProblem } from "./source.ts";

/** Items in one request: the Worker takes 25. */
const BATCH_ITEMS = 20;
/** Bytes of JSON in one request, about. */
const BATCH_BYTES = 1_000_000;

/** What to publish, where, and how to say what happens. */
export interface PublishOptions {
  /** The content folder. */
  content: string;
  /** The site's address. */
  to: string;
  token: string;
  /** Send everything, whether it changed or not. */
  all?: boolean;
  print: (line: string) => void;
}

/** What the site has: digests by name. */
interface Manifest {
  site: { digest: string; origin: string } | null;
  articles: Record<string, string>;
  polls: Record<string, string>;
  images: Record<string, string>;
  /** Left out by a site of before there were any. */
  pages?: Record<string, string>;
  /** `null`: none were ever published; left out by a site of before there were any. */
  redirects?: string | null;
}

/** The digest of no redirects. */
const NO_REDIRECTS = jsonDigest([]);

type Kind = "articles" | "polls" | "images" | "pages";
type Changes<T> = { added: T[]; changed: T[]; unchanged: number; removed: string[] };

/**
 * Publishes a content folder: validates all of it, sends what the site has not got, has the pages rendered.
 * It may be stopped at any point and run again: it compares and sends what is still missing.
 *
 * @throws CliError with everything that is wrong, before anything is sent, or with what the site refused
 */
export async function publishContent(options: PublishOptions): Promise<void> {
  const read = await readContent(options.content);
  if (!read.ok) throw new CliError(describe(read.problems, options.content));
  await sendContent(read.content, options);
}

/** Problems of content files, one in a line. */
export function describe(problems: readonly FileProblem[], folder: string): string {
  const at = (file: string): string => `${folder.replace(/\/+$/, "")}/${file}`;
  return problems.map(({ file, line, message }) => `${at(file)}:${line}: ${message}`).join("\n");
}

async function sendContent(content: Content, options: PublishOptions): Promise<void> {
  const { print } = options;
  const api = new Api(options.to, options.token);
  const manifest = await api.send<Manifest>("GET", "/api/manifest");
  const known = options.all ? { articles: {}, polls: {}, images: {}, pages: {} } : manifest;
  const images = compare(content.images, known.images, manifest.images);
  const polls = compare(content.polls, known.polls, manifest.polls);
  const articles = compare(content.articles, known.articles, manifest.articles);
  const pages = compare(content.pages, known.pages ?? {}, manifest.pages ?? {});
  const toSend = {
    images: pick(images),
    polls: pick(polls),
    articles: pick(articles),
    pages: pick(pages),
  };

  // Before anything is sent: a poll that cannot take its new definition stops the whole publish.
  await refusable(options, content, () =>
    sendPolls(api, toSend.polls, "/api/polls?dryRun", () => undefined),
  );

  const origin = content.site.baseUrl ?? new URL(options.to).origin;
  if (
    options.all ||
    manifest.site?.digest !== content.site.digest ||
    manifest.site.origin !== origin
  ) {
    await refusable(options, content, () => api.send("PUT", "/api/site", content.site.input));
    print(manifest.site ? "Site: changed" : "Site: added");
  }
  const total = Object.values(toSend).reduce((sum, list) => sum + list.length, 0);
  let sent = 0;
  const progress = (n: number): void => {
    sent += n;
    if (total > BATCH_ITEMS) print(`Sending: ${sent} of ${total}`);
  };
  for (const [name, image] of toSend.images) {
    const { width, height } = image;
    await api.sendBytes(
      "PUT",
      `/api/${name}?width=${width}&height=${height}`,
      image.bytes,
      image.type,
    );
    progress(1);
  }
  await refusable(options, content, () => sendPolls(api, toSend.polls, "/api/polls", progress));
  await refusable(options, content, () => sendTexts(api, "articles", toSend.articles, progress));
  await refusable(options, content, () => sendTexts(api, "pages", toSend.pages, progress));

  // Before what is removed goes: an old address leads on from the moment at which it has no page.
  const moved = content.redirects.digest !== (manifest.redirects ?? NO_REDIRECTS);
  if (moved || options.all) {
    await refusable(options, content, () =>
      api.send("PUT", "/api/redirects", { redirects: content.redirects.input }),
    );
    if (moved) print("Redirects: changed");
  }

  const remove = {
    images: images.removed,
    polls: polls.removed,
    articles: articles.removed,
    // A site of before there were any takes no such list.
    ...(pages.removed.length > 0 ? { pages: pages.removed } : {}),
  };
  const rendered = await renderPages(api, remove, print);
  for (const [kind, changes] of Object.entries({ articles, polls, images })) {
    print(summary(kind, changes));
  }
  if (content.pages.size + pages.removed.length > 0) print(summary("plain pages", pages));
  print(`Pages: ${rendered.written} written, ${rendered.deleted} deleted`);
  const changed = [articles, pages].reduce(
    (sum, one) => sum + one.changed.length + one.removed.length,
    polls.changed.length,
  );
  if (changed > 0)
    print("What changed is everywhere within a minute; what is new can be read now.");
}

async function sendPolls(
  api: Api,
  polls: [string, Item][],
  path: string,
  progress: (n: number) => void,
): Promise<void> {
  for (const batch of batches(polls)) {
    await api.send("POST", path, { polls: batch.map(([, item]) => item.input) });
    progress(batch.length);
  }
}

async function sendTexts(
  api: Api,
  kind: "articles" | "pages",
  texts: [string, Item][],
  progress: (n: number) => void,
): Promise<void> {
  for (const batch of batches(texts)) {
    await api.send("POST", `/api/${kind}`, { [kind]: batch.map(([, item]) => item.input) });
    progress(batch.length);
  }
}

async function renderPages(
  api: Api,
  remove: Partial<Record<Kind, string[]>>,
  print: (line: string) => void,
): Promise<{ written: number; deleted: number }> {
  const pages = { written: 0, deleted: 0 };
  for (let body: unknown = { remove }; ; body = {}) {
    const step = await api.send<{
      done: boolean;
      remaining: number;
      written: number;
      deleted: number;
    }>("POST", "/api/publish", body);
    pages.written += step.written;
    pages.deleted += step.deleted;
    if (step.done) return pages;
    print(`Rendering: ${step.remaining} pages to go`);
  }
}

/** Tells what the site refused by the file that it is in. */
async function refusable(
  options: PublishOptions,
  content: Content,
  send: () => Promise<unknown>,
): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const problems = error.problems.map(({ what, at, message }) => {
      const item = what === "redirects.yaml" ? content.redirects : itemOf(content, what);
      return { file: item.file, line: 1, message: at ? `${at}: ${message}` : message };
    });
    throw new CliError(describe(problems, options.content));
  }
}

function itemOf(content: Content, what: string): Item {
  const { polls, articles, pages, site } = content;
  return polls.get(what) ?? articles.get(what) ?? pages.get(what) ?? site;
}

function compare<T extends Item | ImageFile>(
  here: ReadonlyMap<string, T>,
  known: Record<string, string>,
  there: Record<string, string>,
): Changes<[string, T]> {
  const entries = [...here];
  const has = (name: string): boolean => Object.hasOwn(there, name);
  const same = ([name, item]: [string, T]): boolean =>
    Object.hasOwn(known, name) && known[name] === item.digest;
  return {
    added: entries.filter(([name]) => !has(name)),
    changed: entries.filter((entry) => has(entry[0]) && !same(entry)),
    unchanged: entries.filter(same).length,
    removed: Object.keys(there).filter((name) => !here.has(name)),
  };
}

function pick<T>({ added, changed }: Changes<T>): T[] {
  return [...added, ...changed];
}

function summary(kind: string, { added, changed, unchanged, removed }: Changes<unknown>): string {
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  return `${name}: ${added.length} added, ${changed.length} changed, ${unchanged} unchanged, ${removed.length} removed`;
}

function* batches(items: [string, Item][]): Generator<[string, Item][]> {
  let batch: [string, Item][] = [];
  let bytes = 0;
  for (const entry of items) {
    const size = JSON.stringify(entry[1].input).length;
    if (batch.length === BATCH_ITEMS || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
