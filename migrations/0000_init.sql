CREATE TABLE `accounts` (
	`poll` text PRIMARY KEY NOT NULL,
	`received` integer NOT NULL,
	`counted` integer NOT NULL,
	`refused` text NOT NULL,
	`version` integer NOT NULL
);
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
	`removed_at` integer
);
--> statement-breakpoint
CREATE INDEX `articles_by_date` ON `articles` (`date`);--> statement-breakpoint
CREATE TABLE `images` (
	`name` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pages` (
	`path` text PRIMARY KEY NOT NULL,
	`inputs` text NOT NULL,
	`digest` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `polls` (
	`id` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`definition` text NOT NULL,
	`updated_at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
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
CREATE TABLE `sites` (
	`id` integer PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`site` text NOT NULL,
	`origin` text NOT NULL,
	`changes` integer DEFAULT 0 NOT NULL
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
	`receipt` text NOT NULL,
	`audience` text,
	`answers` text NOT NULL,
	PRIMARY KEY(`poll`, `seq`)
);
