import { imageFilePaths } from "./images.ts";
import {
  answer,
  file,
  HEADERS,
  HTML,
  IF_NONE_MATCH,
  inQuery,
  json,
  type Operation,
  PAGE,
  type Part,
  type Paths,
  POLL,
  refusals,
  SLUG,
} from "./parts.ts";
import { feedPaths } from "./feeds.ts";
import { listPagePaths } from "./lists.ts";
import type { ProblemKind } from "./problems.ts";

const CORS = "Access-Control-Allow-Origin";
const PAGES = ["pages"];
const DATA = ["open data"];

/** What everybody may read. */
export function readPaths(): Paths {
  return {
    "/": page("frontPage", "The front page", HTML),
    "/polls": page("allPolls", "All polls", HTML),
    "/articles/{slug}": article(),
    "/{page}": plainPage(),
    "/preview/{slug}": preview(),
    ...listPagePaths((id, summary, ...parameters) => page(id, summary, HTML, ...parameters)),
    "/search": search(),
    ...feedPaths(),
    "/polls/{poll}": pollPage("pollPage", "A poll, as this reader may see it"),
    "/embed/polls/{poll}": pollPage("pollFrame", "The same for a frame in another site's page"),
    ...imageFilePaths(),
    "/polls/{poll}/results.json": results(),
    "/polls/{poll}/results.csv": data("resultsCsv", "A poll's numbers as a table", "text/csv", [
      "Content-Disposition",
    ]),
    "/polls/{poll}/results.svg": data(
      "resultsChart",
      "A poll's numbers as a chart",
      "image/svg+xml",
    ),
    "/polls/{poll}/votes.csv": data("votesCsv", "One row for each vote that stands", "text/csv", [
      "Content-Disposition",
    ]),
    "/polls/{poll}/codebook.txt": {
      get: ofData("codebook", "What each column and number means", file("text/plain"), []),
    },
    "/oembed": oembed(),
    "/health": health(),
    "/schemas/results.json": document(
      "resultsSchema",
      "The JSON Schema of results.json (2020-12)",
      "application/schema+json",
    ),
    "/api/openapi.json": document("description", "This description", "application/json"),
  };
}

function page(operationId: string, summary: string, content: Part, ...parameters: Part[]) {
  const found = answer("The page.", content, "ETag");
  // Not always there.
  const headers = { ...(found.headers as Part), ETag: { ...HEADERS.ETag, required: false } };
  const get: Operation = {
    operationId,
    tags: PAGES,
    summary,
    description:
      "The same bytes for every reader. The ETag is left out where a poll in the page did not answer in time.",
    parameters: [...parameters, IF_NONE_MATCH],
    responses: {
      200: { ...found, headers },
      304: answer("Unchanged.", undefined, "ETag"),
      ...refusals({ people: true }, "not-found", "unavailable"),
    },
  };
  return { get };
}

function plainPage() {
  const { get } = page("plainPage", "A page of the publication's own", HTML, PAGE);
  return {
    get: { ...get, responses: { ...get.responses, ...refusals({ people: true }, "gone") } },
  };
}

function search() {
  const pageNumber = { type: "integer", minimum: 1, default: 1 };
  const get: Operation = {
    operationId: "search",
    tags: PAGES,
    summary: "Articles that words are found in, the best first",
    description:
      'All words must be in an article, the last also as the beginning of one; "words in quotes" must follow one another; none of the -words. Case and accents make no difference.',
    parameters: [
      inQuery("q", "What to look for. Left out: the newest articles."),
      inQuery("page", "Ten articles each.", { schema: pageNumber }),
    ],
    responses: {
      200: answer("The page.", HTML),
      ...refusals({ people: true }, "not-found", "unavailable"),
    },
  };
  return { get };
}

function article() {
  const { get } = page("article", "An article", HTML, SLUG);
  const responses = {
    ...get.responses,
    301: answer("It has another name now.", undefined, "Location"),
    ...refusals({ people: true }, "gone"),
  };
  return { get: { ...get, responses } };
}

function preview() {
  const get: Operation = {
    operationId: "previewPage",
    tags: PAGES,
    summary: "An article as it is now, a draft too, for whoever has a signed address",
    description: "A signature that is wrong or has expired is answered as what is not there.",
    parameters: [
      SLUG,
      inQuery("expires", "Seconds since 1970 (UTC)."),
      inQuery("signature", "Of article and time, by the site."),
    ],
    responses: {
      200: answer("The page.", HTML),
      ...refusals({ people: true }, "not-found", "unavailable"),
    },
  };
  return { get };
}

function pollPage(operationId: string, summary: string) {
  const get: Operation = {
    operationId,
    tags: PAGES,
    summary,
    parameters: [
      POLL,
      inQuery("code", "The code of an invitation."),
      inQuery("token", "A member's signed token (JWT)."),
      inQuery("vote", "The number of a vote, with its receipt: shows that vote."),
      inQuery("receipt", "The receipt of that vote."),
      inQuery("notice", "earlier: a ballot was taken for a late copy of one that was superseded."),
    ],
    responses: {
      200: answer("The poll with form, numbers and this reader's own vote.", HTML),
      ...refusals({ people: true }, "no-such-poll", "unavailable"),
    },
  };
  return { get };
}

function data(
  operationId: string,
  summary: string,
  type: string,
  headers: ("Content-Disposition" | "Link")[] = [],
) {
  return { get: ofData(operationId, summary, file(type), headers, "results-not-public") };
}

function results() {
  const summary = "A poll's numbers";
  return { get: ofData("results", summary, json("Results"), ["Link"], "results-not-public") };
}

function ofData(
  operationId: string,
  summary: string,
  content: Part,
  headers: ("Content-Disposition" | "Link")[],
  ...kinds: ProblemKind[]
): Operation {
  return {
    operationId,
    tags: DATA,
    summary,
    parameters: [POLL, IF_NONE_MATCH],
    responses: {
      200: answer("The numbers that everybody may see.", content, "ETag", CORS, ...headers),
      304: answer("Unchanged.", undefined, "ETag", CORS),
      ...refusals({ headers: [CORS] }, ...kinds, "no-such-poll", "unavailable"),
    },
  };
}

function oembed() {
  const address = "https://example.org/polls/next-summit";
  const pixels = { schema: { type: "integer", minimum: 1 } };
  const get: Operation = {
    operationId: "oembed",
    tags: DATA,
    summary: "The frame for a poll's address (oEmbed 1.0)",
    parameters: [
      inQuery("url", "The poll's address.", { required: true, example: address }),
      inQuery("format", "Only json can be had.", { schema: { type: "string", default: "json" } }),
      inQuery("maxwidth", "Pixels.", pixels),
      inQuery("maxheight", "Pixels.", pixels),
    ],
    responses: {
      200: answer("What to put into a page.", json("OEmbed"), CORS),
      ...refusals({ headers: [CORS] }, "no-such-poll", "format", "unavailable"),
    },
  };
  return { get };
}

function health() {
  const get: Operation = {
    operationId: "health",
    tags: ["site"],
    summary: "Whether each store answers",
    responses: {
      200: answer("All do.", json("Health")),
      503: answer("One does not.", json("Health")),
    },
  };
  return { get };
}

function document(operationId: string, summary: string, type: string) {
  const content = { [type]: { schema: { type: "object" } } };
  const get: Operation = {
    operationId,
    tags: ["site"],
    summary,
    responses: { 200: answer("The document.", content, CORS) },
  };
  return { get };
}
