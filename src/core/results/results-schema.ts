import * as v from "valibot";

// A JSON Schema is generated from this, so it has no transforms and nothing that JSON Schema cannot express.

/** A non-negative integer. */
function count(what: string) {
  return v.pipe(v.number(), v.integer(), v.minValue(0), v.description(what));
}

function words(what: string) {
  return v.pipe(v.string(), v.description(what));
}

function moment(what: string) {
  return v.pipe(v.string(), v.isoTimestamp(), v.description(what));
}

const votesHere = "of a ranked question, first preferences";

const round = v.strictObject({
  counts: v.pipe(
    v.record(v.string(), count("Ballots.")),
    v.description(
      "Option → ballots that prefer it to all others left, for each option still in the running.",
    ),
  ),
  exhausted: count("Ballots that rank none of the options still in the running."),
  eliminated: v.pipe(
    v.nullable(v.string()),
    v.description("The option that leaves after this round; null in the last."),
  ),
  level: v.pipe(
    v.array(v.string()),
    v.description(
      "Options that were level where it made a difference which of them left; empty where it made none.",
    ),
  ),
  brokenBy: v.pipe(
    v.nullable(v.picklist(["earlier-round", "order"])),
    v.description(
      "What decided which of these left. earlier-round: they were not level in an earlier round; order: the one that the poll lists last; null: nothing did, or there are none.",
    ),
  ),
});

const runoff = v.strictObject({
  seq: count("It counts the ledger up to this entry."),
  rounds: v.pipe(v.array(round), v.description("The rounds, in order.")),
  winner: v.pipe(
    v.nullable(v.string()),
    v.description("The option that wins; null in a tie, and where nobody has voted."),
  ),
  tie: v.pipe(
    v.array(v.string()),
    v.description(
      "Without a winner: the options that tie. With one: the options that were level where that was decided by another rule than a majority. Else empty.",
    ),
  ),
  decidedBy: v.pipe(
    v.nullable(v.picklist(["majority", "earlier-round", "order"])),
    v.description(
      "What decided. majority: more than half of the ballots that still counted; earlier-round, order: that, but the winner would be another had a tie on the way been broken otherwise (see brokenBy); null where there is no winner.",
    ),
  ),
});

const option = v.strictObject({
  id: words("Id, as in results.csv and votes.csv."),
  text: words("Its wording."),
  votes: count(`Votes counted here that chose it; ${votesHere}.`),
  opening: count("Brought from another system."),
  total: count("votes + opening."),
  percent: v.pipe(
    v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
    v.description(
      "Share of the question's base in per cent, to one decimal, rounded half up by itself; with more decimals where one would make it 0 or 100, and it is neither none nor all. 0 where the base is 0, null where it is null.",
    ),
  ),
  shown: v.pipe(
    v.nullable(v.pipe(v.string(), v.regex(/^(?:\d+|<1|>99)$/))),
    v.description(
      "The same share as pages print it: a whole number, rounded half up by itself, or <1 or >99 for what is neither none nor all; null where percent is.",
    ),
  ),
});

const audience = v.strictObject({
  audience: v.pipe(
    v.nullable(v.string()),
    v.description("An audience's id; null: those who did not say."),
  ),
  voters: v.pipe(
    v.nullable(count("Votes.")),
    v.description(
      "Votes of this audience that answer the question; null where that could tell a small number.",
    ),
  ),
  options: v.pipe(
    v.record(v.string(), v.pipe(v.nullable(count("Votes.")), v.description("Votes, or null."))),
    v.description(
      "Option → votes; null where they are fewer than five, or could tell a number that is.",
    ),
  ),
});

const question = v.strictObject({
  id: words("Id, as in results.csv and votes.csv."),
  text: words("Its wording."),
  kind: v.pipe(
    v.picklist(["single", "multiple", "ranked"]),
    v.description("What an answer is: one option, several, or several in order of preference."),
  ),
  voters: count("Votes counted here that answer this question."),
  openingVoters: v.pipe(
    v.nullable(count("Voters.")),
    v.description(
      "Of a multiple question: the voters whose selections were brought from another system; null where that is not known or there are none.",
    ),
  ),
  selections: count(`Options chosen in them; ${votesHere}.`),
  opening: count("Selections brought from another system."),
  total: count("selections + opening."),
  base: v.pipe(
    v.nullable(count("Voters or votes.")),
    v.description(
      "What the percentages are of: total; of a multiple question the voters who answered it (voters + openingVoters), so that percentages may add up to more than 100; null where that is not known.",
    ),
  ),
  addsUp: v.pipe(
    v.boolean(),
    v.description(
      "Whether the whole percentages that pages print add up to 100; true where they need not.",
    ),
  ),
  options: v.pipe(v.array(option), v.description("The options, in the poll's order.")),
  tie: v.pipe(
    v.array(v.string()),
    v.description(
      "The options that share the most votes, if there are several; of a ranked question, those that tie in the instant runoff. Else empty.",
    ),
  ),
  runoff: v.pipe(
    v.nullable(runoff),
    v.description(
      "The instant runoff of a ranked question; null of others, and while it is being counted.",
    ),
  ),
  texts: v.pipe(
    v.array(v.string()),
    v.description(
      "What voters wrote for the option that asks for words, as far as an editor has let it through.",
    ),
  ),
  audiences: v.pipe(
    v.array(audience),
    v.description("The numbers of each audience; small ones are left out."),
  ),
});

const voiding = v.strictObject({
  at: moment("When, RFC 3339, UTC."),
  votes: count("How many."),
  reason: words("Why, in the publication's words."),
});

const rewording = v.strictObject({
  at: moment("When, RFC 3339, UTC."),
  question: words("The question's id."),
  option: v.pipe(
    v.nullable(v.string()),
    v.description("The option's id; null: the text of the question itself."),
  ),
  from: words("The old wording."),
  to: words("The new wording."),
  reason: words("Why, in the publication's words."),
});

/** The document `results.json`. */
export const resultsSchema = v.pipe(
  v.strictObject({
    poll: words("The poll's id."),
    title: words("The poll's title."),
    status: v.pipe(
      v.picklist(["upcoming", "open", "closed"]),
      v.description("Whether ballots are taken."),
    ),
    guard: v.pipe(
      v.picklist(["open", "careful", "invited", "member"]),
      v.description(
        "Who may vote. open: one ballot for each voter cookie; careful: that, and not too many at once from one network; invited: whoever has a code made for this poll; member: whoever has a signed token.",
      ),
    ),
    revisable: v.pipe(
      v.boolean(),
      v.description("Whether voters may change or withdraw their votes until the poll closes."),
    ),
    opensAt: v.pipe(
      v.nullable(moment("A moment.")),
      v.description("When voting begins, RFC 3339, UTC; null: not set."),
    ),
    closesAt: v.pipe(
      v.nullable(moment("A moment.")),
      v.description("When voting ends, RFC 3339, UTC; null: not set."),
    ),
    openingSource: v.pipe(
      v.nullable(v.string()),
      v.description("Where the opening counts come from; null where there are none."),
    ),
    version: count("Grows by one with every change of these numbers."),
    received: count("Ballots that reached the poll: counted + the sum of refused."),
    counted: count("Ballots counted: votes + revised + withdrawn + voided."),
    refused: v.pipe(
      v.record(v.string(), count("Ballots.")),
      v.description("Reason → ballots that were not counted."),
    ),
    revised: count("Votes superseded by a later ballot of the same voter."),
    withdrawn: count("Votes taken back by their voters."),
    voided: count("Votes struck out by the publication."),
    looked: count("Voters who gave up their vote to see the numbers. They sent no ballot."),
    votes: count("Votes that stand."),
    voids: v.pipe(
      v.array(voiding),
      v.description("Votes struck out by the publication, together and for one reason each time."),
    ),
    reworded: v.pipe(
      v.array(rewording),
      v.description("Typos that were mended after votes were counted, the oldest first."),
    ),
    questions: v.pipe(v.array(question), v.description("The questions, in the poll's order.")),
  }),
  v.title("Results of a reader poll"),
  v.description("A poll's numbers, as published."),
);
