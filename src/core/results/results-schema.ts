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
});

const runoff = v.strictObject({
  seq: count("It counts the ledger up to this entry."),
  rounds: v.pipe(v.array(round), v.description("The rounds, in order.")),
  winner: v.pipe(
    v.nullable(v.string()),
    v.description("The option that wins; null where nobody has voted."),
  ),
});

const option = v.strictObject({
  id: words("Id, as in results.csv and votes.csv."),
  text: words("Its wording."),
  votes: count(`Votes counted here that chose it; ${votesHere}.`),
  opening: count("Brought from another system."),
  total: count("votes + opening."),
  percent: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(100),
    v.description(
      "Share of the question's total, in whole per cent by the largest remainder: a question's add up to 100, or are all 0.",
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
  selections: count(`Options chosen in them; ${votesHere}.`),
  opening: count("Selections brought from another system."),
  total: count("selections + opening: what the percentages are of."),
  options: v.pipe(v.array(option), v.description("The options, in the poll's order.")),
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
    questions: v.pipe(v.array(question), v.description("The questions, in the poll's order.")),
  }),
  v.title("Results of a reader poll"),
  v.description("A poll's numbers, as published."),
);
