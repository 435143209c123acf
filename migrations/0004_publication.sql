CREATE TABLE `plain_pages` (
	`slug` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`meta` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL
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
ALTER TABLE `articles` ADD `translation_of` text;--> statement-breakpoint
CREATE INDEX `articles_by_original` ON `articles` (`translation_of`) WHERE translation_of IS NOT NULL;--> statement-breakpoint
ALTER TABLE `images` ADD `variants` text DEFAULT '[]' NOT NULL;