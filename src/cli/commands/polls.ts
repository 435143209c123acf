import { type Command, command, type Options } from "./command.ts";
import { POLL, pollOf, siteOf } from "./common.ts";

const SPAN = {
  since: { type: "string", value: "TIME", help: "from this moment on" },
  before: { type: "string", value: "TIME", help: "before this moment" },
} as const satisfies Options;
const UNTIL = {
  until: { type: "string", value: "TIME", help: "its new end, or never" },
} as const satisfies Options;
const WORDS = {
  question: { type: "string", value: "Q", help: "the question's id" },
  text: { type: "string", value: "WORDS", help: "the words, as hustings desk prints them" },
} as const satisfies Options;

const REFUSED = { 1: "the site refused it, has no such poll, or does not answer" };

/** A command that performs one act on a poll. */
function act(
  name: string,
  summary: string,
  options: Options,
  example: string,
  needs = Object.keys(options),
): Command {
  const all: Options = { ...POLL, ...options };
  return command({
    name,
    summary,
    needs: ["poll", ...needs],
    options: all,
    exits: REFUSED,
    examples: [`npx hustings ${name} --poll next-summit${example}`],
    json: '{"poll", "act", "detail", "failed"}',
    async run({ values }, { print, env }) {
      const { site, poll } = await pollOf(values as Record<string, string | undefined>, env);
      const { act: doIt } = await import("../api/admin-actions.ts");
      return doIt(site, name, { ...values, poll }, print);
    },
  });
}

/** Commands for a single poll. */
export const POLL_COMMANDS = [
  act("open", "take ballots now", {}, ""),
  act("close", "take no more ballots, from now on", {}, " --by Ann"),
  act("reopen", "a new end for a closed poll", UNTIL, " --until 2027-01-31T18:00:00Z"),
  act("extend", "a new end for an open poll", UNTIL, " --until never"),
  act("hide", "take a poll out of readers' sight; its votes stay", {}, ""),
  act("show", "let readers find a hidden poll again", {}, ""),
  act(
    "void",
    "strike votes out, with a reason that the public numbers show",
    {
      reason: { type: "string", value: "WHY", help: "why: readers see it" },
      receipts: {
        type: "string",
        value: "R,R,…",
        help: "which votes: by their receipts; or by time:",
      },
      ...SPAN,
      network: {
        type: "string",
        value: "N",
        help: "of these, those of one network alone: see hustings desk",
      },
    },
    " --reason automated --since 2026-11-20T10:00:00Z --before 2026-11-20T10:20:00Z",
    ["reason"],
  ),
  act(
    "reword",
    "mend a typo after votes were counted; readers see the old wording, too",
    {
      question: { type: "string", value: "Q", help: "the question's id" },
      option: { type: "string", value: "O", help: "the option's id; without it, the question" },
      text: { type: "string", value: "TEXT", help: "the new wording" },
      reason: { type: "string", value: "WHY", help: "why: readers see it" },
    },
    ' --question place --option vienna --text "In Vienna" --reason "a letter was missing"',
    ["question", "text", "reason"],
  ),
  act("approve", "let readers' own words be shown", WORDS, ' --question place --text "In Vienna"'),
  act(
    "disapprove",
    "no longer show readers' own words",
    WORDS,
    ' --question place --text "In Vienna"',
  ),
  command({
    name: "desk",
    summary: "readers' own words, invitations, and networks with many votes",
    needs: ["poll"],
    options: { ...POLL, ...SPAN },
    exits: REFUSED,
    examples: ["npx hustings desk --poll next-summit --since 2026-11-20T00:00:00Z"],
    json: '{"invitations": {"made", "used"}, "texts": […], "approved": {…}, "networks": […]}',
    async run({ values }, { print, env }) {
      const { site, poll } = await pollOf(values, env);
      const { desk } = await import("../api/admin-actions.ts");
      return desk(site, { ...values, poll }, print);
    },
  }),
  command({
    name: "log",
    summary: "what was published, or done with a poll, by whom and when",
    about:
      "With --poll: what was done with that poll. Without: every write of the publishing API; “begun” is one of which nobody knows whether it was done.",
    options: {
      ...POLL,
      limit: { type: "string", value: "N", help: "without --poll: how many, the newest (100)" },
    },
    exits: REFUSED,
    examples: ["npx hustings log", "npx hustings log --poll next-summit"],
    json: '{"poll", "acts": [{"at", "who", "what", "detail"}]}; without --poll {"acts": [{"at", "who", "role", "what", "outcome", "detail"}]}',
    async run({ values: { limit, ...values } }, { print, env }) {
      const { log, siteLog } = await import("../api/admin-actions.ts");
      if (values.poll === undefined) {
        return siteLog(await siteOf(values, env), Number(limit ?? 100), print);
      }
      const { site, poll } = await pollOf(values, env);
      return log(site, poll, print);
    },
  }),
  command({
    name: "invite",
    summary: "make one-time codes for a poll with guard: invited",
    needs: ["poll", "count"],
    options: {
      ...POLL,
      count: { type: "string", value: "N", help: "how many codes" },
      out: {
        type: "string",
        value: "FILE",
        help: "a table (.csv) or slips to print (.html); else a table is printed",
      },
    },
    exits: REFUSED,
    examples: ["npx hustings invite --poll board-vote --count 500 --out codes.html"],
    json: '{"poll", "count", "out", "codes": [{"code", "url"}]}; codes are left out with --out',
    async run({ values: { count, out, ...values } }, { print, env }) {
      const { site, poll } = await pollOf(values, env);
      const { invite } = await import("../api/invite.ts");
      return invite(site, { poll, count: Number(count), out, print });
    },
  }),
  command({
    name: "reproject",
    summary: "make D1's copy of a poll's votes anew from its ledger",
    needs: ["poll"],
    options: POLL,
    exits: { 1: "D1 did not take all votes yet, or they still differ" },
    examples: ["npx hustings reproject --poll next-summit"],
    json: '{"ok", "polls": [{"poll", "votes", "differences": […]}]}',
    async run({ values }, { print, env }) {
      const { site, poll } = await pollOf(values, env);
      const { reproject } = await import("../backup/verify.ts");
      return reproject(site, poll, print);
    },
  }),
];
