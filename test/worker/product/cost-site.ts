import { env } from "cloudflare:workers";
import type { Article, ArticleMeta } from "../../../src/core/content/article.ts";
import { jsonDigest } from "../../../src/core/digest.ts";
import type { Site } from "../../../src/core/content/site.ts";
import { emptyTally } from "../../../src/core/results/tally.ts";
import { saveArticles } from "../../../src/store/content/save-content.ts";
import { database } from "../../../src/store/database.ts";
import { evict, inObject } from "../support/poll.ts";
import {
  article,
  embed,
  publish,
  putArticle,
  putImage,
  putPoll,
  putSite,
  send,
  site,
  ORIGIN,
} from "../support/site.ts";

/** The size of the site whose costs are counted. */
const ARTICLES = 3000;
export const VOTES = 20_000;
/** Every so many entries of the large poll, a vote replaces the one before it. */
const REVISED_EVERY = 10;

/** A digest of a picture that the site has. */
export let picture = "";

/**
 * A publication with {@link ARTICLES} articles, all of one author, audience and tag, and a poll of {@link VOTES} votes
 * in the article `polled`. What takes long to publish is written to the stores directly.
 */
export async function publishLargeSite(): Promise<void> {
  const settings = { securityContact: "mailto:holes@example.com" };
  await putSite(settings);
  await putPoll("big", { revisable: true });
  await putArticle("polled", {}, embed("big"));
  const image = await putImage("images/harbour.jpg");
  picture = (await image.json<{ digest: string }>()).digest;
  await send("POST", "/pages", {
    pages: [{ slug: "about", meta: { title: "About" }, body: "What this is." }],
  });
  await addArticles(site(settings) as unknown as Site);
  await addVotes();
  await publish();
}

async function addArticles(publication: Site): Promise<void> {
  const db = database(env.DB);
  const all = Array.from({ length: ARTICLES }, (_, n) => {
    const date = new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
    const { slug, meta, body } = article(
      `a${n}`,
      { date, audiences: ["business"], tags: ["trade"] },
      `A paragraph about wheat, number ${n}.`,
    );
    const sent: Article = { slug, meta: meta as unknown as ArticleMeta, body };
    return { article: sent, digest: jsonDigest(sent) };
  });
  for (let at = 0; at < all.length; at += 250) {
    await saveArticles(db, all.slice(at, at + 250), Date.now(), {
      site: publication,
      feedBase: ORIGIN,
    });
  }
  // As if a publish had written each of them.
  await env.DB.exec("UPDATE articles SET page_state = 'current' WHERE slug <> 'polled'");
}

/** An entry of the large poll by its number `n`: SQL for its option, and for the entry that it replaces. */
const OPTION = `substr('abc', 1 + n % 3, 1)`;
const REPLACED = `CASE WHEN n % ${REVISED_EVERY} = 0 THEN n - 1 END`;
const NUMBERS = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${VOTES})`;
const FIRST = 1_793_000_000_000;

async function addVotes(): Promise<void> {
  const columns = `${FIRST} + n * 1000, 'vote', printf('ABCD-%016d', n), NULL`;
  await env.DB.prepare(
    `${NUMBERS} INSERT INTO votes (poll, seq, cast_at, kind, receipt, audience, answers, supersedes)
     SELECT 'big', n, ${columns}, json_object('q', json_array(${OPTION})), ${REPLACED} FROM numbers`,
  ).run();
  const revised = VOTES / REVISED_EVERY;
  const all = emptyTally();
  all.votes = VOTES - revised;
  all.voters["q"] = all.votes;
  const options = (all.options["q"] = { a: 0, b: 0, c: 0 } as Record<string, number>);
  for (let n = 1; n <= VOTES; n += 1) {
    const option = "abc"[n % 3] ?? "a";
    if ((n + 1) % REVISED_EVERY !== 0) options[option] = (options[option] ?? 0) + 1;
  }
  const counts = {
    received: VOTES,
    counted: VOTES,
    refused: {},
    revised,
    withdrawn: 0,
    voided: 0,
    looked: 0,
    seq: VOTES,
    lastCastAt: FIRST + VOTES * 1000,
    version: VOTES + 1,
    tallies: { all, audiences: {} },
    voids: [],
  };
  await inObject("big", (_, { storage: { sql } }) => {
    sql.exec(
      `${NUMBERS} INSERT INTO ledger (seq, cast_at, kind, receipt, audience, answers, supersedes)
       SELECT n, ${columns}, json_object('q', json_array(${OPTION})), ${REPLACED} FROM numbers`,
    );
    sql.exec(
      `${NUMBERS} INSERT INTO voter (key, seq) SELECT printf('%032x', n * 7919), n FROM numbers WHERE n % ${REVISED_EVERY} <> ${REVISED_EVERY - 1}`,
    );
    const write = (key: string, value: unknown): void => {
      sql.exec(
        "INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)",
        key,
        JSON.stringify(value),
      );
    };
    write("counts", counts);
    // One version behind: the next flush writes the numbers to D1, and no entry.
    write("watermark", { seq: VOTES, version: VOTES });
  });
  await evict("big");
  const failed = await inObject("big", (instance) => instance.flush());
  if (failed !== null) throw new Error(failed);
}
