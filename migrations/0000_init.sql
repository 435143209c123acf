-- Written by drizzle-kit from src/store/schema.ts, then changed by hand where drizzle has no words for it: WITHOUT ROWID
-- (a vote and a group are one row to write, not a row and an entry of an index), the order of the key of
-- `article_groups`, and the tables of the search at the end.
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
	`translation_of` text
);
--> statement-breakpoint
CREATE INDEX `articles_seen` ON `articles` ("date" DESC,`slug`,`live_from`) WHERE removed_at IS NULL AND live_from IS NOT NULL;--> statement-breakpoint
CREATE INDEX `articles_by_live_from` ON `articles` (`live_from`);--> statement-breakpoint
CREATE INDEX `articles_by_original` ON `articles` (`translation_of`) WHERE translation_of IS NOT NULL;--> statement-breakpoint
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
CREATE TABLE `list_changes` (
	`n` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`date` integer NOT NULL,
	`slug` text NOT NULL,
	`moved` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pages` (
	`path` text PRIMARY KEY NOT NULL,
	`inputs` text NOT NULL,
	`digest` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `pages_by_inputs` ON `pages` (`inputs`,`path`);--> statement-breakpoint
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
	`changes` integer DEFAULT 0 NOT NULL
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
-- The full-text index of the articles. src/store/content/search-index.ts writes it. `search_entries` says which row of
-- the index is an article's (a rowid of `articles` may change), and of which content it was made: a publish indexes
-- what is out of date.
CREATE TABLE `search_entries` (
	`id` integer PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`digest` text NOT NULL,
	`edition` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_entries_slug` ON `search_entries` (`slug`);--> statement-breakpoint
-- Marks (Mn, Mc) are parts of words: most of India's vowels are such. Private use (Co) is not: it marks what was found.
CREATE VIRTUAL TABLE `search_texts` USING fts5(
	title, summary, authors, body,
	tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Mn Mc'",
	prefix = '2 3'
);
--> statement-breakpoint
-- In the statement that changes an article: no crash can come between. None of them relies on a policy of its own for
-- conflicts: SQLite lets that of the statement outside hold inside.
CREATE TRIGGER `articles_inserted` AFTER INSERT ON `articles`
BEGIN
	INSERT INTO article_groups SELECT DISTINCT k.key AS kind, g.value AS id, new.date, new.slug, new.live_from
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', new.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(new.meta, '$.audiences'), 'tags', json_extract(new.meta, '$.tags'), 'authors', json_extract(new.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE new.removed_at IS NULL AND new.live_from IS NOT NULL AND g.value IS NOT NULL;
	INSERT INTO list_changes (kind, id, date, slug, moved) SELECT DISTINCT k.key AS kind, g.value AS id, new.date, new.slug, 1
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', new.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(new.meta, '$.audiences'), 'tags', json_extract(new.meta, '$.tags'), 'authors', json_extract(new.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE new.removed_at IS NULL AND new.live_from IS NOT NULL AND g.value IS NOT NULL;
	UPDATE pages SET inputs = '' WHERE path = '/articles/' || new.slug AND inputs <> '';
	INSERT INTO pages SELECT '/articles/' || new.slug, '', ''
		WHERE new.removed_at IS NULL AND new.live_from IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM pages WHERE path = '/articles/' || new.slug);
END;
--> statement-breakpoint
-- An update that leaves the content as it was says that the article's time has come, or has gone again.
CREATE TRIGGER `articles_updated` AFTER UPDATE ON `articles`
BEGIN
	INSERT INTO list_changes (kind, id, date, slug, moved)
		SELECT kind, id, date, slug, count(*) = 1 OR min(live_from) <> max(live_from) OR old.digest = new.digest
		FROM (
		SELECT DISTINCT k.key AS kind, g.value AS id, old.date AS date, old.slug AS slug, old.live_from AS live_from
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', old.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(old.meta, '$.audiences'), 'tags', json_extract(old.meta, '$.tags'), 'authors', json_extract(old.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE old.removed_at IS NULL AND old.live_from IS NOT NULL AND g.value IS NOT NULL
		UNION ALL
		SELECT DISTINCT k.key AS kind, g.value AS id, new.date, new.slug, new.live_from
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', new.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(new.meta, '$.audiences'), 'tags', json_extract(new.meta, '$.tags'), 'authors', json_extract(new.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE new.removed_at IS NULL AND new.live_from IS NOT NULL AND g.value IS NOT NULL
		) GROUP BY kind, id, date, slug;
	DELETE FROM article_groups WHERE (kind, id, date, slug) IN (
		SELECT DISTINCT k.key AS kind, g.value AS id, old.date, old.slug
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', old.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(old.meta, '$.audiences'), 'tags', json_extract(old.meta, '$.tags'), 'authors', json_extract(old.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE old.removed_at IS NULL AND old.live_from IS NOT NULL AND g.value IS NOT NULL
	);
	INSERT INTO article_groups SELECT DISTINCT k.key AS kind, g.value AS id, new.date, new.slug, new.live_from
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', new.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(new.meta, '$.audiences'), 'tags', json_extract(new.meta, '$.tags'), 'authors', json_extract(new.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE new.removed_at IS NULL AND new.live_from IS NOT NULL AND g.value IS NOT NULL;
	UPDATE pages SET inputs = '' WHERE path IN ('/articles/' || old.slug, '/articles/' || new.slug) AND inputs <> '';
	INSERT INTO pages SELECT '/articles/' || new.slug, '', ''
		WHERE new.removed_at IS NULL AND new.live_from IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM pages WHERE path = '/articles/' || new.slug);
END;
--> statement-breakpoint
CREATE TRIGGER `articles_deleted` AFTER DELETE ON `articles`
BEGIN
	INSERT INTO list_changes (kind, id, date, slug, moved) SELECT DISTINCT k.key AS kind, g.value AS id, old.date, old.slug, 1
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', old.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(old.meta, '$.audiences'), 'tags', json_extract(old.meta, '$.tags'), 'authors', json_extract(old.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE old.removed_at IS NULL AND old.live_from IS NOT NULL AND g.value IS NOT NULL;
	DELETE FROM article_groups WHERE (kind, id, date, slug) IN (
		SELECT DISTINCT k.key AS kind, g.value AS id, old.date, old.slug
		FROM json_each(json_object(
			'all', json('[""]'), 'years', json_array(strftime('%Y', old.date / 1000.0, 'unixepoch')),
			'audiences', json_extract(old.meta, '$.audiences'), 'tags', json_extract(old.meta, '$.tags'), 'authors', json_extract(old.meta, '$.authors')
		)) k, json_each(k.value) g
		WHERE old.removed_at IS NULL AND old.live_from IS NOT NULL AND g.value IS NOT NULL
	);
	UPDATE pages SET inputs = '' WHERE path = '/articles/' || old.slug AND inputs <> '';
END;
