import * as v from "valibot";
import { articleSchema } from "../../core/content/article.ts";
import { FEWEST_OPERATIONS, PAID_OPERATIONS } from "../../core/plan.ts";
import { isObject } from "../../core/ballots/ballot-json.ts";
import { wholeNumber } from "../../core/content/fields.ts";
import { plainPageSchema } from "../../core/content/plain-page.ts";
import { pollSchema } from "../../core/polls/poll.ts";
import { redirectsSchema } from "../../core/content/redirects.ts";

/** The most polls, articles or pages in one request. */
export const MAX_BATCH = 25;

const names = v.optional(v.array(v.string()), []);

/** An object. Valibot would accept a list as one. */
const anObject = v.custom<Record<string, unknown>>(isObject);

/** The body of `POST /api/publish`. */
export const publishSchema = v.pipe(
  anObject,
  v.strictObject({
    remove: v.optional(
      v.pipe(
        anObject,
        v.strictObject({ articles: names, polls: names, images: names, pages: names }),
      ),
      {},
    ),
    /** How much this request may ask of the stores. Less for the free plan. */
    operations: v.optional(wholeNumber(FEWEST_OPERATIONS, PAID_OPERATIONS), PAID_OPERATIONS),
  }),
);

/** The body of `POST /api/polls`. Each poll is validated separately, so that problems name the poll. */
export const pollsSchema = v.object({
  polls: v.pipe(v.array(pollSchema), v.maxLength(MAX_BATCH)),
});

/** The body of `POST /api/articles`, likewise. */
export const articlesSchema = v.object({
  articles: v.pipe(v.array(articleSchema), v.maxLength(MAX_BATCH)),
});

/** The body of `POST /api/pages`, likewise. */
export const pagesSchema = v.object({
  pages: v.pipe(v.array(plainPageSchema), v.maxLength(MAX_BATCH)),
});

/** The body of `PUT /api/redirects`. */
export const redirectsBodySchema = v.strictObject({ redirects: redirectsSchema });

/** The longest life of a preview link: 30 days. */
const MAX_PREVIEW_HOURS = 720;

/** The body of `POST /api/articles/:slug/preview`. */
export const previewSchema = v.strictObject({ hours: wholeNumber(1, MAX_PREVIEW_HOURS) });
