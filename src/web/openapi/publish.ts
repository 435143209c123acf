import {
  body,
  inPath,
  inQuery,
  json,
  PAGE,
  type Part,
  type Paths,
  POLL,
  refusals,
  SLUG,
} from "./parts.ts";
import { imagePaths } from "./images.ts";
import { of, sent } from "./requests.ts";
import { MAX_BATCH } from "../api/publish-input.ts";

const example = {
  site: {
    name: "The Review",
    audiences: [{ id: "students", name: "For students" }],
    authors: [{ id: "ann", name: "Ann Author" }],
    securityContact: "mailto:security@example.com",
  },
  poll: {
    id: "next-summit",
    title: "The next summit",
    revisable: true,
    questions: [
      {
        id: "place",
        text: "Where should it be?",
        kind: "single",
        options: [
          { id: "geneva", text: "Geneva" },
          { id: "vienna", text: "Vienna" },
        ],
      },
    ],
  },
  article: {
    slug: "the-dull-summit",
    meta: {
      title: "In praise of the dull summit",
      date: "2026-10-05",
      authors: ["ann"],
      tags: ["summits"],
    },
    body: 'A paragraph.\n\n::poll{id="next-summit"}',
  },
  page: { slug: "about", meta: { title: "About this site" }, body: "A paragraph." },
};

const BY: Part = {
  name: "Hustings-By",
  in: "header",
  description: "With the token: a name, to be written down as said.",
  schema: { type: "string" },
};
const DRY_RUN = inQuery("dryRun", "Ask only: nothing is changed.", { allowEmptyValue: true });

/** What a publication sends. */
export function publishPaths(): Paths {
  return {
    "/api/log": {
      get: of("log", "Every write of this API, and whose it was; the newest first", "Log", [
        inQuery("before", "The next of the page before."),
      ]),
    },
    "/api/manifest": { get: of("manifest", "What is published, by digests", "Manifest") },
    "/api/site": {
      put: sent("putSite", "The publication itself", "SavedDigest", json("Site", example.site)),
    },
    ...imagePaths(),
    "/api/polls": {
      get: of("polls", "Ids of all polls", "PollIds"),
      post: sent(
        "putPolls",
        `At most ${MAX_BATCH} polls: all are taken, or none`,
        "SavedPolls",
        json("Polls", { polls: [example.poll] }),
        DRY_RUN,
        BY,
      ),
    },
    "/api/polls/{poll}": {
      put: sent("putPoll", "A poll", "SavedPolls", json("Poll", example.poll), POLL, DRY_RUN, BY),
    },
    "/api/articles": {
      post: sent(
        "putArticles",
        `At most ${MAX_BATCH} articles: all are taken, or none`,
        "SavedArticles",
        json("Articles", { articles: [example.article] }),
      ),
    },
    "/api/articles/{slug}": {
      put: sent(
        "putArticle",
        "An article",
        "SavedArticles",
        json("Article", example.article),
        SLUG,
      ),
    },
    "/api/pages": {
      post: sent(
        "putPages",
        `At most ${MAX_BATCH} pages of the publication's own: all are taken, or none`,
        "SavedPages",
        json("Pages", { pages: [example.page] }),
      ),
    },
    "/api/pages/{page}": {
      put: sent("putPage", "One of them", "SavedPages", json("Page", example.page), PAGE),
    },
    "/api/publish": {
      post: sent(
        "publish",
        "Take content out, and render some pages: to be repeated until done",
        "PublishStep",
        json("Removals", { remove: { articles: [], polls: [], images: [], pages: [] } }),
        BY,
      ),
    },
    ...editorialPaths(),
    ...pollPaths(),
  };
}

function editorialPaths(): Paths {
  const base = "/api/articles/{slug}";
  const revision = inPath("revision", "A revision's number.", "1", "^[1-9]\\d{0,8}$");
  const preview = sent(
    "preview",
    "An address at which an article can be seen as it is now, a draft too",
    "PreviewLink",
    json("Preview", { hours: 24 }),
    SLUG,
  );
  return {
    "/api/redirects": {
      put: sent(
        "putRedirects",
        "Where addresses without a page lead: these in place of all there were",
        "SavedDigest",
        json("Redirects", {
          redirects: [
            { from: "/2019/summits", to: "/articles/the-dull-summit" },
            { from: "/jobs", status: 410 },
          ],
        }),
      ),
    },
    [`${base}/preview`]: {
      post: {
        ...preview,
        responses: { ...preview.responses, ...refusals({}, "no-such-article") },
      },
    },
    [`${base}/revisions`]: {
      get: of(
        "revisions",
        "Every state that an article was published in",
        "Revisions",
        [SLUG],
        "no-such-article",
      ),
    },
    [`${base}/revisions/{revision}`]: {
      get: of("revision", "One of them", "Revision", [SLUG, revision], "no-such-revision"),
    },
  };
}

function pollPaths(): Paths {
  const base = "/api/polls/{poll}";
  const moment = (name: string): Part => inQuery(name, "A date or date-time.");
  const whole = { schema: { type: "integer", minimum: 0 } };
  return {
    [`${base}/audit`]: {
      get: of("audit", "A poll's books and D1's copy of them", "Audit", [POLL], "no-such-poll"),
    },
    [`${base}/audit/votes`]: {
      get: of("differences", "Votes that are not the same in ledger and copy", "Differences", [
        POLL,
        inQuery("after", "Only entries with higher numbers.", whole),
        inQuery("upTo", "Votes after this one may be missing in the copy.", whole),
      ]),
    },
    [`${base}/reproject`]: {
      post: of(
        "reproject",
        "Make D1's copy anew",
        "Reprojected",
        [POLL],
        "foreign-origin",
        "no-such-poll",
      ),
    },
    [`${base}/acts`]: {
      get: of("acts", "What was done with a poll, by whom; the newest first", "Acts", [POLL]),
      post: {
        ...of(
          "act",
          "Do something with a poll",
          "ActDone",
          [POLL, BY],
          "foreign-origin",
          "no-such-poll",
          "act-refused",
          "too-large",
          "invalid-act",
        ),
        requestBody: body(json("Act", { act: "hide" })),
      },
    },
    [`${base}/desk`]: {
      get: of(
        "desk",
        "What only the publication may see: own words, invitations, networks",
        "Desk",
        [POLL, moment("from"), moment("to")],
        "no-such-poll",
      ),
    },
  };
}
