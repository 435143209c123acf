import { IMAGE_TYPES, MAX_SHARE_IMAGES } from "../../core/content/picture.ts";
import { MAX_BATCH } from "../api/publish-input.ts";
import { EXAMPLE } from "./examples.ts";
import {
  answer,
  type At,
  describe,
  type Described,
  file,
  json,
  type Part,
  query,
  refusals,
} from "./parts.ts";
import type { ProblemKind } from "./problems.ts";
import type { SchemaName } from "./schemas.ts";

const BY: Part = {
  name: "Hustings-By",
  in: "header",
  description: "With the token: a name, to be written down as said.",
  schema: { type: "string" },
};
const DRY_RUN = query("dryRun", "Ask only: nothing is changed.", { allowEmptyValue: true });
const WHOLE = { schema: { type: "integer", minimum: 0 } };
const PIXELS = {
  schema: { type: "integer", minimum: 1, maximum: 99_999 },
  example: 8,
};
const OF_BYTES = "In pixels. Where the bytes are sent, and not JSON, it must be there.";
const PICTURES = file(...Object.keys(IMAGE_TYPES));
const ALL_OR_NONE = "all are taken, or none";

/** The publishing API. */
export const PUBLISHING: readonly Described[] = [
  api("GET /api/log", "log", "Every write of this API, and whose it was; the newest first", "Log", {
    parameters: [query("before", "The next of the page before.")],
  }),
  api("GET /api/manifest", "manifest", "What is published, by digests", "Manifest"),
  api("PUT /api/site", "putSite", "The publication itself", "SavedDigest", {
    body: json("Site", EXAMPLE.site),
  }),
  api("POST /api/files", "postFile", "A file of a picture, to be named later", "SavedDigest", {
    body: PICTURES,
  }),
  api(
    "PUT /api/images/{name}",
    "putImage",
    "A picture: its only file, or which files it has, the first for programs that know but one",
    "SavedDigest",
    {
      body: { ...json("Image", EXAMPLE.image), ...PICTURES },
      parameters: [query("width", OF_BYTES, PIXELS), query("height", OF_BYTES, PIXELS)],
    },
  ),
  api(
    "PUT /api/share-images",
    "putShareImages",
    `Pictures for those who share pages, at most ${MAX_SHARE_IMAGES}`,
    "SavedArticles",
    { body: json("ShareImages", { images: [EXAMPLE.shareImage] }) },
  ),
  api("GET /api/polls", "polls", "Ids of all polls", "PollIds"),
  api("POST /api/polls", "putPolls", `At most ${MAX_BATCH} polls: ${ALL_OR_NONE}`, "SavedPolls", {
    body: json("Polls", { polls: [EXAMPLE.poll] }),
    parameters: [DRY_RUN, BY],
  }),
  api("PUT /api/polls/{poll}", "putPoll", "A poll", "SavedPolls", {
    body: json("Poll", EXAMPLE.poll),
    parameters: [DRY_RUN, BY],
  }),
  api(
    "POST /api/articles",
    "putArticles",
    `At most ${MAX_BATCH} articles: ${ALL_OR_NONE}`,
    "SavedArticles",
    { body: json("Articles", { articles: [EXAMPLE.article] }) },
  ),
  api("PUT /api/articles/{slug}", "putArticle", "An article", "SavedArticles", {
    body: json("Article", EXAMPLE.article),
  }),
  api(
    "POST /api/pages",
    "putPages",
    `At most ${MAX_BATCH} pages of the publication's own: ${ALL_OR_NONE}`,
    "SavedPages",
    { body: json("Pages", { pages: [EXAMPLE.page] }) },
  ),
  api("PUT /api/pages/{page}", "putPage", "One of them", "SavedPages", {
    body: json("Page", EXAMPLE.page),
  }),
  api(
    "PUT /api/redirects",
    "putRedirects",
    "Where addresses without a page lead: these in place of all there were",
    "SavedDigest",
    { body: json("Redirects", EXAMPLE.redirects) },
  ),
  api(
    "POST /api/publish",
    "publish",
    "Take content out, and render some pages: to be repeated until done",
    "PublishStep",
    {
      body: json("Removals", { remove: { articles: [], polls: [], images: [], pages: [] } }),
      parameters: [BY],
    },
  ),
  api(
    "POST /api/articles/{slug}/preview",
    "preview",
    "An address at which an article can be seen as it is now, a draft too",
    "PreviewLink",
    { body: json("Preview", { hours: 24 }), refuses: ["no-such-article"] },
  ),
  api(
    "GET /api/articles/{slug}/revisions",
    "revisions",
    "Every state that an article was published in",
    "Revisions",
    { refuses: ["no-such-article"] },
  ),
  api("GET /api/articles/{slug}/revisions/{revision}", "revision", "One of them", "Revision", {
    refuses: ["no-such-revision"],
  }),
  api("GET /api/polls/{poll}/audit", "audit", "A poll's books and D1's copy of them", "Audit", {
    refuses: ["no-such-poll"],
  }),
  api(
    "GET /api/polls/{poll}/audit/votes",
    "differences",
    "Votes that are not the same in ledger and copy",
    "Differences",
    {
      parameters: [
        query("after", "Only entries with higher numbers.", WHOLE),
        query("upTo", "Votes after this one may be missing in the copy.", WHOLE),
      ],
    },
  ),
  api("POST /api/polls/{poll}/reproject", "reproject", "Make D1's copy anew", "Reprojected", {
    refuses: ["foreign-origin", "no-such-poll"],
  }),
  api(
    "GET /api/polls/{poll}/acts",
    "acts",
    "What was done with a poll, by whom; the newest first",
    "Acts",
  ),
  api("POST /api/polls/{poll}/acts", "act", "Do something with a poll", "ActDone", {
    body: json("Act", { act: "hide" }),
    parameters: [BY],
    invalid: "invalid-act",
    refuses: ["no-such-poll", "act-refused"],
  }),
  api(
    "GET /api/polls/{poll}/desk",
    "desk",
    "What only the publication may see: own words, invitations, networks",
    "Desk",
    {
      parameters: [query("from", "A date or date-time."), query("to", "A date or date-time.")],
      refuses: ["no-such-poll"],
    },
  ),
];

function api(
  at: At,
  operationId: string,
  summary: string,
  answers: SchemaName,
  more: {
    parameters?: Part[];
    body?: Part;
    /** What a body is that cannot be taken. */
    invalid?: ProblemKind;
    refuses?: ProblemKind[];
  } = {},
): Described {
  const { parameters = [], body, invalid = "invalid-content", refuses = [] } = more;
  const ofBody: ProblemKind[] = body ? ["foreign-origin", "too-large", invalid] : [];
  return describe(at, {
    operationId,
    tags: ["publishing"],
    summary,
    parameters,
    ...(body ? { requestBody: { required: true, content: body } } : {}),
    responses: {
      200: answer("Done.", json(answers)),
      ...refusals(["not-authorized", "role-needed", "too-many", ...ofBody, ...refuses]),
      ...refusals(["publishing-closed", "not-set-up", "over-plan", "unavailable"]),
    },
    security: [{ publishing: [] }, { access: [] }],
  });
}
