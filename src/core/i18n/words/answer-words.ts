/** The title and text of an error page. */
interface Message {
  title: string;
  detail: string;
}

/** Texts of refusals and of mistakes in a ballot. */
export interface AnswerWords {
  refusal: {
    backToPoll: string;
    notFound: Message;
    gone: Message;
    wrongMethod: Message;
    unavailable: Message;
    broken: Message;
    noSuchPoll: Message;
    foreignOrigin: Message;
    notABallot: Message;
    tooLarge: Message;
    tooMany: Message;
    tooManyRequests: Message;
    cookieNeeded: Message;
    voterNeeded: Message;
    alreadyVoted: Message;
    alreadyVoided: Message;
    changedOften: (times: number) => Message;
    looked: Message;
    outdated: Message;
    notOpen: (time: number) => Message;
    closed: (time: number) => Message;
    throttled: (seconds: number) => Message;
    throttledHuman: Message;
    invitationNeeded: Message;
    invitationUnknown: Message;
    membershipNeeded: Message;
    notRevisable: Message;
    noVote: Message;
    noLook: Message;
  };
  ballot: {
    title: string;
    question: (n: number, problem: string) => string;
    textOf: (n: number, problem: string) => string;
    /** A problem that concerns no question. `field`: the name in the request. */
    part: (field: string, problem: string) => string;
    needsAnswer: string;
    needsAtLeast: (n: number) => string;
    takesOne: string;
    takesAtMost: (n: number) => string;
    samePlace: string;
    tooLong: (n: number) => string;
    noText: string;
    notChosen: (option: string) => string;
    nothing: string;
    noAudience: string;
    /** Any other problem; the ballot form cannot cause one. `english`: the message for programs. */
    unreadable: (english: string) => string;
  };
}
