import type { Article } from "../../core/content/article.ts";
import { jsonDigest, sha256Hex } from "../../core/digest.ts";
import { parseMarkdown } from "../../core/text/markdown.ts";
import { SHARE_IMAGE_SIZE, MAX_SHARE_IMAGES, type ShareImage } from "../../core/content/picture.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import { outcomeWords, shareWords, totalWords } from "../../core/results/chart-words.ts";
import { barLength } from "../../core/results/percent.ts";
import type { Results } from "../../core/results/results.ts";
import type { Site } from "../../core/content/site.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import type { Api } from "../api/client.ts";
import { drawCard } from "./share-card.ts";
import type { Card } from "./card.ts";
import { withLetters } from "./share-letters.ts";
import { keepFile, readKeptFile } from "../local/kept-files.ts";
import { KEPT } from "./image-files.ts";
import { sendFile } from "./send-images.ts";
import { forEachConcurrent } from "../../core/concurrency.ts";

/** Version of how the pictures look. Incremented with every change; all of them are then made again. */
const LOOK = "3";
const AT_ONCE = 8;
/** How many are drawn and sent concurrently: while one is sent, another is drawn. */
const DRAWN_AT_ONCE = 3;
/** How many are recorded by the site in one request. */
const NOTED_AT_ONCE = Math.min(20, MAX_SHARE_IMAGES);
/** How many options of a poll fit. */
const LEADING = 3;
const TYPE = "image/png";

/** A valid publication, as far as the pictures show it. */
export interface Shared {
  site: Site;
  articles: readonly Article[];
  polls: readonly PollDefinition[];
}

/** A picture that is to be made. */
interface WantedImage {
  path: string;
  card: Card;
  /** The digest of what it shows. */
  source: string;
}

/**
 * The share images to make: those that would differ from what the site has. Drafts get none, and neither do pages in a
 * script that the font lacks. If a page has a poll whose numbers are public, the picture shows the current numbers: it
 * is renewed with every publish.
 *
 * @param known path → what the site's picture shows
 */
export async function wantedShareImages(
  api: Api,
  { site, articles, polls }: Shared,
  known: Readonly<Record<string, string>>,
): Promise<WantedImage[]> {
  const results = new Map<string, Results | null>();
  await forEachConcurrent(polls, AT_ONCE, async ({ id }) => {
    const read = await api.read<Results>(`/polls/${id}/results.json`);
    if (read !== "unknown") results.set(id, read);
  });
  return cardsOf({ site, articles, polls }, results).flatMap(({ path, card: wanted }) => {
    const card = withLetters(wanted);
    if (!card) return [];
    const source = jsonDigest([LOOK, card]);
    return known[path] === source ? [] : [{ path, card, source }];
  });
}

/**
 * Makes pictures and sends them: their files first, then which page each belongs to. A crash leaves files that nothing
 * refers to, and the previous pictures; the next publish makes what is missing.
 */
export async function sendShareImages(
  api: Api,
  wanted: readonly WantedImage[],
  sent: () => void,
): Promise<void> {
  const made: ShareImage[] = [];
  let done = 0;
  await forEachConcurrent(wanted, DRAWN_AT_ONCE, async ({ path, card, source }) => {
    const bytes = await drawnCard(card, source);
    const image = { digest: sha256Hex(bytes), type: TYPE, ...SHARE_IMAGE_SIZE } as const;
    await sendFile(api, { ...image, bytes });
    made.push({ path, ...image, source });
    done += 1;
    sent();
    if (made.length === NOTED_AT_ONCE || done === wanted.length) {
      await api.send("PUT", "/api/share-images", { images: made.splice(0) });
    }
  });
}

/** The picture of a card, drawn once on this machine and cached. */
async function drawnCard(card: Card, source: string): Promise<Uint8Array<ArrayBuffer>> {
  const name = `${source}.png`;
  const kept = await readKeptFile(KEPT, name);
  // A file truncated by a full disk does not end as a PNG does.
  if (kept?.subarray(-8, -4).toString() === "IEND") return new Uint8Array(kept);
  const bytes = await drawCard(card);
  await keepFile(KEPT, name, bytes);
  return bytes;
}

/** What the pictures of a publication show. A page whose poll could not be read gets none. */
function cardsOf(
  { site, articles, polls }: Shared,
  results: ReadonlyMap<string, Results | null>,
): { path: string; card: Card }[] {
  const base = { site: site.name, language: site.language };
  const front = { ...base, above: "", title: site.tagline ?? site.name };
  const ofPolls = polls.flatMap((poll) => {
    const found = results.get(poll.id);
    if (found === undefined) return [];
    const language = poll.language ?? site.language;
    const words = wordsFor(language);
    const above = capitalized(words.cite.poll, language);
    const title = poll.questions[0]?.text ?? poll.title;
    const card = { ...base, language, above, title, ...resultOf(found, language, title) };
    return [{ path: `/polls/${poll.id}`, card }];
  });
  const ofArticles = articles.flatMap(({ slug, meta, body }) => {
    if (meta.draft) return [];
    const language = meta.language ?? site.language;
    const names = meta.authors.map((id) => site.authors.find((a) => a.id === id)?.name ?? id);
    // Most articles have no poll, and need not be parsed to know it.
    const [poll] = body.includes("::poll") ? parseMarkdown(body).polls : [];
    const found = poll ? results.get(poll.id) : null;
    if (found === undefined) return [];
    const words = wordsFor(language);
    const above = `${words.names(names)} · ${words.day(meta.date)}`;
    const { title } = meta;
    const card = { ...base, language, above, title, ...resultOf(found, language, title) };
    return [{ path: `/articles/${slug}`, card }];
  });
  return [{ path: "/", card: front }, ...ofPolls, ...ofArticles];
}

function capitalized(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** @param title the picture's title: a question that repeats it is left out */
function resultOf(results: Results | null, language: string, title: string): Pick<Card, "result"> {
  const question = results?.questions[0];
  if (!results || !question || question.total === 0) return {};
  const words = wordsFor(language);
  const options = question.options
    .toSorted((a, b) => b.total - a.total)
    .slice(0, LEADING)
    .map(({ text, total, shown }) => ({
      text,
      percent: barLength(total, question.base ?? 0),
      share: shown === null ? words.number(total) : shareWords(shown, language),
    }));
  const sums =
    question.kind === "single"
      ? words.cite.votes(question.total)
      : totalWords(question, language).replace(/\.$/, "");
  const outcome = outcomeWords(question, results.status, language);
  const votes = [sums, ...(outcome === null ? [] : [outcome])].join(" · ");
  const { text } = question;
  return { result: { ...(text === title ? {} : { question: text }), options, votes } };
}
