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
CREATE TABLE `state` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `articles_by_live_from` ON `articles` (`live_from`);