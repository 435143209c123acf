import * as v from "valibot";

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const store = v.picklist(["ok", "failing"]);

/** `GET /health`. */
export const healthAnswer = v.strictObject({
  ok: v.boolean(),
  missing: v.pipe(
    v.nullable(text),
    v.description(
      "What a new site still lacks, and the command for it; null where it is complete.",
    ),
  ),
  stores: v.strictObject({ d1: store, kv: store, polls: store }),
  scheduler: v.pipe(
    text,
    v.description("ok; late, and when it last ran; never ran; or unknown, where D1 does not tell."),
  ),
  schedulerRan: v.pipe(v.nullable(text), v.description("When it last came to its end (RFC 3339).")),
  lastPublish: v.pipe(
    v.nullable(text),
    v.description("When a publish that changed something last came to its end (RFC 3339)."),
  ),
  projections: v.pipe(
    v.nullable(
      v.strictObject({
        ledgers: count,
        asked: count,
        silent: count,
        behind: v.array(v.strictObject({ ledger: text, seconds: count })),
      }),
    ),
    v.description(
      "Ledgers of published polls, those that were asked, those that did not answer, and those of which D1 has not got all: how old the oldest entry is that it has not got. Null where D1 does not tell which there are.",
    ),
  ),
  schema: v.pipe(
    v.strictObject({ d1: v.nullable(text), wanted: text, ledgers: count }),
    v.description(
      "The last migration applied to D1, the last that this version knows, and the version of the ledgers' tables.",
    ),
  ),
  publishing: v.pipe(text, v.description("open, or closed and why.")),
  turnstile: v.pipe(text, v.description("on, or off and why.")),
  members: v.pipe(text, v.description("known, or unknown and why.")),
});
