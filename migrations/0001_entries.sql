ALTER TABLE `accounts` ADD `revised` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `withdrawn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `voided` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `looked` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `polls` ADD `control` text;--> statement-breakpoint
ALTER TABLE `votes` ADD `kind` text DEFAULT 'vote' NOT NULL;--> statement-breakpoint
ALTER TABLE `votes` ADD `supersedes` integer;--> statement-breakpoint
ALTER TABLE `votes` ADD `note` text;--> statement-breakpoint
CREATE UNIQUE INDEX `votes_superseded` ON `votes` (`poll`,`supersedes`) WHERE supersedes IS NOT NULL;--> statement-breakpoint
-- Before this there were no entries but votes.
UPDATE `accounts` SET `seq` = `counted`;
