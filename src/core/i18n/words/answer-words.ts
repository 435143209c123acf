/** What a page says that does not do what was asked. */
export interface Said {
  title: string;
  detail: string;
}

/** Words of refusals, and of what is wrong with a ballot. */
export interface AnswerWords {
  refusal: {
    backToPoll: string;
    notFound: Said;
    gone: Said;
    wrongMethod: Said;
    unavailable: Said;
    broken: Said;
    noSuchPoll: Said;
    foreignOrigin: Said;
    notABallot: Said;
    tooLarge: Said;
    tooMany: Said;
    cookieNeeded: Said;
    voterNeeded: Said;
    alreadyVoted: Said;
    alreadyVoided: Said;
    changedOften: (times: number) => Said;
    looked: Said;
    outdated: Said;
    notOpen: (time: number) => Said;
    closed: (time: number) => Said;
    throttled: (seconds: number) => Said;
    throttledHuman: Said;
    invitationNeeded: Said;
    invitationUnknown: Said;
    membershipNeeded: Said;
    notRevisable: Said;
    noVote: Said;
    noLook: Said;
  };
  ballot: {
    title: string;
    question: (n: number, problem: string) => string;
    textOf: (n: number, problem: string) => string;
    /** What is about no question. `field`: its name in a request. */
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
    /** Anything else, which no form of ours sends. `english`: what programs are told. */
    unreadable: (english: string) => string;
  };
}
