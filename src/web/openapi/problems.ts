import * as v from "valibot";
import { moment, ownVote } from "./answers.ts";

type Entries = Record<string, v.GenericSchema>;

const field = v.pipe(v.string(), v.description("The field of a form that it is about."));

/** Every kind of problem: its status, when it comes, and what more its document says. */
const KINDS = {
  "not-authorized": [401, "The publishing token or Access's assertion is missing or wrong."],
  "role-needed": [403, "Whom Access knows has no role here, or not the one that this needs."],
  "foreign-origin": [403, "The request comes from another site's page."],
  "cookie-needed": [403, "The browser did not keep the cookie."],
  "invitation-needed": [403, "The code of an invitation is missing or unknown.", { field }],
  "membership-needed": [403, "A member's token is missing, or not good any more.", { field }],
  "voter-needed": [403, "It can't be told who votes."],
  "results-not-public": [403, "The numbers are published when the poll closes."],
  "no-such-poll": [404, "There is no such poll."],
  "no-such-article": [404, "There is no such article."],
  "no-such-revision": [404, "There is no such revision of an article."],
  "method-not-allowed": [405, "There is something here, but not for this method: see Allow."],
  "already-voted": [409, "Another ballot of this voter was counted.", { vote: ownVote }],
  looked: [409, "This voter has chosen to see the numbers."],
  outdated: [409, "The vote that it revises is not the voter's present one.", { vote: ownVote }],
  "not-open": [409, "Voting has not begun.", { opensAt: moment }],
  closed: [409, "Voting has ended.", { closesAt: moment }],
  "not-revisable": [409, "Votes of this poll stand as they were cast."],
  "no-vote": [409, "The voter has no such vote (any more)."],
  "no-look": [409, "The numbers can't be had in exchange for the vote."],
  "act-refused": [409, "There was nothing to do, or it can't be done now."],
  "too-large": [413, "The body is too large."],
  "unsupported-media-type": [415, "The body is neither a form nor JSON."],
  "invalid-ballot": [422, "The body can't be read, or does not fit the poll.", { field }],
  "invalid-act": [422, "This is no act."],
  "invalid-content": [
    422,
    "This can't be published; nothing of the request is stored.",
    {
      problems: v.array(v.strictObject({ what: v.string(), at: v.string(), message: v.string() })),
    },
  ],
  throttled: [
    429,
    "Too many ballots from one network.",
    { turnstile: v.exactOptional(v.pipe(v.string(), v.description("The widget's site key."))) },
  ],
  "too-many": [429, "Too many requests from one address within a minute."],
  "internal-error": [500, "The Worker's own code failed; the site's log has more."],
  format: [501, "Only JSON can be had."],
  "publishing-closed": [
    503,
    "The Worker has no publishing token, or, for previews, none but Access.",
  ],
  "not-set-up": [503, "The site is deployed, but its database lacks tables."],
  "over-plan": [503, "More than Cloudflare's plan allows a request. Send less at a time."],
  unavailable: [503, "A store did not answer. The request may be repeated."],
} satisfies Record<string, [status: number, when: string, more?: Entries]>;

/** The last part of a problem's `type`. */
export type ProblemKind = keyof typeof KINDS;

/** A kind of problem in the description. */
interface DescribedProblem {
  kind: ProblemKind;
  status: number;
  when: string;
  /** The name of its schema. */
  component: string;
}

/** What the description says of a kind of problem. */
export function problemOf(kind: ProblemKind): DescribedProblem {
  const [status, when] = KINDS[kind];
  const name = kind.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  return { kind, status, when, component: `Problem${name}` };
}

/** Whether a kind of problem is known here. */
function isProblemKind(kind: string): kind is ProblemKind {
  return Object.hasOwn(KINDS, kind);
}

/** The problem documents (RFC 9457), by the names of their schemas. */
export function problemSchemas(): Record<string, v.GenericSchema> {
  return Object.fromEntries(
    Object.keys(KINDS)
      .filter(isProblemKind)
      .map((kind) => {
        const { component, status, when } = problemOf(kind);
        const more: Entries = KINDS[kind][2] ?? {};
        const schema = v.pipe(
          v.strictObject({
            type: v.literal(`urn:hustings:problem:${kind}`),
            title: v.string(),
            status: v.literal(status),
            detail: v.string(),
            ...more,
          }),
          v.description(when),
        );
        return [component, schema];
      }),
  );
}
