import { jsonDigest } from "../../core/digest.ts";
import { Api, RefusedError } from "../api/client.ts";
import { compare, namesOf, pick, type Published, summary } from "./changes.ts";
import { type Content, type Item, readContent, type ReadContent } from "../content/content.ts";
import { CliError, ContentError, describe } from "../output/errors.ts";
import { renderPages } from "./render-pages.ts";
import { sendBatches } from "./send-batches.ts";
import { makeImages, sendImages } from "./send-images.ts";
import { sendShareImages, wantedShareImages } from "./share-images.ts";
import { member } from "../content/read-item.ts";
import type { FileProblem } from "../content/source.ts";

/** A line of progress is printed for about as many items. */
const TOLD_AT_ONCE = 20;

/** What to publish, where, and how to report progress. */
export interface PublishOptions {
  /** The content folder. */
  content: string;
  /** The site's address. */
  to: string;
  token: string;
  /** Who publishes, for the site's log. */
  by?: string;
  /** Send everything, whether it changed or not. */
  all?: boolean;
  print: (line: string) => void;
  /** Aborted when the publish is to stop where it is: running it again finishes it. */
  signal?: AbortSignal;
  /** The folder as it was read just now, so that it is not read again. */
  read?: ReadContent | undefined;
}

/** What the site has: digests by name. */
interface Manifest {
  /** The sender's role; omitted by sites from before there were roles. */
  role?: "editor" | "operator";
  site: { digest: string; origin: string } | null;
  articles: Record<string, string>;
  polls: Record<string, string>;
  images: Record<string, string>;
  /** Omitted by sites from before there were any. */
  pages?: Record<string, string>;
  /** `null`: none were ever published; omitted by sites from before there were any. */
  redirects?: string | null;
  /** Path → what its share image shows. */
  shareImages?: Record<string, string>;
}

/** The digest of an empty list of redirects. */
const NO_REDIRECTS = jsonDigest([]);

/**
 * Publishes a content folder: validates all of it, sends what the site lacks, and has the pages rendered. Publishing
 * can be stopped at any point; run it again to finish. It compares, and sends what is still missing.
 *
 * @throws CliError with everything that is wrong, before anything is sent, or with what the site refused
 */
export async function publishContent(options: PublishOptions): Promise<Published> {
  const read = options.read ?? (await readContent(options.content, options.signal));
  if (!read.ok) throw new ContentError(read.problems, options.content);
  if (read.warnings.length > 0) {
    options.print(describe(read.warnings.map(asWarning), options.content));
  }
  return { ...(await sendContent(read.content, options)), warnings: read.warnings };
}

function asWarning(problem: FileProblem): FileProblem {
  return { ...problem, message: `warning: ${problem.message}` };
}

async function sendContent(
  content: Content,
  options: PublishOptions,
): Promise<Omit<Published, "warnings">> {
  const { print } = options;
  const api = new Api(options.to, options.token, options.by, options.signal);
  const manifest = await api.send<Manifest>("GET", "/api/manifest");
  const theirs = options.all ? { articles: {}, polls: {}, images: {}, pages: {} } : manifest;
  const images = compare(content.images, theirs.images, manifest.images);
  const polls = compare(content.polls, theirs.polls, manifest.polls);
  const articles = compare(content.articles, theirs.articles, manifest.articles);
  const pages = compare(content.pages, theirs.pages ?? {}, manifest.pages ?? {});
  const toSend = {
    images: pick(images),
    polls: pick(polls),
    articles: pick(articles),
    pages: pick(pages),
  };

  if (polls.removed.length > 0 && manifest.role === "editor") {
    throw new CliError(
      `Only operators of ${options.to} may take a poll out, and you are an editor there: ${polls.removed.join(", ")}. Nothing was sent.`,
    );
  }

  // Before anything is sent: a damaged picture, too, stops the whole publish.
  const unusable = await makeImages(toSend.images, (done) => {
    if (done % TOLD_AT_ONCE === 0) print(`Pictures: ${done} of ${toSend.images.length} made`);
  });
  if (unusable.length > 0) throw new ContentError(unusable, options.content);

  // Before anything is sent: a poll that cannot take its new definition stops the whole publish.
  await refusable(options, content, () =>
    sendPolls(api, toSend.polls, "/api/polls?dryRun", () => undefined),
  );

  const origin = content.site.baseUrl ?? new URL(options.to).origin;
  const site =
    options.all === true ||
    manifest.site?.digest !== content.site.digest ||
    manifest.site.origin !== origin;
  if (site) {
    await refusable(options, content, () => api.send("PUT", "/api/site", content.site.input));
    print(manifest.site ? "Site: changed" : "Site: added");
  }
  const total = Object.values(toSend).reduce((sum, list) => sum + list.length, 0);
  let sent = 0;
  const progress = (n: number): void => {
    const before = Math.floor(sent / TOLD_AT_ONCE);
    sent += n;
    // One line for about this many items: pictures are sent one by one.
    if (Math.floor(sent / TOLD_AT_ONCE) === before && sent < total) return;
    if (total > TOLD_AT_ONCE) print(`Sending: ${sent} of ${total}`);
  };
  await sendImages(api, toSend.images, () => progress(1));
  await refusable(options, content, () => sendPolls(api, toSend.polls, "/api/polls", progress));

  await refusable(options, content, () => sendTexts(api, "articles", toSend.articles, progress));
  await refusable(options, content, () => sendTexts(api, "pages", toSend.pages, progress));

  // Before removals: an old address redirects from the moment at which it has no page.
  const moved = content.redirects.digest !== (manifest.redirects ?? NO_REDIRECTS);
  if (moved || options.all) {
    await refusable(options, content, () =>
      api.send("PUT", "/api/redirects", { redirects: content.redirects.input }),
    );
    if (moved) print("Redirects: changed");
  }

  // After the texts, which can be read from now on, and before the pages are rendered: the pages refer to the pictures.
  const known = options.all ? {} : (manifest.shareImages ?? {});
  const cards = await wantedShareImages(api, content.parsed, known);
  let drawn = 0;
  await sendShareImages(api, cards, () => {
    drawn += 1;
    if (drawn % TOLD_AT_ONCE === 0) print(`Pictures for sharing: ${drawn} of ${cards.length}`);
  });
  const remove = {
    images: images.removed,
    polls: polls.removed,
    articles: articles.removed,
    // Sites from before there were any accept no such list.
    ...(pages.removed.length > 0 ? { pages: pages.removed } : {}),
  };
  const rendered = await renderPages(api, remove, print);
  for (const [kind, changes] of Object.entries({ articles, polls, images })) {
    print(summary(kind, changes));
  }
  if (content.pages.size + pages.removed.length > 0) print(summary("plain pages", pages));
  if (cards.length > 0) print(`Pictures for sharing: ${cards.length} made`);
  print(`Pages: ${rendered.written} written, ${rendered.deleted} deleted`);
  const changed = [articles, pages].reduce(
    (sum, one) => sum + one.changed.length + one.removed.length,
    polls.changed.length,
  );
  if (changed > 0)
    print("What changed is everywhere within a minute; what is new can be read now.");
  return {
    to: options.to,
    site,
    redirects: moved,
    articles: namesOf(articles),
    polls: namesOf(polls),
    images: namesOf(images),
    pages: namesOf(pages),
    shareImages: cards.length,
    rendered: { written: rendered.written, deleted: rendered.deleted },
  };
}

async function sendPolls(
  api: Api,
  polls: [string, Item][],
  path: string,
  progress: (n: number) => void,
): Promise<void> {
  const inputs = polls.map(([, item]) => item.input);
  await sendBatches(api, inputs, (batch) => api.send("POST", path, { polls: batch }), progress);
}

async function sendTexts(
  api: Api,
  kind: "articles" | "pages",
  texts: [string, Item][],
  progress: (n: number) => void,
): Promise<void> {
  const inputs = texts.map(([, item]) => item.input);
  const send = (batch: unknown[]) => api.send("POST", `/api/${kind}`, { [kind]: batch });
  await sendBatches(api, inputs, send, progress);
}

/** Reports what the site refused together with the file that it is in. */
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
      const path = at === "" ? placeOf(message, item.input) : at.replace(/^meta\./, "").split(".");
      const line = item.lineOf(path);
      return { file: item.file, line, message: at ? `${at}: ${message}` : message };
    });
    throw new ContentError(problems, options.content);
  }
}

/** The path in a poll of what a refusal names: “question “q”: option “a” is reworded”. */
function placeOf(refusal: string, poll: unknown): (string | number)[] {
  const find = (list: unknown, what: string): number => {
    const [, id] = new RegExp(`${what} “([^”]*)”`).exec(refusal) ?? [];
    return Array.isArray(list) ? list.findIndex((one) => member(one, "id") === id) : -1;
  };
  const questions = member(poll, "questions");
  const question = find(questions, "question");
  if (question < 0) return [];
  const option = find(member(member(questions, String(question)), "options"), "option");
  return ["questions", question, ...(option < 0 ? [] : ["options", option]), "text"];
}

function itemOf(content: Content, what: string): Item {
  const { polls, articles, pages, site } = content;
  return polls.get(what) ?? articles.get(what) ?? pages.get(what) ?? site;
}
