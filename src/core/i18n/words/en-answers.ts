import type { AnswerWords } from "./answer-words.ts";
import { type Formats, pluralPicker } from "./formats.ts";

const plural = pluralPicker("en");

/** Texts of refusals and of mistakes in a ballot. */
export function answers({ number, dateTime }: Formats): AnswerWords {
  return {
    refusal: {
      backToPoll: "Back to the poll",
      notFound: {
        title: "Not found",
        detail: "There is no page at this address. It may have moved, or never have been here.",
      },
      gone: {
        title: "No longer here",
        detail: "What was at this address has been taken out of the publication.",
      },
      wrongMethod: {
        title: "Not possible here",
        detail: "This address takes no such request. Its header Allow says which it takes.",
      },
      unavailable: {
        title: "Not available just now",
        detail: "The site could not answer just now. Please try again in a few seconds.",
      },
      broken: {
        title: "Something went wrong here",
        detail:
          "This page could not be made, and that is the site's fault. It has been noted. Other pages may work.",
      },
      noSuchPoll: { title: "No such poll", detail: "There is no poll at this address." },
      foreignOrigin: {
        title: "Please vote on this site",
        detail: "This ballot came from another site. Open the poll's own page and vote there.",
      },
      notABallot: {
        title: "This is not a ballot",
        detail: "Send a ballot as application/x-www-form-urlencoded or as application/json.",
      },
      tooLarge: {
        title: "This ballot is too large",
        detail: "A ballot takes at most 16 KiB.",
      },
      tooMany: {
        title: "Too many ballots at once",
        detail:
          "Very many ballots came from your network within a minute. Please try again in a minute.",
      },
      tooManyRequests: {
        title: "Too many requests at once",
        detail:
          "Very many requests came from your network within a minute. Please try again in a minute.",
      },
      cookieNeeded: {
        title: "Your browser did not keep the cookie",
        detail:
          "This poll knows by one cookie that you have voted. Allow cookies for this site and vote again. Programs may send an Idempotency-Key instead.",
      },
      voterNeeded: {
        title: "It can't be told who votes",
        detail: "Send the voter cookie or an Idempotency-Key.",
      },
      alreadyVoted: {
        title: "You have voted already",
        detail: "Your earlier vote is counted. This poll takes one ballot from each voter.",
      },
      alreadyVoided: {
        title: "You have voted already",
        detail:
          "Your vote was struck out by the publication. This poll takes one ballot from each voter.",
      },
      changedOften: (times) => ({
        title: "You have voted already",
        detail: `You have changed it ${number(times)} ${plural(times, { one: "time", other: "times" })}, and can't change it again. You can still withdraw it.`,
      }),
      looked: {
        title: "You have chosen to see the numbers",
        detail:
          "Whoever has seen the numbers of this poll without voting can't vote in it any more.",
      },
      outdated: {
        title: "Your vote was changed in the meantime",
        detail:
          "This ballot was to take the place of an earlier one. Change your present vote instead.",
      },
      notOpen: (time) => ({
        title: "Voting has not begun",
        detail: `This poll opens on ${dateTime(time)}.`,
      }),
      closed: (time) => ({
        title: "This poll is closed",
        detail: `It closed on ${dateTime(time)}. This ballot was not counted.`,
      }),
      throttled: (seconds) => ({
        title: "Very many ballots came from your network",
        detail: `Your ballot is not counted yet. Please vote again in ${
          seconds === 1 ? "a second" : `${number(seconds)} seconds`
        }.`,
      }),
      throttledHuman: {
        title: "Very many ballots came from your network",
        detail: "Show below that no machine is voting, and vote again.",
      },
      invitationNeeded: {
        title: "This poll is for those who were invited",
        detail: "Enter the code of your invitation: 16 letters and digits.",
      },
      invitationUnknown: {
        title: "This poll is for those who were invited",
        detail: "This code was not made for this poll. Codes have 16 letters and digits.",
      },
      membershipNeeded: {
        title: "This poll is for members",
        detail: "Sign in with your account at this publication, and vote again.",
      },
      notRevisable: {
        title: "This vote can't be withdrawn",
        detail: "Votes of this poll stand as they were cast.",
      },
      noVote: {
        title: "There is no such vote of yours",
        detail: "It may have been changed or withdrawn in the meantime.",
      },
      noLook: {
        title: "There is nothing to give up a vote for",
        detail: "The numbers of this poll are shown to everybody, or to nobody before it closes.",
      },
    },
    ballot: {
      title: "This ballot can't be counted",
      question: (n, problem) => `question ${number(n)} ${problem}`,
      textOf: (n, problem) => `the text of question ${number(n)} ${problem}`,
      part: (field, problem) => `${field} ${problem}`,
      needsAnswer: "needs an answer",
      needsAtLeast: (n) => `needs at least ${number(n)} options`,
      takesOne: "takes one option",
      takesAtMost: (n) => `takes at most ${number(n)} options`,
      samePlace: "gives one place to two options",
      tooLong: (n) => `is longer than ${number(n)} characters`,
      noText: "has characters that are no text",
      notChosen: (option) => `goes with “${option}”, which is not chosen`,
      nothing: "must answer at least one question",
      noAudience: "is not an audience of this site",
      unreadable: (english) => english,
    },
  };
}
