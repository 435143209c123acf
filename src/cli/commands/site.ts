import { join, resolve } from "node:path";
import { command } from "./command.ts";
import { CliError } from "../output/errors.ts";
import { DEFAULT_PORT, homeIn } from "../local/local.ts";
import { stopSignal, withoutSignalHandlers } from "../local/signals.ts";
import { BY, CONTENT, contentFolder, readUrl, SITE, siteOf } from "./common.ts";

const EMPTY = {
  type: "boolean",
  help: "publish nothing: for a backup to be put back into it",
} as const;

/** Commands for a whole site. */
export const SITE_COMMANDS = [
  command({
    name: "start",
    summary:
      "serve the site on this machine and publish the content folder, now and when it changes",
    options: {
      port: { type: "string", value: "N", help: `where to serve it (${DEFAULT_PORT})` },
      ...CONTENT,
      "persist-to": {
        type: "string",
        value: "DIR",
        help: "where its state is kept (.hustings/state)",
      },
      empty: EMPTY,
      log: { type: "boolean", help: "print a line for each request" },
      inspect: { type: "string", value: "PORT", help: "let a debugger connect to the Worker" },
    },
    exits: {
      1: "it can't be started: the content is not valid, the port is taken, the state is in use",
    },
    examples: [
      "npm start",
      "npm start -- --port 8790 --content ~/magazine/content",
      "npm start -- --inspect 9229",
    ],
    async run({ values: { port, content, ...values } }, { print, cwd, env }) {
      // Before wrangler and miniflare are loaded: they install signal handlers too.
      const signal = stopSignal();
      const { start } = await withoutSignalHandlers(() => import("../local/start.ts"));
      await start({
        port: readPort(port),
        content: contentFolder(content, cwd),
        persistTo: resolve(cwd, values["persist-to"] ?? join(homeIn(env), "state")),
        home: homeIn(env),
        // For tests, which build it once for all the sites that they start.
        worker: env["HUSTINGS_WORKER"],
        cwd,
        empty: values.empty === true,
        log: values.log === true,
        inspect: values.inspect === undefined ? undefined : readPort(values.inspect, "--inspect"),
        print,
        signal,
      });
    },
  }),
  command({
    name: "publish",
    summary: "publish the content folder to a site",
    options: {
      ...CONTENT,
      ...SITE,
      ...BY,
      all: { type: "boolean", help: "send everything again, whether it changed or not" },
    },
    exits: {
      1: "the content is not valid (nothing was sent), the site refused it, or it does not answer",
    },
    examples: ["npx hustings publish", "npx hustings publish --to https://www.example.org"],
    json: '{"articles": {"added", "changed", "unchanged", "removed"}, "polls", "images", "pages", "warnings": […], …}',
    async run({ values: { content, all, ...values } }, { progress, cwd, env }) {
      const { publishContent } = await import("../publishing/publish.ts");
      const site = await siteOf(values, env);
      const options = { content: contentFolder(content, cwd), all: all === true, print: progress };
      return publishContent({ ...site, ...options });
    },
  }),
  command({
    name: "verify",
    summary: "compare each poll's ledger, tally and D1, vote by vote",
    options: {
      poll: { type: "string", value: "P", help: "one poll alone (all)" },
      ...SITE,
    },
    exits: { 1: "something differs, or the site does not answer" },
    examples: ["npx hustings verify", "npx hustings verify --poll next-summit --json"],
    json: '{"ok", "polls": [{"poll", "votes", "differences": […]}]}',
    async run({ values: { poll, ...values } }, { print, env }) {
      const { verify } = await import("../backup/verify.ts");
      return verify(await siteOf(values, env), poll, print);
    },
  }),
  command({
    name: "backup",
    summary: "write all that a site is made of into a folder, while it goes on",
    about:
      "Content with its revisions, pictures, polls, and each poll's ledger as it was at one moment. hustings restore puts it\ninto an empty site. It has voter keys: keep it where nobody else reads.",
    positionals: [{ name: "DIR", help: "the folder: a new one, or empty" }],
    options: SITE,
    exits: { 1: "the folder is not empty, or the site does not answer to the end" },
    examples: ["npx hustings backup ~/backups/2026-11-25 --to https://www.example.org"],
    json: '{"folder", "takenAt", "articles", "revisions", "polls", "entries", "pictures", "missing": […]}',
    async run({ values, words: [folder = ""] }, { progress, cwd, env }) {
      const { backup } = await import("../backup/backup.ts");
      return backup(await siteOf(values, env), resolve(cwd, folder), progress);
    },
  }),
  command({
    name: "rebuild",
    summary: "make KV's pages anew from D1, and D1's votes from the ledgers",
    options: { ...SITE, ...BY },
    exits: { 1: "something differs at the end, or the site does not answer" },
    examples: ["npx hustings rebuild --to https://www.example.org"],
    json: '{"to", "pages", "polls": […], "missing": […], "verified"}',
    async run({ values }, { progress, env }) {
      const { rebuild } = await import("../backup/rebuild.ts");
      return rebuild(await siteOf(values, env), progress);
    },
  }),
  command({
    name: "deploy",
    summary: "put the site on Cloudflare: Worker, KV, D1, migrations, token, content",
    options: {
      ...CONTENT,
      to: {
        type: "string",
        value: "URL",
        help: "the site's address, where wrangler can't tell it",
      },
      name: {
        type: "string",
        value: "NAME",
        help: "the Worker's name from now on (wrangler.toml)",
      },
      location: {
        type: "string",
        value: "WHERE",
        help: "where new polls and the database are, for good: wnam, enam, weur, eeur, apac, oc",
      },
      "take-over": {
        type: "boolean",
        help: "deploy over a Worker that was not deployed from here",
      },
      empty: EMPTY,
    },
    exits: { 1: "a step failed; what it prints says how to go on" },
    examples: ["npm run deploy", "npm run deploy -- --to https://www.example.org"],
    json: '{"url"}',
    async run(
      { values: { content, to, empty, name, location, ...values } },
      { progress, json, cwd, env },
    ) {
      const { deploy } = await import("../deploy/deploy.ts");
      const token = env["HUSTINGS_TOKEN"] || undefined;
      // Wrangler prompts on stdout, which is reserved for the answer.
      const isChosen = env["WORKERS_CI"] === "1";
      const deps = { print: progress, token, isChosen, ...(json ? { mayAsk: false } : {}) };
      return deploy(
        {
          content: contentFolder(content, cwd),
          to: readUrl(to),
          empty: empty === true,
          name,
          location,
          takeOver: values["take-over"] === true,
        },
        deps,
      );
    },
  }),
];

function readPort(value: string | undefined, option = "--port"): number {
  const port = value === undefined ? DEFAULT_PORT : Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && value !== "") return port;
  throw new CliError(`${option} takes a whole number from 0 to 65535, not ${value}`, 2);
}
