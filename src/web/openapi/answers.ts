import * as v from "valibot";
import type { ActDetail, ActRecord, Audit, Desk, PublicationAct } from "../../core/polls/audit.ts";
import type { Accounts } from "../../core/results/results.ts";
import { resultsSchema } from "../../core/results/results-schema.ts";
import type { Tally } from "../../core/results/tally.ts";
import type { PublishStep } from "../../publish/publish.ts";
import type { ProjectedTallies } from "../../store/votes/projection.ts";

// What the Worker answers with, beside results.json. Nothing is checked by these schemas but by tests: they hold
// every answer against the description that is made from them.

type Schema<T> = v.GenericSchema<T, T>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const counts = v.record(v.string(), count);
const text = v.string();
const digest = v.pipe(text, v.regex(/^[0-9a-f]{64}$/));
const failed = v.pipe(
  v.nullable(text),
  v.description("Why D1's copy could not be brought up to date; null where it was."),
);

/** A moment as text. */
export const moment = v.pipe(text, v.isoTimestamp());

const ownVoteEntries = {
  poll: v.pipe(text, v.description("The poll's id.")),
  seq: v.pipe(v.number(), v.integer(), v.minValue(1), v.description("Place in the ledger.")),
  castAt: moment,
  receipt: v.pipe(
    text,
    v.regex(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/),
    v.description("Sixteen letters and digits that nobody else is told."),
  ),
  answers: v.pipe(v.record(text, v.array(text)), v.description("Question → options.")),
  texts: v.exactOptional(v.pipe(v.record(text, text), v.description("Question → own words."))),
  audience: v.nullable(text),
  state: v.pipe(
    v.picklist(["counted", "withdrawn", "voided", "looked"]),
    v.description("What has become of it; looked: given up to see the numbers."),
  ),
  reason: v.exactOptional(v.pipe(text, v.description("Why it was voided."))),
};

/** A vote as its voter is told of it. */
export const ownVote = v.strictObject(ownVoteEntries);

/** The answer to a ballot, a withdrawal and a look. */
export const voteAnswer = v.strictObject({
  ...ownVoteEntries,
  results: v.pipe(
    v.nullable(resultsSchema),
    v.description("The numbers; null where this voter may not see them yet."),
  ),
});

/** `GET /oembed`. */
export const oembedAnswer = v.strictObject({
  version: v.literal("1.0"),
  type: v.literal("rich"),
  title: text,
  provider_name: text,
  provider_url: text,
  cache_age: count,
  html: text,
  width: count,
  height: count,
});

const role = v.picklist(["editor", "operator"]);
const digests = v.pipe(v.record(text, digest), v.description("Name → SHA-256 of the content."));

/** `GET /api/manifest`. */
export const manifestAnswer = v.strictObject({
  site: v.nullable(v.strictObject({ digest, origin: text })),
  articles: digests,
  polls: digests,
  images: digests,
  pages: digests,
  shareImages: v.pipe(digests, v.description("Path → what the picture for its sharers shows.")),
  redirects: v.pipe(v.nullable(digest), v.description("Of all redirects; null: none ever were.")),
  role: v.pipe(role, v.description("What the one who asks may do.")),
  version: v.pipe(v.string(), v.description("Which version of the Worker answers.")),
});

/** `PUT /api/site`, `PUT /api/images/:name` and `PUT /api/redirects`. */
export const digestAnswer = v.strictObject({ digest });

/** `PUT /api/polls/:poll` and `POST /api/polls`. */
export const outcomesAnswer = v.strictObject({
  outcomes: v.pipe(
    v.record(text, v.picklist(["created", "changed", "unchanged"])),
    v.description("Poll → what became, or with dryRun would become, of its definition."),
  ),
});

/** `PUT /api/articles/:slug`, `POST /api/articles`, and the same of pages. */
export const savedAnswer = v.strictObject({
  saved: v.pipe(count, v.description("How many.")),
});

/** `POST /api/articles/:slug/preview`. */
export const previewAnswer = v.strictObject({
  url: v.pipe(text, v.url(), v.description("For whoever may see the article.")),
  until: v.pipe(moment, v.description("When the address ends.")),
});

const revision = v.pipe(v.number(), v.integer(), v.minValue(1), v.description("Its number."));

/** `GET /api/articles/:slug/revisions`. */
export const revisionsAnswer = v.strictObject({
  slug: text,
  revisions: v.pipe(
    v.array(
      v.strictObject({
        revision,
        at: moment,
        title: text,
        draft: v.boolean(),
        size: v.pipe(count, v.description("Characters of the text.")),
      }),
    ),
    v.description("The newest first."),
  ),
});

/** `GET /api/articles/:slug/revisions/:revision`. */
export const revisionAnswer = v.strictObject({
  slug: text,
  revision,
  at: moment,
  digest,
  meta: v.pipe(v.looseObject({ title: text }), v.description("The front matter.")),
  body: v.pipe(text, v.description("Markdown.")),
});

/** `POST /api/publish`. */
export const stepAnswer: Schema<PublishStep> = v.strictObject({
  done: v.pipe(v.boolean(), v.description("false: ask again.")),
  remaining: v.pipe(count, v.description("Pages still to be rendered.")),
  written: v.pipe(count, v.description("Pages written.")),
  deleted: v.pipe(count, v.description("Pages taken out.")),
});

/** `GET /api/polls`. */
export const pollsAnswer = v.strictObject({ polls: v.array(text) });

const tally: Schema<Tally> = v.strictObject({
  votes: count,
  voters: counts,
  options: v.record(text, counts),
});
const tallies = v.strictObject({ all: tally, audiences: v.record(text, tally) });
const accounts: Schema<Accounts> = v.strictObject({
  received: count,
  counted: count,
  refused: counts,
  revised: count,
  withdrawn: count,
  voided: count,
  looked: count,
});

/** A poll's books and D1's copy of them. */
interface Books extends Audit {
  atProjected: Tally;
  atKept: Tally;
  failed: string | null;
  d1: ProjectedTallies;
}

/** `GET /api/polls/:poll/audit`. */
export const auditAnswer: Schema<Books> = v.strictObject({
  seq: v.pipe(count, v.description("The ledger's last entry.")),
  tallies: v.pipe(tallies, v.description("Kept while voting.")),
  fold: v.pipe(tallies, v.description("The ledger, added up anew.")),
  accounts,
  entries: v.strictObject({
    vote: count,
    withdrawal: count,
    void: count,
    look: count,
    revised: count,
    first: count,
  }),
  numbering: v.pipe(
    v.strictObject({ last: count, strays: count }),
    v.description("The last entry's number; how many have another than the next."),
  ),
  voters: count,
  version: count,
  projected: v.pipe(
    v.strictObject({ seq: count, version: count }),
    v.description("What D1 has acknowledged."),
  ),
  ranked: v.array(text),
  shards: v.pipe(count, v.description("Over how many objects the poll is split.")),
  atProjected: v.pipe(tally, v.description("The ledger up to projected.seq, added up.")),
  atKept: v.pipe(tally, v.description("The ledger up to d1.seq, added up.")),
  failed,
  d1: v.strictObject({
    kept: tally,
    fold: tally,
    accounts: v.nullable(accounts),
    version: v.nullable(count),
    seq: count,
  }),
});

/** `GET /api/polls/:poll/audit/votes`. */
export const differencesAnswer = v.strictObject({
  different: v.pipe(
    v.array(v.strictObject({ seq: count, ledger: v.boolean(), d1: v.boolean() })),
    v.description("Entries that are not the same in both, and where they are at all."),
  ),
  next: v.pipe(v.nullable(count), v.description("What to ask for next (after); null at the end.")),
});

/** `POST /api/polls/:poll/reproject`. */
export const reprojectAnswer = v.strictObject({ failed });

const detail: Schema<ActDetail> = v.record(text, v.nullable(v.union([text, v.number()])));

/** `POST /api/polls/:poll/acts`. */
export const actAnswer = v.strictObject({ poll: text, act: text, by: text, detail, failed });

/** `GET /api/polls/:poll/acts`. */
export const actsAnswer: Schema<{ acts: (Omit<ActRecord, "at"> & { at: string })[] }> =
  v.strictObject({
    acts: v.array(v.strictObject({ at: moment, who: text, what: text, detail })),
  });

/** `GET /api/log`. */
export const logAnswer: Schema<{
  acts: (Omit<PublicationAct, "at"> & { at: string })[];
  next: string | null;
}> = v.strictObject({
  acts: v.array(
    v.strictObject({
      at: moment,
      who: text,
      role,
      what: v.pipe(text, v.description("Method and address.")),
      outcome: v.pipe(
        v.picklist(["begun", "done", "refused", "failed"]),
        v.description("begun: it is not known whether it was done."),
      ),
      detail,
    }),
  ),
  next: v.pipe(v.nullable(text), v.description("What to ask for next (before); null at the end.")),
});

/** `GET /api/polls/:poll/desk`. */
export const deskAnswer: Schema<Desk> = v.strictObject({
  texts: v.array(v.strictObject({ question: text, text, votes: count })),
  approved: v.record(text, v.array(text)),
  invitations: v.strictObject({ made: count, used: count }),
  networks: v.pipe(
    v.array(v.strictObject({ network: text, votes: count, first: count, last: count })),
    v.description("The networks with the most votes, and the times of these (ms since 1970)."),
  ),
});
