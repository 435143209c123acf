import * as v from "valibot";
import { folded } from "../../core/ballots/ballot.ts";
import { id, instant, text } from "../../core/content/fields.ts";
import { parseInstant } from "../../core/instant.ts";
import type { Act } from "../../poll/rpc-types.ts";

/** The most votes voided, or invitations created, in one request. */
const MAX_LIST = 2000;

const time = v.pipe(
  instant,
  v.transform((s) => parseInstant(s) ?? 0),
);
const until = v.nullable(time);
// Voters' texts are stored in this form.
const words = { question: id, text: v.pipe(text(200), v.transform(folded)) };

/** The body of `POST /api/polls/:poll/acts`. Its output is an {@link Act}. */
export const actSchema = v.union(
  [
    v.strictObject({ act: v.picklist(["open", "close", "hide", "show"]) }),
    v.pipe(
      v.strictObject({ act: v.picklist(["reopen", "extend"]), until }),
      v.transform(({ act, until: closesAt }): Act => ({ act, closesAt })),
    ),
    v.strictObject({
      act: v.literal("reword"),
      question: id,
      option: v.optional(v.nullable(id), null),
      text: v.pipe(
        text(1000),
        v.transform((s) => s.normalize("NFC")),
      ),
      reason: text(200),
    }),
    v.strictObject({
      act: v.literal("void"),
      reason: text(200),
      receipts: v.pipe(v.array(v.pipe(v.string(), v.maxLength(19))), v.maxLength(MAX_LIST)),
    }),
    v.pipe(
      v.strictObject({
        act: v.literal("void"),
        reason: text(200),
        from: time,
        to: time,
        network: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))), null),
      }),
      v.check(({ from, to }) => from < to, "from must be before to"),
    ),
    v.strictObject({ act: v.picklist(["approve", "disapprove"]), ...words }),
    v.strictObject({
      act: v.literal("invite"),
      hashes: v.pipe(
        v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
        v.minLength(1),
        v.maxLength(MAX_LIST),
      ),
    }),
  ],
  'must be an act such as {"act":"close"}, {"act":"extend","until":"2026-12-01T00:00:00Z"}, {"act":"void","reason":"automated","receipts":["…"]} or {"act":"void","reason":"automated","from":"…","to":"…"}',
);
