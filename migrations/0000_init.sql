-- Written by drizzle-kit from src/store/schema.ts, then changed by hand where drizzle has no words for it: WITHOUT ROWID
-- (a vote and a group are one row to write, not a row and an entry of an index), the order of the key of
-- article_groups, and the tables of the search at the end.
-- No quotes and no semicolons in comments: the API of D1 may cut the SQL there.
CREATE TABLE `accounts` (
	`poll` text PRIMARY KEY NOT NULL,
	`received` integer NOT NULL,
	`counted` integer NOT NULL,
	`refused` text NOT NULL,
	`revised` integer DEFAULT 0 NOT NULL,
	`withdrawn` integer DEFAULT 0 NOT NULL,
	`voided` integer DEFAULT 0 NOT NULL,
	`looked` integer DEFAULT 0 NOT NULL,
	`seq` integer DEFAULT 0 NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `activity` (
	`key` text PRIMARY KEY NOT NULL,
	`entry` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `article_groups` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`date` integer NOT NULL,
	`slug` text NOT NULL,
	`live_from` integer NOT NULL,
	PRIMARY KEY(`kind`, `id`, `date` DESC, `slug`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `articles` (
	`slug` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`revision` integer NOT NULL,
	`meta` text NOT NULL,
	`body` text NOT NULL,
	`date` integer NOT NULL,
	`live_from` integer,
	`updated_at` integer NOT NULL,
	`removed_at` integer,
	`translation_of` text,
	`feed_id` text NOT NULL,
	`page_state` text DEFAULT 'stale' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `articles_seen` ON `articles` ("date" DESC,`slug`,`live_from`) WHERE removed_at IS NULL AND live_from IS NOT NULL;--> statement-breakpoint
CREATE INDEX `articles_by_live_from` ON `articles` (`live_from`);--> statement-breakpoint
CREATE INDEX `articles_by_original` ON `articles` (`translation_of`) WHERE translation_of IS NOT NULL;--> statement-breakpoint
CREATE INDEX `articles_by_page` ON `articles` (`page_state`,`live_from`);--> statement-breakpoint
CREATE INDEX `articles_kept` ON `articles` (`slug`,`digest`) WHERE removed_at IS NULL;--> statement-breakpoint
CREATE TABLE `images` (
	`name` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`variants` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE TABLE `plain_pages` (
	`slug` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`meta` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `polls` (
	`id` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`definition` text NOT NULL,
	`control` text,
	`updated_at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
CREATE TABLE `redirects` (
	`from` text PRIMARY KEY NOT NULL,
	`to` text,
	`status` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `renames` (
	`slug` text NOT NULL,
	`now` text NOT NULL,
	`at` integer,
	PRIMARY KEY(`slug`, `now`)
);
--> statement-breakpoint
CREATE INDEX `renames_by_now` ON `renames` (`now`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`slug` text NOT NULL,
	`revision` integer NOT NULL,
	`digest` text NOT NULL,
	`meta` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`slug`, `revision`)
);
--> statement-breakpoint
CREATE TABLE `share_images` (
	`path` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`source` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sites` (
	`id` integer PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`site` text NOT NULL,
	`origin` text NOT NULL,
	`feed_base` text NOT NULL,
	`changes` integer DEFAULT 0 NOT NULL,
	`published` text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE `state` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tallies` (
	`poll` text NOT NULL,
	`question` text NOT NULL,
	`option` text NOT NULL,
	`votes` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`poll`, `question`, `option`)
);
--> statement-breakpoint
CREATE TABLE `turnouts` (
	`poll` text NOT NULL,
	`question` text NOT NULL,
	`voters` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`poll`, `question`)
);
--> statement-breakpoint
CREATE TABLE `votes` (
	`poll` text NOT NULL,
	`seq` integer NOT NULL,
	`cast_at` integer NOT NULL,
	`kind` text DEFAULT 'vote' NOT NULL,
	`receipt` text NOT NULL,
	`audience` text,
	`answers` text NOT NULL,
	`supersedes` integer,
	`note` text,
	PRIMARY KEY(`poll`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `votes_superseded` ON `votes` (`poll`,`supersedes`) WHERE supersedes IS NOT NULL;
--> statement-breakpoint
-- The full-text index of the articles. src/store/content/search-index.ts writes it. search_entries says which row of
-- the index belongs to an article (a rowid of articles may change), and of which content it was made: a publish indexes
-- what is out of date.
CREATE TABLE `search_entries` (
	`id` integer PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`digest` text NOT NULL,
	`edition` text NOT NULL,
	`live_from` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_entries_slug` ON `search_entries` (`slug`);--> statement-breakpoint
-- Marks (Mn, Mc) are parts of words: most vowels of India are such. Private use (Co) is not: it marks what was found.
CREATE VIRTUAL TABLE `search_texts` USING fts5(
	title, summary, authors, body,
	tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Mn Mc'",
	prefix = '2 3'
);
