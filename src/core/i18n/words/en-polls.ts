import { type Formats, pluralPicker } from "./formats.ts";
import type { PollWords } from "./poll-words.ts";

const plural = pluralPicker("en");
const SAME = "A ballot that is sent twice counts once";
const OF_VOTERS =
  "Percentages are of voters, who could choose several options: they may add up to more than 100.";

/** Texts of a poll. */
export function polls({ number }: Formats): PollWords {
  const rounds = (n: number): string =>
    `${number(n)} ${plural(n, { one: "round", other: "rounds" })}`;
  return {
    poll: {
      conducted: (days) => `Poll conducted ${days}`,
      opens: (time) => `Poll opens ${time}`,
      openUntil: (time) => `Poll open until ${time}`,
      open: "Open poll",
      poll: "Poll",
      earlier:
        "The ballot that you just sent is one that you had replaced before, so it was taken for a late copy. To go back to it, change your vote here.",
      revise: "Change or withdraw your vote",
      withdraw: "Withdraw your vote",
      lookNote: "You can see the numbers without voting. You can't vote in this poll afterwards.",
      look: "Show results without voting",
      wrote: (texts) => `You wrote: ${texts}`,
      receipt: (receipt) => `Receipt ${receipt}`,
      counted: { yours: "Your vote is counted.", byReceipt: "This vote is counted." },
      entry: (entry, time) => `It is entry ${entry} of this poll, cast ${time}.`,
      cast: (time) => `It was cast ${time}.`,
      withdrawn: { yours: "Your vote is withdrawn.", byReceipt: "This vote is withdrawn." },
      since: (time) => `It no longer counts, since ${time}.`,
      voided: {
        yours: "Your vote was struck out by the publication.",
        byReceipt: "This vote was struck out by the publication.",
      },
      reason: (reason) => `The reason: ${reason}`,
      looked: "You chose to see the numbers without voting",
      notBegun: "Voting has not begun.",
      members: "This poll is for members of the publication.",
      signIn: "Sign in",
      cannotShow: "The numbers can't be shown just now. Voting may work all the same.",
      afterVote:
        "The numbers are shown to those who have voted, and to everybody when the poll has closed.",
      afterClose: (time) =>
        `The numbers are published when the poll closes${time === null ? "" : `, on ${time}`}.`,
      source: (site) => `A poll of ${site}`,
      reuse: "Use elsewhere",
      cite: "Cite",
      embed: "Put this poll into your own page",
    },
    form: {
      vote: "Vote",
      change: "Change your vote",
      optional: "Optional",
      orLeft: (hint) => `${hint} (optional)`,
      exactly: (n) => `Choose ${number(n)}`,
      upTo: (max) => `Choose up to ${number(max)}`,
      atLeast: (min) => `Choose at least ${number(min)}`,
      between: (min, max) => `Choose ${number(min)} to ${number(max)}`,
      all: "Choose all that apply",
      order: "Put the options in your order: 1 for the one you like best",
      orderUpTo: (max) =>
        `Put the options in your order: 1 for the one you like best, up to ${number(max)} of them`,
      orderSome:
        "Put the options in your order: 1 for the one you like best. You may leave some out",
      section: "Which section is yours? (optional)",
      rather: "I'd rather not say",
      another: "Another",
      code: "Code of your invitation",
    },
    results: {
      yourPlace: (place) => `Your no. ${number(place)}`,
      yours: "Your choice",
      voided: (votes, date, reason) =>
        `${number(votes)} ${plural(votes, { one: "vote", other: "votes" })} voided on ${date}: ${reason}`,
      first: (voters) => `First preferences of ${voters} in all.`,
      selections: (voters, all) => `Voters: ${voters}. Selections: ${all}. ${OF_VOTERS}`,
      selectionsBefore: (voters, votersBefore, all, before, here) =>
        `Voters: ${voters} (${votersBefore} of them counted before). Selections: ${all} (${before} of them counted before, ${here} here). ${OF_VOTERS}`,
      selectionsUnknown: (voters, all, before, here) =>
        `Voters here: ${voters}. Selections: ${all} (${before} of them counted before, ${here} here). There are no percentages, because it is not known how many voters were counted before.`,
      rounded: "Each percentage is rounded by itself, so they do not add up to 100.",
      all: (all) => `${all} in all.`,
      allBefore: (all, before, here) => `${all} in all: ${before} counted before, ${here} here.`,
      texts: "What readers wrote",
      runoff: (outcome) => `Instant runoff: ${outcome}`,
      noWinner: (n) => `No winner after ${rounds(n)}`,
      wins: (option, n, by) => {
        const what = by === "order" ? "the order of the options" : "an earlier round";
        return `${option} wins in ${rounds(n)}${by === null ? "" : `, after a tie that ${what} broke`}`;
      },
      tie: (options, n) => `A tie after ${rounds(n)}: ${options}`,
      brokenBy: {
        "earlier-round": (options, n) =>
          `In round ${number(n)} these were level: ${options}. The one with the fewest in an earlier round left. Had another left, the result could have been different.`,
        order: (options, n) =>
          `In round ${number(n)} these were level, as in all rounds before: ${options}. The one that the poll lists last left, because nothing else could decide. Had another left, the result could have been different.`,
      },
      notBroken: (options, n) =>
        `In round ${number(n)} these were level, as in all rounds before: ${options}. Which one wins would depend on which one leaves, so the poll ends in a tie.`,
      runoffHow: (entry) =>
        `In each round every ballot counts for the option that it ranks highest among those left. An option with more than half of them wins; else the one with the fewest leaves. A tie for the fewest is broken by the rounds before, from the last to the first, and then against the option that the poll lists later; if all that are left are level in all rounds, it is a tie. Counted up to entry ${entry} of the ledger.`,
      roundsOf: (question) => `Rounds: ${question}`,
      round: (n) => `Round ${number(n)}`,
      leaves: (votes) => `${votes} (leaves)`,
      exhausted: "Rank none of those left",
      ballots: "All ballots",
      option: "Option",
      voters: "Voters",
      byAudience: "By audience",
      byAudienceOf: (question) => `By audience: ${question}`,
      notSaid: "Did not say",
      withheld: "–: fewer than five, or a number from which such a one could be worked out.",
    },
    method: {
      title: "How this poll was made",
      who: "Who could vote",
      whoOf: {
        open: "Any reader of this site.",
        careful: "Any reader of this site.",
        invited: "Whoever was given a code by the publication.",
        member: "Members of the publication, signed in with their accounts.",
      },
      chose:
        "Voters chose to take part: the result does not represent any population, and no margin of error can be given for it.",
      repeats: "Repeats",
      repeatsOf: {
        open: `One ballot for each browser, known by a cookie. ${SAME}; a person with several browsers is not recognised, nor one who votes here and in another site's page.`,
        careful: `One ballot for each browser, known by a cookie. ${SAME}; a person with several browsers is not recognised.`,
        invited: `One ballot for each code. ${SAME}.`,
        member: `One ballot for each account. ${SAME}.`,
      },
      network: (atOnce, perMinute) =>
        `From one network at most ${number(atOnce)} ballots are taken at once, and ${number(perMinute)} a minute after that, unless it is shown that people send them.`,
      revisable: "Votes could be changed or withdrawn until the poll closed.",
      wording: "Wording and order",
      alike: "Exactly as shown here, to every reader alike.",
      shuffled: "Exactly as shown here; options in an order of its own for each reader.",
      opened: "Opened",
      closes: "Closes",
      notSet: "not set",
      exceptMended: "Except for what was mended later, as said below.",
      reworded: "Reworded after votes",
      mended: (from, to, date, reason) => `“${from}” became “${to}” on ${date}: ${reason}`,
      before: "Counted before",
      brought: "Counts brought from another system.",
      ballots: "Ballots that reached the poll",
      counted: (n) => `${number(n)} counted`,
      refused: (n, reason) => `${number(n)} refused (${reason})`,
      standing: (votes, others) => `Of those counted ${number(votes)} stand, ${others}`,
      changed: (n) => `${number(n)} changed later`,
      withdrawn: (n) => `${number(n)} withdrawn`,
      voided: (n) => `${number(n)} voided`,
      looks: (n) => `Looked without voting: ${number(n)}`,
      reasons: {
        repeated: "the same ballot sent again",
        "already-voted": "a second, different ballot",
        looked: "after a look at the numbers",
        "no-vote": "to change a vote that is not the sender's",
        outdated: "to change a vote that was changed already",
        "not-open": "before the opening",
        closed: "after the closing",
        invalid: "not filled in as the poll asks",
        throttled: "too many at once from one network",
        "invitation-needed": "without a valid code",
        "membership-needed": "not signed in",
      },
      data: "Data",
      everyVote: "every vote",
      chart: "chart",
      codebook: "codebook",
    },
    script: {
      sending: "Sending…",
      failed: "Your vote could not be sent. Nothing is lost: please try again.",
      newNumbers: (sum) => `New numbers: ${sum}`,
      closed: "This poll has closed.",
      placeOf: (option) => `Place of ${option}`,
      up: (option) => `Move ${option} up`,
      down: (option) => `Move ${option} down`,
      only: (places) => `Only ${number(places)} can be placed.`,
      noPlace: (option) => `${option} has no place.`,
      place: (option, place, of) => `${option} is number ${place} of ${of}.`,
    },
  };
}
