import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { command } from "./command.ts";
import { CliError, FoundError } from "../output/errors.ts";
import { BY, CONTENT, contentFolder, SITE, siteOf, SLUG } from "./common.ts";

/** Commands for editors. */
export const EDITORIAL_COMMANDS = [
  command({
    name: "new",
    summary: "write the first lines of an article, a poll or a page into the content folder",
    about: "An article begins as a draft. A file that is there is never overwritten.",
    positionals: [
      { name: "KIND", help: "what to begin: article, poll or page" },
      { name: "TITLE", help: "its title, in quotes" },
    ],
    options: {
      slug: {
        type: "string",
        value: "NAME",
        help: "the last part of its address (made from the title)",
      },
      author: {
        type: "string",
        value: "ID",
        help: "of an article: author of site.yaml; several with commas (the first)",
      },
      audience: {
        type: "string",
        value: "ID",
        help: "of an article: audience of site.yaml; several with commas (none)",
      },
      date: { type: "string", value: "DATE", help: "of an article: its date (today)" },
      closes: { type: "string", value: "TIME", help: "of a poll: when it closes (in four weeks)" },
      language: {
        type: "string",
        value: "TAG",
        help: "of an article or a poll: where it is not the site's",
      },
      ...CONTENT,
    },
    exits: { 1: "there is one of that name already, or site.yaml can't be read" },
    examples: [
      'npx hustings new article "After the summit" --author vera-lindqvist',
      'npx hustings new poll "The next summit" --closes 2027-01-31',
      'npx hustings new page "About us" --slug about',
    ],
    json: '{"kind", "slug", "file", "path"}',
    async run({ values: { content, ...values }, words: [kind = "", title = ""] }, { print, cwd }) {
      const { createFile } = await import("../content/new.ts");
      return createFile(
        { ...values, kind, title, content: contentFolder(content, cwd), cwd, now: Date.now() },
        print,
      );
    },
  }),
  command({
    name: "check",
    summary: "look for what is wrong in the content folder, without a site",
    about:
      "Errors are what publish refuses, and links that lead nowhere. Warnings: links to a missing place, pictures that nothing\nshows, descriptions that say nothing, polls without an end or an article, articles without a summary, titles used twice.",
    options: {
      ...CONTENT,
      strict: { type: "boolean", help: "warnings are errors: exit code 1" },
    },
    exits: { 1: "there are errors; with --strict: or warnings" },
    examples: ["npx hustings check", "npx hustings check --strict --json"],
    json: '{"ok", "errors", "warnings", "notes", "problems": [{"level", "file", "line", "message", …}], "drafts": […], "scheduled": […]}',
    async run({ values: { content, strict } }, { print, paint, cwd }) {
      const folder = contentFolder(content, cwd);
      const { checkContent } = await import("../check/check.ts");
      const { showReport } = await import("../output/show-problems.ts");
      const report = await checkContent(folder, { now: Date.now(), strict: strict === true });
      const lines = await showReport(report, { folder, cwd, paint });
      const last = lines.pop() ?? "";
      for (const line of lines) print(line);
      if (!report.ok) throw new FoundError(last, report);
      print(last);
      return report;
    },
  }),
  command({
    name: "preview",
    summary: "a link to an article as it was last sent to the site, a draft too, for who has it",
    positionals: [SLUG],
    options: {
      hours: { type: "string", value: "N", help: "how long it is good (24; at most 720)" },
      ...SITE,
    },
    exits: { 1: "the site has no such article, or does not answer" },
    examples: ["npx hustings preview after-the-summit --hours 48"],
    json: '{"url", "until"}',
    async run({ values: { hours, ...values }, words: [slug = ""] }, { print, env }) {
      const { preview } = await import("../api/editorial.ts");
      return preview(await siteOf(values, env), slug, hours, print);
    },
  }),
  command({
    name: "revisions",
    summary: "every state that an article was published in",
    positionals: [SLUG],
    options: SITE,
    exits: { 1: "the site has no such article, or does not answer" },
    examples: ["npx hustings revisions after-the-summit"],
    json: '{"slug", "revisions": [{"revision", "at", "title", "draft", "size"}]}',
    async run({ values, words: [slug = ""] }, { print, env }) {
      const { revisions } = await import("../api/editorial.ts");
      return revisions(await siteOf(values, env), slug, print);
    },
  }),
  command({
    name: "restore",
    summary: "put a backup into an empty site; or a revision of an article into the content folder",
    about:
      "With a folder that hustings backup has written: all of it, into a site that nothing was ever published to.\nWith --revision: that state of an article, into its file, to be published.",
    positionals: [
      {
        name: "DIR|SLUG",
        help: "the backup's folder; with --revision: which article, as its file is named, without .md",
        ask: "What? Name a backup's folder, or an article with --revision N",
      },
    ],
    options: {
      revision: {
        type: "string",
        value: "N",
        help: "of an article: which one, see hustings revisions SLUG",
      },
      ...CONTENT,
      force: {
        type: "boolean",
        help: "of an article: lose what the file has that was never published",
      },
      ...SITE,
      ...BY,
    },
    exits: {
      1: "the backup is not whole, the site is not empty, or differs at the end; the article's file has something that was\n      never published, or the site has no such revision",
    },
    examples: [
      "npx hustings restore ~/backups/2026-11-25 --to https://www.example.org",
      "npx hustings restore after-the-summit --revision 3",
    ],
    json: '{"to", "takenAt", "ledgers": […], "kept": […], "pictures", "pages", "verified"}, or {"slug", "revision", "file", "written"}',
    async run({ values: { revision, content, force, ...values }, words: [what = ""] }, output) {
      const { cwd, env } = output;
      if (revision === undefined && !existsSync(resolve(cwd, what))) {
        const message = `Which revision? Name one with --revision N. Or name a backup's folder: there is no ${what}.`;
        throw new CliError(message, 2);
      }
      const site = await siteOf(values, env);
      if (revision === undefined) {
        const { restoreSite } = await import("../backup/restore.ts");
        return restoreSite(site, resolve(cwd, what), output.progress);
      }
      const { restore } = await import("../api/editorial.ts");
      const options = {
        revision,
        content: contentFolder(content, cwd),
        cwd,
        force: force === true,
      };
      return restore(site, what, options, output.print);
    },
  }),
];
