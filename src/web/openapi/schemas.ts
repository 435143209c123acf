import { type ConversionConfig, type JsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import * as v from "valibot";
import { articleSchema } from "../../core/content/article.ts";
import { ballotSchema, credentialEntries, voteNumber } from "../../core/ballots/ballot-json.ts";
import { instant } from "../../core/content/fields.ts";
import { imageSchema, shareImagesSchema } from "../../core/content/picture.ts";
import { plainPageSchema } from "../../core/content/plain-page.ts";
import { pollSchema } from "../../core/polls/poll.ts";
import { resultsSchema } from "../../core/results/results-schema.ts";
import { siteSchema } from "../../core/content/site.ts";
import { actSchema } from "../api/act-input.ts";
import * as answers from "./answers.ts";
import { healthAnswer } from "./health.ts";
import { problemSchemas } from "./problems.ts";
import {
  articlesSchema,
  pagesSchema,
  pollsSchema,
  previewSchema,
  publishSchema,
  redirectsBodySchema,
} from "../api/publish-input.ts";

/** What must be an object first, then an object of a certain form: the library takes that for two. */
const TWOFOLD = {
  Removals: publishSchema,
  Ballot: ballotSchema,
  Withdrawal: v.looseObject({
    vote: v.pipe(
      voteNumber("must be the number of the vote to withdraw"),
      v.description("The number (seq) of the vote."),
    ),
    ...credentialEntries,
  }),
  Look: v.looseObject(credentialEntries),
};

/** What a publication sends. */
const PUBLISHING = {
  Site: siteSchema,
  Poll: pollSchema,
  Polls: pollsSchema,
  Article: articleSchema,
  Articles: articlesSchema,
  Page: plainPageSchema,
  Pages: pagesSchema,
  Image: imageSchema,
  ShareImages: shareImagesSchema,
  Act: actSchema,
  Preview: previewSchema,
  Redirects: redirectsBodySchema,
};

/** What is answered. */
const ANSWERS = {
  Results: resultsSchema,
  OwnVote: answers.ownVote,
  VoteAnswer: answers.voteAnswer,
  Health: healthAnswer,
  OEmbed: answers.oembedAnswer,
  Manifest: answers.manifestAnswer,
  SavedDigest: answers.digestAnswer,
  SavedPolls: answers.outcomesAnswer,
  SavedArticles: answers.savedAnswer,
  SavedPages: answers.savedAnswer,
  PublishStep: answers.stepAnswer,
  PreviewLink: answers.previewAnswer,
  Revisions: answers.revisionsAnswer,
  Revision: answers.revisionAnswer,
  PollIds: answers.pollsAnswer,
  Audit: answers.auditAnswer,
  Differences: answers.differencesAnswer,
  Reprojected: answers.reprojectAnswer,
  ActDone: answers.actAnswer,
  Acts: answers.actsAnswer,
  Log: answers.logAnswer,
  Desk: answers.deskAnswer,
};

const [, isInstant] = instant.pipe;
const INSTANT =
  "^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?(?:Z|[+-]\\d{2}:\\d{2}))?$";

/** A name of a schema in the description. */
export type SchemaName =
  | keyof typeof TWOFOLD
  | keyof typeof PUBLISHING
  | keyof typeof ANSWERS
  | "BallotForm"
  | "WithdrawalForm"
  | "LookForm";

/** All schemas of the description, by name. */
export function componentSchemas(): Record<string, JsonSchema> {
  return {
    ...toJsonSchemaDefs(TWOFOLD, { ...COMMON, typeMode: "ignore", errorMode: "ignore" }),
    ...toJsonSchemaDefs(PUBLISHING, { ...COMMON, typeMode: "input" }),
    ...toJsonSchemaDefs({ ...ANSWERS, ...problemSchemas() }, COMMON),
    ...FORMS,
  };
}

const COMMON: Omit<ConversionConfig, "definitions"> = {
  target: "draft-2020-12",
  errorMode: "throw",
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  overrideAction: ({ valibotAction: action, jsonSchema }) => {
    // What is trimmed must not be empty then.
    if (action.type === "trim") return { ...jsonSchema, pattern: "\\S" };
    // JSON Schema has no word for it: it is told in words.
    const said = "message" in action && typeof action.message === "string" ? action.message : "";
    if (action.type === "check" && said !== "") {
      const description = sentence(jsonSchema.description, said);
      return { ...jsonSchema, description, ...(action === isInstant ? { pattern: INSTANT } : {}) };
    }
    // What such a check is about stands in its path, which can't be read.
    return ["partial_check", "raw_check"].includes(action.type) ? jsonSchema : null;
  },
};

function sentence(before: string | undefined, message: string): string {
  const said = `${message[0]?.toUpperCase() ?? ""}${message.slice(1)}.`;
  return before === undefined ? said : `${before} ${said}`;
}

const string: JsonSchema = { type: "string" };
const number: JsonSchema = { type: "string", pattern: "^[1-9]\\d{0,14}$" };
const credentials: Record<string, JsonSchema> = {
  code: { ...string, description: "The code of an invitation: 16 letters and digits." },
  token: { ...string, description: "A member's signed token (JWT)." },
};

/** The same as forms, as browsers send them. */
const FORMS: Record<string, JsonSchema> = {
  BallotForm: {
    type: "object",
    description:
      "q.<question>: an option, repeated for several; r.<question>.<option>: the option's place in order of preference, from 1; t.<question>: the voter's own words.",
    properties: {
      audience: { ...string, description: "An audience of the site, or “other”; empty: not said." },
      revises: { ...number, description: "The number of the voter's present vote." },
      ...credentials,
    },
    patternProperties: {
      "^q\\.": { type: "array", items: string },
      "^r\\.[^.]*\\.[^.]*$": string,
      "^t\\.[^.]*$": string,
    },
  },
  WithdrawalForm: {
    type: "object",
    properties: { vote: { ...number, description: "The number of the vote." }, ...credentials },
    required: ["vote"],
  },
  LookForm: { type: "object", properties: credentials },
};
