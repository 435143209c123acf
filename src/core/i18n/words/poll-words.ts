type PerGuard<T> = Record<"open" | "careful" | "invited" | "member", T>;

/** A text for the voter, and one for a reader who opens the vote by its receipt. */
interface Whose {
  yours: string;
  byReceipt: string;
}

/** Texts of a poll: form, results, receipt, method. */
export interface PollWords {
  poll: {
    conducted: (days: string) => string;
    opens: (time: string) => string;
    openUntil: (time: string) => string;
    open: string;
    poll: string;
    earlier: string;
    revise: string;
    withdraw: string;
    lookNote: string;
    look: string;
    wrote: (texts: string) => string;
    receipt: (receipt: string) => string;
    counted: Whose;
    entry: (entry: string, time: string) => string;
    cast: (time: string) => string;
    withdrawn: Whose;
    since: (time: string) => string;
    voided: Whose;
    reason: (reason: string) => string;
    looked: string;
    notBegun: string;
    members: string;
    signIn: string;
    cannotShow: string;
    afterVote: string;
    afterClose: (time: string | null) => string;
    source: (site: string) => string;
    reuse: string;
    cite: string;
    embed: string;
  };
  form: {
    vote: string;
    change: string;
    optional: string;
    orLeft: (hint: string) => string;
    exactly: (n: number) => string;
    upTo: (max: number) => string;
    atLeast: (min: number) => string;
    between: (min: number, max: number) => string;
    all: string;
    order: string;
    orderUpTo: (max: number) => string;
    orderSome: string;
    section: string;
    rather: string;
    another: string;
    code: string;
  };
  results: {
    yourPlace: (place: number) => string;
    yours: string;
    voided: (votes: number, date: string, reason: string) => string;
    first: (voters: string) => string;
    selections: (voters: string, all: string) => string;
    /** `votersBefore`: those of `voters` that were counted in another system. */
    selectionsBefore: (
      voters: string,
      votersBefore: string,
      all: string,
      before: string,
      here: string,
    ) => string;
    /** Where it is not known how many voters were counted in another system. */
    selectionsUnknown: (voters: string, all: string, before: string, here: string) => string;
    /** Below percentages that do not add up to 100. */
    rounded: string;
    all: (all: string) => string;
    allBefore: (all: string, before: string, here: string) => string;
    texts: string;
    runoff: (outcome: string) => string;
    noWinner: (rounds: number) => string;
    /** `by`: what broke a tie on the way, if it decided the outcome. */
    wins: (option: string, rounds: number, by: "earlier-round" | "order" | null) => string;
    tie: (options: string, rounds: number) => string;
    /** What broke a tie of the options that were level, if it decided the outcome. */
    brokenBy: Record<"earlier-round" | "order", (options: string, round: number) => string>;
    notBroken: (options: string, round: number) => string;
    runoffHow: (entry: string) => string;
    roundsOf: (question: string) => string;
    round: (n: number) => string;
    leaves: (votes: string) => string;
    exhausted: string;
    /** All ballots of a round, with those that count for nothing any more. */
    ballots: string;
    option: string;
    voters: string;
    byAudience: string;
    byAudienceOf: (question: string) => string;
    notSaid: string;
    withheld: string;
  };
  method: {
    title: string;
    who: string;
    whoOf: PerGuard<string>;
    chose: string;
    repeats: string;
    repeatsOf: PerGuard<string>;
    network: (atOnce: number, perMinute: number) => string;
    revisable: string;
    wording: string;
    alike: string;
    shuffled: string;
    opened: string;
    closes: string;
    notSet: string;
    /** After `alike` or `shuffled`, if something was reworded. */
    exceptMended: string;
    reworded: string;
    mended: (from: string, to: string, date: string, reason: string) => string;
    before: string;
    brought: string;
    ballots: string;
    counted: (n: number) => string;
    refused: (n: number, reason: string) => string;
    standing: (votes: number, others: string) => string;
    changed: (n: number) => string;
    withdrawn: (n: number) => string;
    voided: (n: number) => string;
    looks: (n: number) => string;
    reasons: Readonly<Record<Reason, string>>;
    data: string;
    everyVote: string;
    chart: string;
    codebook: string;
  };
  /** Texts of scripts, which replace `%1`, `%2`, … by values. */
  script: {
    sending: string;
    failed: string;
    newNumbers: (sum: string) => string;
    closed: string;
    placeOf: (option: string) => string;
    up: (option: string) => string;
    down: (option: string) => string;
    only: (places: number) => string;
    noPlace: (option: string) => string;
    place: (option: string, place: string, of: string) => string;
  };
}

type Reason =
  | "repeated"
  | "already-voted"
  | "looked"
  | "no-vote"
  | "outdated"
  | "not-open"
  | "closed"
  | "invalid"
  | "throttled"
  | "invitation-needed"
  | "membership-needed";
