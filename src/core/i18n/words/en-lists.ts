import { type Formats, pluralPicker } from "./formats.ts";
import type { ListWords } from "./list-words.ts";

const plural = pluralPicker("en");

/** Texts about polls in lists, on audiences' pages, in charts and in citations. */
export function lists({ number }: Formats): ListWords {
  const some = (n: number, one: string): string =>
    `${number(n)} ${plural(n, { one, other: `${one}s` })}`;
  return {
    polls: {
      every: "Every poll of this publication, open and closed, with its numbers.",
      lead: "Every poll of this publication. Readers choose to take part, so the numbers speak for those who voted and for nobody else.",
      open: "Open",
      soon: "Soon",
      closed: "Closed",
      all: "All polls",
      none: "No polls here.",
      asked: "Readers are asked",
      level: (options, { closed, first }) =>
        `${closed ? "A tie" : "Level"}${first ? " in first preferences" : ""}${closed ? "" : " so far"}: ${options}`,
      preferences: "Most first preferences",
      selections: "Chosen most often",
      chose: "Most votes",
      leading: "Leading",
      opensOn: (date) => `Opens ${date}`,
      closesOn: (date) => `Closes ${date}`,
      closedOn: (date) => `Closed ${date}`,
      votes: (n) => some(n, "vote"),
      before: (n) => `${number(n)} of them counted before`,
    },
    audience: {
      title: "How these readers voted",
      hint: (audience) =>
        `Whoever votes may say which readers they belong to. These are the answers of those who chose “${audience}”, beside those of all who voted.`,
      howTitle: "How to read these numbers",
      how: [
        "Nobody was drawn by lot: readers chose to vote. The numbers say what those who voted think, and nothing about anybody else.",
        "A percentage of few votes moves a long way with each one. Look at the number of voters before you compare.",
        "That two groups differ does not say why. They may have read different articles before they voted.",
        "Counts below five are left out, and others with them, so that nobody’s answer can be worked out.",
      ],
      elsewhere: "The numbers are on the poll’s own page.",
      firstOf: (poll, questions) => `${poll}: the first of ${number(questions)} questions`,
      opensOn: (date) => `Voting opens on ${date}.`,
      afterVote: "The numbers are shown to those who have voted.",
      whenClosed: "The numbers are shown when the poll has closed.",
      afterClose: (date) => `The numbers are shown after the close, on ${date}.`,
      allNumbers: "All numbers",
      allVoters: "All voters",
      firstPreference: "First preference",
      someWithheld: (audience) =>
        `Some numbers of “${audience}” are withheld (–): they are below five, or would give away one that is.`,
      withheld: (audience) =>
        `The numbers of “${audience}” are withheld: some are below five, or would give away one that is.`,
      noVotes: "Nobody has voted here yet.",
      notApart:
        "Readers are not told apart in this poll: too few of them have voted so far, or all are of one group.",
      noneOfThese: (audience) =>
        `Nobody who chose “${audience}” has answered this question so far.`,
      several:
        "Several options could be chosen: percentages are of voters, and may add up to more than 100.",
      before: (n) =>
        `Of all voters’ numbers, ${number(n)} were counted before, in another system, without their audience.`,
      dataOf: (poll) => `Data: ${poll}`,
      json: "Numbers (JSON)",
      csv: "Numbers (CSV)",
      votesCsv: "Votes (CSV)",
      codebook: "Codebook",
    },
    period: {
      notOpen: "not open yet",
      opens: (date) => `opens ${date}`,
      between: (from, to) => `open from ${from} to ${to}`,
      since: (date) => `open since ${date}`,
      until: (date) => `open until ${date}`,
      open: "open",
      closed: "closed",
      closedOn: (date) => `closed ${date}`,
    },
    chart: {
      kicker: (period) => `Reader poll, ${period}`,
      noVotes: "No votes.",
      votes: (n) => `${some(n, "vote")}.`,
      votesBefore: (all, before, here) =>
        `${number(all)} in all: ${number(before)} counted before, ${number(here)} here.`,
      preferences: (voters) => `First preferences of ${some(voters, "voter")}.`,
      selections: (voters, all) =>
        `${some(voters, "voter")}, ${some(all, "selection")}. Percentages are of voters, who could choose several options.`,
      selectionsBefore: (voters, all, before) =>
        `${some(voters, "voter")}, ${some(all, "selection")}, ${number(before)} of them counted before. Percentages are of voters, who could choose several options.`,
      selectionsUnknown: (voters, all, before) =>
        `${some(voters, "voter")} here, ${some(all, "selection")}, ${number(before)} of them counted before by a number of voters that is not known.`,
      counting: "The instant runoff is being counted.",
      noWinner: "The instant runoff has no winner.",
      wins: (round, ballots, of, exhausted, option) => {
        const none = exhausted === 0 ? "" : ` (${number(exhausted)} for none of those left)`;
        return `Wins the instant runoff in round\u00A0${number(round)}, with ${number(ballots)} of ${some(of, "ballot")}${none}: ${option}`;
      },
      tie: (ballots, of, options) =>
        `The instant runoff ends in a tie, with ${number(ballots)} of ${some(of, "ballot")} each: ${options}`,
      brokenBy: {
        "earlier-round":
          "A tie on the way was broken by an earlier round, and that decided the result.",
        order:
          "A tie on the way was broken by the order of the options, and that decided the result.",
      },
      before: (source) => `Counted before: ${source}`,
      source: (site) =>
        `Source: ${site}. Readers chose to take part; the result represents no population.`,
    },
    cite: {
      title: (title) => `“${title}”`,
      poll: "reader poll",
      votes: (n) => some(n, "vote"),
      brought: "counts from another system",
      votesBrought: (n) => `${number(n)} votes from another system`,
      and: (here, brought) => `${here} and ${brought}`,
      accessed: (date) => `Accessed ${date}.`,
    },
  };
}
