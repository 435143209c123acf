import { PUBLISHING } from "./publishing.ts";
import {
  answer,
  type At,
  describe,
  type Described,
  file,
  type HeaderName,
  json,
  jsonOrForm,
  type Part,
  query,
  refusals,
} from "./parts.ts";
import type { ProblemKind } from "./problems.ts";

const POSITIVE = { schema: { type: "integer", minimum: 1 } };
const CSV = file("text/csv");
const XLSX = file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

/** What programs read. */
const READING: Described[] = [
  data("results.json", "results", "A poll's numbers", json("Results"), "Link"),
  data("results.csv", "resultsCsv", "Its numbers as a table", CSV, "Content-Disposition"),
  data("results.xlsx", "resultsXlsx", "The same table as a workbook", XLSX, "Content-Disposition"),
  data("results.svg", "resultsChart", "Its numbers as a chart", file("image/svg+xml")),
  data("votes.csv", "votesCsv", "One row for each vote that stands", CSV, "Content-Disposition"),
  data("codebook.txt", "codebook", "What each column and number means", file("text/plain")),
  describe("GET /oembed", {
    operationId: "oembed",
    tags: ["open data"],
    summary: "The frame for a poll's address (oEmbed 1.0)",
    parameters: [
      query("url", "The poll's address.", {
        required: true,
        example: "https://example.org/polls/next-summit",
      }),
      query("format", "Only json can be had.", { schema: { type: "string", default: "json" } }),
      query("maxwidth", "Pixels.", POSITIVE),
      query("maxheight", "Pixels.", POSITIVE),
    ],
    responses: {
      200: answer("What to put into a page.", json("OEmbed"), "Access-Control-Allow-Origin"),
      ...refusals(["no-such-poll", "format", "not-set-up", "unavailable"], { cors: true }),
    },
  }),
  describe("GET /health", {
    operationId: "health",
    tags: ["site"],
    summary: "Whether each store answers",
    responses: {
      200: answer("All do.", json("Health")),
      503: answer("One does not.", json("Health")),
    },
  }),
];

function data(
  name: string,
  operationId: string,
  summary: string,
  content: Part,
  ...headers: HeaderName[]
): Described {
  const cors = "Access-Control-Allow-Origin";
  const refused: ProblemKind[] = ["no-such-poll", "too-many", "not-set-up", "unavailable"];
  // What the columns mean is no secret before the numbers are published.
  if (name !== "codebook.txt") refused.unshift("results-not-public");
  return describe(`GET /polls/{poll}/${name}`, {
    operationId,
    tags: ["open data"],
    summary,
    parameters: [
      {
        name: "If-None-Match",
        in: "header",
        description: "The ETag of what the client has: 304 where it is still so.",
        schema: { type: "string" },
      },
    ],
    responses: {
      200: answer("The numbers that everybody may see.", content, "ETag", cors, ...headers),
      304: answer("Unchanged.", undefined, "ETag", cors),
      ...refusals(refused, { cors: true }),
    },
  });
}

// In the order in which they are found out.
const REFUSED_VOTERS: ProblemKind[] = [
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
  "not-set-up",
  "unavailable",
];

const VOTER: Part[] = [
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

const VOTE_ANSWER = json("VoteAnswer");

/** What voters send, on the site and in frames. */
const VOTING: Described[] = (["", "Framed"] as const).flatMap((place) => {
  const base = place === "" ? "/polls/{poll}" : "/embed/polls/{poll}";
  return [
    voting(`POST ${base}/votes`, {
      operationId: `vote${place}`,
      summary: "Cast a ballot, or change it where the poll lets votes be revised",
      body: jsonOrForm(
        "Ballot",
        { answers: { place: ["geneva"] }, audience: "students" },
        { "q.place": ["geneva"], audience: "students" },
      ),
      done: {
        200: answer("The same ballot was counted before: its receipt again.", VOTE_ANSWER),
        201: answer("Counted.", VOTE_ANSWER, "Location"),
      },
      refuses: ["already-voted", "looked", "outdated", "no-vote", "throttled"],
    }),
    voting(`POST ${base}/withdraw`, {
      operationId: `withdrawVote${place}`,
      summary: "Take a vote back, where the poll lets votes be revised",
      body: jsonOrForm("Withdrawal", { vote: 1 }, { vote: "1" }),
      done: { 200: answer("Withdrawn, now or before.", VOTE_ANSWER) },
      refuses: ["not-revisable", "no-vote"],
    }),
    voting(`POST ${base}/look`, {
      operationId: `lookAtNumbers${place}`,
      summary:
        "Give up one's vote to see the numbers, where they are shown to those who have voted",
      body: jsonOrForm("Look", {}, {}),
      done: { 200: answer("The numbers, in results.", VOTE_ANSWER) },
      refuses: ["no-look"],
    }),
  ];
});

function voting(
  at: At,
  about: {
    operationId: string;
    summary: string;
    body: Part;
    done: Record<string, Part>;
    refuses: ProblemKind[];
  },
): Described {
  const { body, done, refuses, ...rest } = about;
  return describe(at, {
    ...rest,
    tags: ["voting"],
    description:
      "Who sends JSON, or accepts JSON and not HTML, is answered in JSON; others by a page. A body takes at most 16 KiB.",
    parameters: VOTER,
    requestBody: { required: true, content: body },
    responses: {
      ...done,
      303: answer("Done: the poll's page says what.", undefined, "Location"),
      307: answer(
        "Here is a cookie, by which voters are told apart: come again with it, and the same body.",
        undefined,
        "Location",
        "Set-Cookie",
      ),
      ...refusals([...REFUSED_VOTERS, ...refuses], { pages: true }),
    },
    security: [{}, { member: [] }],
  });
}

/** Everything that programs may ask of a site. */
export const OPERATIONS: readonly Described[] = [...READING, ...VOTING, ...PUBLISHING];
