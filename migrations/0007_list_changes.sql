CREATE TABLE `list_changes` (
	`n` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`date` integer NOT NULL,
	`slug` text NOT NULL,
	`moved` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `articles_kept` ON `articles` (`slug`,`digest`) WHERE removed_at IS NULL;
--> statement-breakpoint
CREATE INDEX `pages_by_inputs` ON `pages` (`inputs`,`path`);
--> statement-breakpoint
-- Every article that may be seen has its page among them, made or not.
INSERT OR IGNORE INTO `pages`
	SELECT '/articles/' || slug, '', '' FROM articles WHERE removed_at IS NULL AND live_from IS NOT NULL;
--> statement-breakpoint
INSERT INTO `article_groups`
	SELECT 'all', '', date, slug, live_from FROM articles WHERE removed_at IS NULL AND live_from IS NOT NULL
	UNION ALL SELECT 'years', strftime('%Y', date / 1000.0, 'unixepoch'), date, slug, live_from FROM articles WHERE removed_at IS NULL AND live_from IS NOT NULL AND strftime('%Y', date / 1000.0, 'unixepoch') IS NOT NULL;
--> statement-breakpoint
DROP TRIGGER `article_groups_of_new`;
--> statement-breakpoint
DROP TRIGGER `article_groups_of_changed`;
--> statement-breakpoint
DROP TRIGGER `article_groups_of_deleted`;
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
