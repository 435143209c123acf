import { sql } from "drizzle-orm";
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { ArticleMeta } from "../core/content/article.ts";
import type { Answers } from "../core/ballots/ballot.ts";
import type { PublicationAct } from "../core/polls/audit.ts";
import type { EntryKind } from "../core/polls/entry.ts";
import type { ImageVariant } from "../core/content/picture.ts";
import type { PlainPageMeta } from "../core/content/plain-page.ts";
import type { Control, PollDefinition } from "../core/polls/poll.ts";
import type { Site } from "../core/content/site.ts";

// Times are milliseconds since 1970 (UTC). docs/storage.md lists every table and who writes it.

/** The publication: one row, id 1. `digest` is the digest of the content as sent. */
export const sites = sqliteTable("sites", {
  id: integer().primaryKey(),
  digest: text().notNull(),
  site: text({ mode: "json" }).$type<Site>().notNull(),
  /** Where links and feeds point: site.yaml's baseUrl, else the address published to. */
  origin: text().notNull(),
  /** What the ids of feeds and their entries begin with: the first `origin`, or site.yaml's feedBase. Stays. */
  feedBase: text("feed_base").notNull(),
  /**
   * The change number: grows with every change of content, in the transaction that makes it. Never lower than the time
   * of the last change, so that a restored database soon has a higher number than any page in KV.
   */
  changes: integer().notNull().default(0),
  /** The edition whose lists, feeds and maps a publish wrote last; empty: to be written again. */
  published: text().notNull().default(""),
});

/**
 * What KV has of an article's page. `none`: nothing, because readers may not see the article yet, or no longer.
 * `stale`: the page must be written or deleted. `current`: the page as it would be rendered now.
 */
export type PageState = "none" | "stale" | "current";

/** The current state of each article. A removed article stays, with the time of its removal. */
export const articles = sqliteTable(
  "articles",
  {
    slug: text().primaryKey(),
    digest: text().notNull(),
    revision: integer().notNull(),
    meta: text({ mode: "json" }).$type<ArticleMeta>().notNull(),
    body: text().notNull(),
    /** The article's own date. */
    date: integer().notNull(),
    /** When it becomes visible: `publishAt`, or 0; `null` for a draft. */
    liveFrom: integer("live_from"),
    updatedAt: integer("updated_at").notNull(),
    removedAt: integer("removed_at"),
    /** The slug of the article that this one translates. */
    translationOf: text("translation_of"),
    /** The id of its entry in feeds: given when it is first stored, and kept under every name. */
    feedId: text("feed_id").notNull(),
    /** What KV has of its page. */
    pageState: text("page_state").$type<PageState>().notNull().default("stale"),
  },
  (t) => [
    // In list order: for paging, and for finding an article's neighbours.
    index("articles_seen")
      .on(sql`${t.date} DESC`, t.slug, t.liveFrom)
      .where(sql`removed_at IS NULL AND live_from IS NOT NULL`),
    // By the time they go live: the scheduler checks every minute.
    index("articles_by_live_from").on(t.liveFrom),
    index("articles_by_original")
      .on(t.translationOf)
      .where(sql`translation_of IS NOT NULL`),
    // For finding pages to write, and articles that have gone live since.
    index("articles_by_page").on(t.pageState, t.liveFrom),
    // For the search index: compares digests without reading the texts.
    index("articles_kept")
      .on(t.slug, t.digest)
      .where(sql`removed_at IS NULL`),
  ],
);

/**
 * What articles are listed by: all (empty id), the year of their date, and the audiences, tags and authors in their
 * front matter.
 */
export type GroupKind = "all" | "years" | "audiences" | "tags" | "authors";

/**
 * Which articles are in which groups, in list order: articles that are visible now, or will be from a given time on.
 * Written in the transaction that changes an article (content/article-groups.ts).
 */
export const articleGroups = sqliteTable(
  "article_groups",
  {
    kind: text().$type<GroupKind>().notNull(),
    id: text().notNull(),
    date: integer().notNull(),
    slug: text().notNull(),
    liveFrom: integer("live_from").notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.id, t.date, t.slug] })],
);

/** Pages that are not articles, such as “About”: the files in `content/pages/`. */
export const plainPages = sqliteTable("plain_pages", {
  slug: text().primaryKey(),
  digest: text().notNull(),
  meta: text({ mode: "json" }).$type<PlainPageMeta>().notNull(),
  body: text().notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** Every revision of every article that was published. */
export const revisions = sqliteTable(
  "revisions",
  {
    slug: text().notNull(),
    revision: integer().notNull(),
    digest: text().notNull(),
    meta: text({ mode: "json" }).$type<ArticleMeta>().notNull(),
    body: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.slug, t.revision] })],
);

/** Where addresses without a page redirect to, from `content/redirects.yaml`. */
export const redirects = sqliteTable("redirects", {
  /** A path, as written in an address. */
  from: text().primaryKey(),
  /** A path on this site or an address; `null`: the content is gone (410). */
  to: text(),
  status: integer().notNull(),
});

/** Former names of articles, from the front matter or noted when an article was stored under another name. */
export const renames = sqliteTable(
  "renames",
  {
    slug: text().notNull(),
    /** The article's current name. */
    now: text().notNull(),
    /** When it was noted; `null`: the front matter says so. */
    at: integer(),
  },
  (t) => [primaryKey({ columns: [t.slug, t.now] }), index("renames_by_now").on(t.now)],
);

/** The publication's log: who published or changed what. See activity/activity.ts. */
export const activity = sqliteTable("activity", {
  /** Sorts by time, such as `000001795519930000:5f0c12ab`. */
  key: text().primaryKey(),
  entry: text({ mode: "json" }).$type<PublicationAct>().notNull(),
});

/** The Worker's own notes, one per row. */
export const state = sqliteTable("state", {
  key: text().primaryKey(),
  value: text().notNull(),
});

/** Copies of poll definitions. The authoritative one is in the poll's object. */
export const polls = sqliteTable("polls", {
  id: text().primaryKey(),
  digest: text().notNull(),
  definition: text({ mode: "json" }).$type<PollDefinition>().notNull(),
  /** What was done with the poll since, as reported by its object; `null`: nothing. */
  control: text({ mode: "json" }).$type<Control>(),
  updatedAt: integer("updated_at").notNull(),
  removedAt: integer("removed_at"),
});

/** Published pictures. Their bytes are in KV, under the digest of the bytes. */
export const images = sqliteTable("images", {
  /** Name in the content folder, such as `images/harbour.jpg`. */
  name: text().primaryKey(),
  digest: text().notNull(),
  type: text().notNull(),
  width: integer().notNull(),
  height: integer().notNull(),
  /** The same picture in other widths and formats. */
  variants: text({ mode: "json" }).$type<ImageVariant[]>().notNull().default([]),
});

/** Share images of pages, made at publish. Their bytes are in KV, under the digest of the bytes. */
export const shareImages = sqliteTable("share_images", {
  /** The page's path, such as `/articles/wheat`. */
  path: text().primaryKey(),
  digest: text().notNull(),
  type: text().notNull(),
  width: integer().notNull(),
  height: integer().notNull(),
  /** Digest of what it shows. The image is made again only when this changes. */
  source: text().notNull(),
});

/**
 * Votes, and the entries that replaced them: a copy of the ledgers, written only by their objects. Never contains a
 * voter key or a voter's own text.
 */
export const votes = sqliteTable(
  "votes",
  {
    poll: text().notNull(),
    seq: integer().notNull(),
    castAt: integer("cast_at").notNull(),
    kind: text().$type<EntryKind>().notNull().default("vote"),
    receipt: text().notNull(),
    audience: text(),
    answers: text({ mode: "json" }).$type<Answers>().notNull(),
    /** The number of the entry that this one replaces or removes. */
    supersedes: integer(),
    /** Why a vote was voided. */
    note: text(),
  },
  (t) => [
    primaryKey({ columns: [t.poll, t.seq] }),
    uniqueIndex("votes_superseded")
      .on(t.poll, t.supersedes)
      .where(sql`supersedes IS NOT NULL`),
  ],
);

/** For each option, the votes that chose it (ranked: as first choice). Absolute numbers as of `version`. */
export const tallies = sqliteTable(
  "tallies",
  {
    poll: text().notNull(),
    question: text().notNull(),
    option: text().notNull(),
    votes: integer().notNull(),
    version: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.poll, t.question, t.option] })],
);

/** For each question, the votes that answered it. Absolute numbers as of `version`. */
export const turnouts = sqliteTable(
  "turnouts",
  {
    poll: text().notNull(),
    question: text().notNull(),
    voters: integer().notNull(),
    version: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.poll, t.question] })],
);

/** The outcome of every ballot of a poll, counted as of `version`. */
export const accounts = sqliteTable("accounts", {
  poll: text().primaryKey(),
  received: integer().notNull(),
  counted: integer().notNull(),
  /** Reason → ballots. */
  refused: text({ mode: "json" }).$type<Record<string, number>>().notNull(),
  revised: integer().notNull().default(0),
  withdrawn: integer().notNull().default(0),
  voided: integer().notNull().default(0),
  looked: integer().notNull().default(0),
  /** The last ledger entry that these numbers include. */
  seq: integer().notNull().default(0),
  version: integer().notNull(),
});
