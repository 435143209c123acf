import {
  answer,
  type Operation,
  json,
  jsonOrForm,
  type Part,
  type Paths,
  POLL,
  refusals,
} from "./parts.ts";
import type { ProblemKind } from "./problems.ts";

const VOTING = ["voting"];

// In the order in which they are found out.
const OF_ALL: ProblemKind[] = [
  "foreign-origin",
  "cookie-needed",
  "invitation-needed",
  "membership-needed",
  "voter-needed",
  "no-such-poll",
  "not-open",
  "closed",
  "too-large",
  "unsupported-media-type",
  "invalid-ballot",
  "too-many",
  "unavailable",
];

const WHO: Part[] = [
  POLL,
  {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Who votes, for a program without cookies: the same key is the same voter, and the same ballot again gives the same answer.",
    schema: { type: "string", pattern: "^[\\x21-\\x7E]{8,200}$" },
    example: "6f0c3f9e-2d54-4a7e-9d51-6a3c",
  },
  {
    name: "__Host-voter",
    in: "cookie",
    description: "Who votes, for a browser: given with the 307.",
    schema: { type: "string", pattern: "^[A-Za-z0-9_-]{22}$" },
  },
];

/** What voters send, on the site and in frames. */
export function votePaths(): Paths {
  return { ...pathsAt("/polls/{poll}", ""), ...pathsAt("/embed/polls/{poll}", "Framed") };
}

function pathsAt(base: string, place: string): Paths {
  return {
    [`${base}/votes`]: {
      get: backToPoll(`votes${place}`),
      post: {
        operationId: `vote${place}`,
        summary: "Cast a ballot, or change it where the poll lets votes be revised",
        requestBody: jsonOrForm(
          "Ballot",
          { answers: { place: ["geneva"] }, audience: "students" },
          { "q.place": ["geneva"], audience: "students" },
        ),
        ...common(
          {
            200: answer(
              "The same ballot was counted before: its receipt again.",
              json("VoteAnswer"),
            ),
            201: answer("Counted.", json("VoteAnswer"), "Location"),
          },
          "already-voted",
          "looked",
          "outdated",
          "no-vote",
          "throttled",
        ),
      },
    },
    [`${base}/withdraw`]: {
      get: backToPoll(`withdraw${place}`),
      post: {
        operationId: `withdrawVote${place}`,
        summary: "Take a vote back, where the poll lets votes be revised",
        requestBody: jsonOrForm("Withdrawal", { vote: 1 }, { vote: "1" }),
        ...common(
          { 200: answer("Withdrawn, now or before.", json("VoteAnswer")) },
          "not-revisable",
          "no-vote",
        ),
      },
    },
    [`${base}/look`]: {
      get: backToPoll(`look${place}`),
      post: {
        operationId: `lookAtNumbers${place}`,
        summary:
          "Give up one's vote to see the numbers, where they are shown to those who have voted",
        requestBody: jsonOrForm("Look", {}, {}),
        ...common({ 200: answer("The numbers, in results.", json("VoteAnswer")) }, "no-look"),
      },
    },
  };
}

function common(
  done: Record<string, Part>,
  ...kinds: ProblemKind[]
): Pick<Operation, "tags" | "description" | "parameters" | "responses" | "security"> {
  return {
    tags: VOTING,
    description:
      "Who sends JSON, or accepts JSON and not HTML, is answered in JSON; others by a page. A body takes at most 16 KiB.",
    parameters: WHO,
    responses: {
      ...done,
      303: answer("Done: the poll's page says what.", undefined, "Location"),
      307: answer(
        "Here is a cookie, by which voters are told apart: come again with it, and the same body.",
        undefined,
        "Location",
        "Set-Cookie",
      ),
      ...refusals({ people: true }, ...OF_ALL, ...kinds),
    },
    security: [{}, { member: [] }],
  };
}

function backToPoll(name: string): Operation {
  return {
    operationId: `${name}Page`,
    tags: VOTING,
    summary: "The address of a form, opened by hand: the poll is what was meant",
    parameters: [POLL],
    responses: {
      303: answer("The poll's page.", undefined, "Location"),
      ...refusals({ people: true }, "no-such-poll"),
    },
  };
}
