import type { Guard, QuestionKind, ResultsPolicy } from "../polls/poll.ts";
import { SMALLEST_CELL } from "./suppress.ts";
import { FEW_VOTES } from "./votes-csv.ts";

// The parts of a codebook that are the same for every poll.

/** Guard → who may vote. */
export const GUARDS: Readonly<Record<Guard, string>> = {
  open: "any reader of the site; one ballot for each browser, known by a cookie",
  careful:
    "any reader of the site; one ballot for each browser, known by a cookie, and not too many at once from one network",
  invited: "whoever has a code that was made for this poll; one ballot for each code",
  member:
    "whoever has a signed token of the publication’s own accounts; one ballot for each account",
};

/** Results policy → when and to whom the numbers are shown. */
export const POLICIES: Readonly<Record<ResultsPolicy, string>> = {
  always: "to everybody, at all times",
  "after-vote":
    "to those who have voted or gave up their vote to see them; to everybody after the poll has closed",
  "after-close": "to everybody after the poll has closed, to nobody before",
};

/** Question kind → what an answer is. */
export const KINDS: Readonly<Record<QuestionKind, string>> = {
  single: "one option",
  multiple: "several options, in no order",
  ranked: "several options in order of preference",
};

/** Reason → what it means. */
export const REASONS: Readonly<Record<string, string>> = {
  repeated: "the same ballot was sent again; it is counted once",
  "already-voted": "another ballot of the same voter was counted before",
  looked: "the voter had given up the vote to see the numbers",
  "not-open": "sent before the poll opened",
  closed: "sent after the poll had closed",
  invalid: "not filled in as the poll asks",
  throttled: "too many came from one network at once",
  "invitation-needed": "without a code that was made for this poll",
  "membership-needed": "without a signed token",
  "voter-needed": "it could not be told who votes",
};

export const METHOD = `The voters are readers who chose to take part. They are not a sample: the numbers represent no population, neither the publication’s readers nor any public, and no margin of error can be given for them. Nothing is weighted. A ballot that is sent twice counts once; a person with several browsers is not recognised.`;

/** Column → meaning. */
export const RESULTS_COLUMNS: readonly (readonly [string, string])[] = [
  ["poll", "the poll’s id"],
  ["question", "the question’s id"],
  ["question_text", "its wording"],
  ["kind", "single, multiple or ranked"],
  [
    "audience",
    "`all` for all voters; an audience’s id for those who said that they belong to it; `not-said` for those who did not say",
  ],
  ["voters", "votes counted here that answer the question, of this audience; empty where withheld"],
  ["option", "the option’s id"],
  ["option_text", "its wording"],
  [
    "votes",
    "votes counted here that chose it, of this audience; of a ranked question, first preferences; empty where withheld",
  ],
  ["opening", "a count brought from another system; empty in the rows of audiences"],
  ["total", "votes + opening; empty in the rows of audiences"],
  [
    "percent",
    "share of base in per cent, to one decimal, or more where one would make it 0 or 100 and it is neither none nor all; empty in the rows of audiences, and where base is",
  ],
  [
    "base",
    "what the percentages are of: the question’s total; of a multiple question the voters who answered it; empty in the rows of audiences, and where that is not known",
  ],
];

/** Column → meaning; one column per question follows. */
export const VOTES_COLUMNS: readonly (readonly [string, string])[] = [
  [
    "sequence",
    `the vote’s number in the poll’s ledger, which also counts votes that no longer stand: numbers may be missing. With fewer than ${FEW_VOTES} votes: the row’s number, which says nothing`,
  ],
  ["hour", `the hour (UTC) in which the vote was cast. With fewer than ${FEW_VOTES} votes: empty`],
  [
    "audience",
    "an audience’s id; empty where the voter did not say, or where the audience is withheld",
  ],
];

/** Question kind → how its answers are written in votes.csv. */
export const ANSWERS: Readonly<Record<QuestionKind, string>> = {
  single: "the option’s id",
  multiple: "the options’ ids, joined by |, in the poll’s order",
  ranked: "the options’ ids, joined by >, the most preferred first",
};

export const CSV = `CSV files are as in RFC 4180: UTF-8 with a byte order mark, the first row naming the columns. A text that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line break) is preceded by an apostrophe, which is not part of it.`;

export const ROWS = `One row for each vote that stands: not those that were revised, withdrawn or voided. It has no receipts, no voters’ keys, and no words of the voters’ own. With ${FEW_VOTES} votes or more, rows are in the order in which the votes were counted. With fewer, when a vote arrived could tell whose it is: rows are sorted by what they say, and neither number nor hour is given.`;

export const SUPPRESSION = `In the tables of audiences a number below ${SMALLEST_CELL} is withheld, and as many others as it takes that it cannot be computed from the sums of rows and columns. An option that nobody chose is shown as 0 to everybody. Where all that does not help, no table of audiences is published. Where only one group has answered a question there is no table of it.

votes.csv names an audience only if no number of its row is withheld in any of these tables and if each of its distinct sets of answers was given by at least ${SMALLEST_CELL} votes. If that leaves a single group without a name, the smallest of the others is left without one too. Those who did not say are a group in this. Where no table of audiences is published, votes.csv names none.`;

export const PERCENTAGES = `Each percentage is the option’s own share, rounded half up by itself: equal counts have equal percentages. They are in per cent of all votes for the question’s options; of a multiple question in per cent of the voters who answered it, who could choose several options, so that they may add up to more than 100. Files give one decimal; pages and charts give whole numbers, “<1” and “>99” for what is neither none nor all, and say so where these do not add up to 100. Where selections of a multiple question were brought from another system, and it is not known from how many voters, there are no percentages. Where nobody has answered, they are 0.`;

export const TIES = `Options that share the most votes are a tie; no rule decides between them. They are in results.json as \`tie\`.`;

export const RUNOFF = `Ranked questions are counted by instant runoff. In each round every ballot counts for the option that it ranks highest among those left; a ballot that ranks none of them is exhausted. An option with more than half of the ballots that still count wins. Else the option with the fewest leaves. A tie for the fewest is broken by the round before, then the one before that, and so on back to the first; options that were level in all of them leave in the reverse of the order in which the poll lists them. If all options that are left were level in all rounds, and it makes a difference which of them leaves, that order does not decide: those that could win are tied, and nobody wins. Where a tie on the way was broken, and the outcome would be different had it been broken otherwise, results.json says what broke it (\`decidedBy\`, \`level\`, \`brokenBy\`), and so do the poll’s page and chart. Exhausted ballots remain in the number of ballots that pages and charts print. The rounds are in results.json; elsewhere numbers of a ranked question are first preferences.`;

export const ACCOUNTS = `Every ballot that reaches the poll is accounted for:

    received = counted + the sum of refused
    counted  = votes that stand + revised + withdrawn + voided`;
