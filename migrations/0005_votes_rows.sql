-- A vote is one row to write, not a row and an entry of the index on its key.
CREATE TABLE `votes_new` (
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
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `votes_new` SELECT `poll`, `seq`, `cast_at`, `kind`, `receipt`, `audience`, `answers`, `supersedes`, `note` FROM `votes`;--> statement-breakpoint
DROP TABLE `votes`;--> statement-breakpoint
ALTER TABLE `votes_new` RENAME TO `votes`;--> statement-breakpoint
CREATE UNIQUE INDEX `votes_superseded` ON `votes` (`poll`,`supersedes`) WHERE supersedes IS NOT NULL;
