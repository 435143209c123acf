/** Texts about polls in lists, on audiences' pages, in charts and in citations. */
export interface ListWords {
  polls: {
    every: string;
    lead: string;
    open: string;
    soon: string;
    closed: string;
    all: string;
    none: string;
    asked: string;
    /** Of a poll that is open or `closed`; of a ranked question, `first` preferences. */
    level: (options: string, poll: { closed: boolean; first: boolean }) => string;
    preferences: string;
    selections: string;
    chose: string;
    leading: string;
    opensOn: (date: string) => string;
    closesOn: (date: string) => string;
    closedOn: (date: string) => string;
    votes: (n: number) => string;
    before: (n: number) => string;
  };
  audience: {
    title: string;
    hint: (audience: string) => string;
    howTitle: string;
    how: readonly string[];
    elsewhere: string;
    firstOf: (poll: string, questions: number) => string;
    opensOn: (date: string) => string;
    afterVote: string;
    whenClosed: string;
    afterClose: (date: string) => string;
    allNumbers: string;
    allVoters: string;
    firstPreference: string;
    someWithheld: (audience: string) => string;
    withheld: (audience: string) => string;
    noVotes: string;
    notApart: string;
    noneOfThese: (audience: string) => string;
    several: string;
    before: (n: number) => string;
    dataOf: (poll: string) => string;
    json: string;
    csv: string;
    votesCsv: string;
    codebook: string;
  };
  period: {
    notOpen: string;
    opens: (date: string) => string;
    between: (from: string, to: string) => string;
    since: (date: string) => string;
    until: (date: string) => string;
    open: string;
    closed: string;
    closedOn: (date: string) => string;
  };
  chart: {
    kicker: (period: string) => string;
    noVotes: string;
    votes: (n: number) => string;
    votesBefore: (all: number, before: number, here: number) => string;
    preferences: (voters: number) => string;
    selections: (voters: number, all: number) => string;
    selectionsBefore: (voters: number, all: number, before: number) => string;
    /** Where it is not known how many voters were counted in another system. */
    selectionsUnknown: (voters: number, all: number, before: number) => string;
    counting: string;
    noWinner: string;
    /** `of`: all ballots; `exhausted`: those of them that rank none of the options left. */
    wins: (round: number, ballots: number, of: number, exhausted: number, option: string) => string;
    tie: (ballots: number, of: number, options: string) => string;
    /** What broke a tie, if it decided the outcome. */
    brokenBy: Record<"earlier-round" | "order", string>;
    before: (source: string) => string;
    source: (site: string) => string;
  };
  cite: {
    title: (title: string) => string;
    poll: string;
    votes: (n: number) => string;
    brought: string;
    votesBrought: (n: number) => string;
    and: (here: string, brought: string) => string;
    accessed: (date: string) => string;
  };
}
