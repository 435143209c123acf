import { resolve } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { CliError } from "./errors.ts";
import { DEFAULT_PORT, findTarget, LOCAL, PROJECT, type Target } from "./local.ts";
import { stopSignal, withoutSignalHandlers } from "./signals.ts";
import { messageOf } from "./source.ts";

const HELP = `hustings COMMAND [OPTIONS]

  start     serve the site on this machine and publish the content folder, now and when it changes
              --port N (${DEFAULT_PORT})  --content DIR (content)  --persist-to DIR (.hustings/state)
  publish   publish the content folder to a site
              --content DIR (content)  --to URL (the local site)  --token T  --all (send everything again)
  preview SLUG
            a link to an article as it is now, a draft too, for who has it
              --hours N (24; at most 720)
  revisions SLUG
            every state that an article was published in
  restore SLUG
            write a revision of an article into the content folder, to be published
              --revision N  --content DIR (content)  --force (lose what the file has that was never published)
  verify    compare each poll's ledger, tally and D1; exit code 1 where they differ
              --poll P (all)  --to URL  --token T
  reproject send a poll's votes to D1 again, from its ledger
              --poll P  --to URL  --token T
  open, close, hide, show
            what readers may do with a poll, and whether they find it
              --poll P
  reopen, extend
            a new end for a closed, or an open, poll
              --poll P  --until TIME|never
  void      strike votes out, with a reason that the public numbers show
              --poll P  --reason WHY  --receipts R,R,…  or  --since TIME --before TIME [--network N]
  approve, disapprove
            let readers' own words be shown, or no longer
              --poll P  --question Q  --text WORDS
  desk      readers' own words, invitations, and networks with many votes
              --poll P  --since TIME  --before TIME
  log       what was done with a poll, by whom and when
              --poll P
  invite    make one-time codes for a poll with guard: invited
              --poll P  --count N  --out FILE.csv|FILE.html (else CSV is printed)
  deploy    put the site on Cloudflare: Worker, KV, D1, migrations, token, content
              --content DIR (content)  --to URL

All that speak to a site take --to URL and --token T; those that change a poll take --by NAME, for its log.
The token is --token, or HUSTINGS_TOKEN, or the one that start or deploy has kept in .hustings/.
`;

const print = (line: string): void => console.log(line);
const text = { type: "string" } as const;
const target = { to: text, token: text };
const pollTarget = { ...target, poll: text, by: text };

/** Commands that do one thing with a poll, and the options that each needs. */
const ACTS: Record<string, string[]> = {
  open: [],
  close: [],
  hide: [],
  show: [],
  reopen: ["until"],
  extend: ["until"],
  void: ["reason", "receipts", "since", "before", "network"],
  approve: ["question", "text"],
  disapprove: ["question", "text"],
};

const commands: Record<string, (args: string[]) => Promise<void>> = {
  async start(args) {
    const { port, content, ...values } = parse(args, {
      port: text,
      content: text,
      "persist-to": text,
    });
    // Before wrangler and miniflare are loaded: they listen to signals too.
    const signal = stopSignal();
    const { start } = await withoutSignalHandlers(() => import("./start.ts"));
    await start({
      port: readPort(port),
      content: contentFolder(content),
      persistTo: resolve(values["persist-to"] ?? `${LOCAL}/state`),
      print,
      signal,
    });
  },
  async publish(args) {
    const { content, to, token, all } = parse(args, {
      ...target,
      content: text,
      all: { type: "boolean" },
    });
    const { publishContent } = await import("./publish.ts");
    const site = await findTarget({ to: readUrl(to), token });
    await publishContent({ ...site, content: contentFolder(content), all: all === true, print });
  },
  async preview(args) {
    const { slug, hours, ...values } = parseNamed(args, { ...target, hours: text });
    const { preview } = await import("./editorial.ts");
    await preview(await siteOf(values), slug, hours, print);
  },
  async revisions(args) {
    const { slug, ...values } = parseNamed(args, target);
    const { revisions } = await import("./editorial.ts");
    await revisions(await siteOf(values), slug, print);
  },
  async restore(args) {
    const { slug, revision, content, force, ...values } = parseNamed(args, {
      ...target,
      revision: text,
      content: text,
      force: { type: "boolean" },
    });
    const { restore } = await import("./editorial.ts");
    const options = { revision, content: contentFolder(content), force: force === true };
    await restore(await siteOf(values), slug, options, print);
  },
  async verify(args) {
    const { to, token, poll } = parse(args, { ...target, poll: text });
    const { verify } = await import("./verify.ts");
    await verify(await findTarget({ to: readUrl(to), token }), poll, print);
  },
  async reproject(args) {
    const { site, poll } = await pollOf(parse(args, pollTarget));
    const { reproject } = await import("./verify.ts");
    await reproject(site, poll, print);
  },
  async desk(args) {
    const values = parse(args, { ...pollTarget, since: text, before: text });
    const { site, poll } = await pollOf(values);
    const { desk } = await import("./acts.ts");
    await desk(site, { ...values, poll }, print);
  },
  async log(args) {
    const { site, poll } = await pollOf(parse(args, pollTarget));
    const { log } = await import("./acts.ts");
    await log(site, poll, print);
  },
  async invite(args) {
    const { count, out, ...values } = parse(args, { ...pollTarget, count: text, out: text });
    const { site, poll } = await pollOf(values);
    const { invite } = await import("./invite.ts");
    await invite(site, { poll, count: Number(count), out, print });
  },
  async deploy(args) {
    const { content, to } = parse(args, { content: text, to: text });
    const { deploy } = await import("./deploy.ts");
    await deploy({ content: contentFolder(content), to: readUrl(to) });
  },
};

for (const [name, options] of Object.entries(ACTS)) {
  commands[name] = async (args) => {
    const more = Object.fromEntries(options.map((option) => [option, text]));
    const values = parse(args, { ...pollTarget, ...more });
    const { site, poll } = await pollOf(values);
    const { act } = await import("./acts.ts");
    await act(site, name, { ...values, poll }, print);
  };
}

/** The site and the poll that a command is about. */
async function pollOf(given: {
  poll?: string | undefined;
  to?: string | undefined;
  token?: string | undefined;
  by?: string | undefined;
}): Promise<{ site: Target; poll: string }> {
  if (given.poll === undefined) throw new CliError("Which poll? Name it: --poll P", 2);
  const site = await findTarget({ to: readUrl(given.to), token: given.token });
  return { site: { ...site, by: given.by ?? process.env["USER"] ?? "" }, poll: given.poll };
}

/** The site that a command speaks to. */
async function siteOf(given: {
  to?: string | undefined;
  token?: string | undefined;
}): Promise<Target> {
  return findTarget({ to: readUrl(given.to), token: given.token });
}

/** Options, and the article that is named before or after them. */
function parseNamed<T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: T) {
  try {
    const { values, positionals } = parseArgs({
      args,
      options,
      strict: true,
      allowPositionals: true,
    });
    const [slug, ...more] = positionals;
    if (slug !== undefined && more.length === 0) return { ...values, slug };
  } catch (error) {
    throw new CliError(`${messageOf(error)}. See: npx hustings --help`, 2);
  }
  throw new CliError(
    "Which article? Name one, by its file's name without .md. See: npx hustings --help",
    2,
  );
}

function parse<T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new CliError(`${messageOf(error)}. See: npx hustings --help`, 2);
  }
}

function readPort(value: string | undefined): number {
  const port = value === undefined ? DEFAULT_PORT : Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && value !== "") return port;
  throw new CliError(`--port takes a whole number from 0 to 65535, not ${value}`, 2);
}

function readUrl(value: string | undefined): string | undefined {
  if (value === undefined || /^https?:\/\//.test(URL.canParse(value) ? value : "")) return value;
  throw new CliError(`--to takes an address such as https://www.example.org, not ${value}`, 2);
}

/** A folder as the user names it is meant from where the user is; the default is the project's. */
function contentFolder(value: string | undefined): string {
  return value === undefined ? `${PROJECT}content` : resolve(value);
}

async function main([name, ...args]: string[]): Promise<void> {
  const asks = [name, ...args].some((word) => word === "--help" || word === "-h");
  if (name === undefined || name === "help" || asks) {
    print(HELP);
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new CliError(`There is no command “${name}”. See: npx hustings --help`, 2);
  await command(args);
}

try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  if (!(error instanceof CliError)) console.error(error);
  console.error(`hustings: ${error instanceof CliError ? error.message : messageOf(error)}`);
  process.exit(error instanceof CliError ? error.exitCode : 1);
}
