-- The full-text index of the articles. Drizzle's schema knows nothing of it: src/store/content/search.ts has all of its SQL.
-- An entry says which row of the index is an article's: `articles` has no number that stays (a rowid may change).
-- `digest` and `edition` say which content was indexed and how: a publish indexes what is out of date, and so the
-- articles that were stored before this migration. IF NOT EXISTS: it is run again after a back-up, which cannot be made
-- with a virtual table (docs/operations.md).
CREATE TABLE IF NOT EXISTS `search_entries` (
	`id` integer PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`digest` text NOT NULL,
	`edition` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS `search_entries_slug` ON `search_entries` (`slug`);--> statement-breakpoint
-- Marks (Mn, Mc) are parts of words: most of India's vowels are such. Private use (Co) is not: it marks what was found.
CREATE VIRTUAL TABLE IF NOT EXISTS `search_texts` USING fts5(
	title, summary, authors, body,
	tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Mn Mc'",
	prefix = '2 3'
);
