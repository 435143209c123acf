import * as v from "valibot";
import { LEDGER_TABLES } from "../../core/backup.ts";

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The id of a restore, derived from the backup, so that a repeated restore is recognised. */
const id = v.pipe(text, v.regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits"));

/** A row: column name → value. */
const row = v.record(
  v.pipe(text, v.regex(/^[a-z_]{1,40}$/, "is no name of a column")),
  v.nullable(v.union([text, v.pipe(v.number(), v.finite())])),
);

/** The body of `POST /api/restore`, and of `POST /api/restore/done`. */
export const restoreSchema = v.strictObject({ id });

/** The body of `POST /api/restore/tables/:table`, and of `POST /api/restore/ledgers/:ledger/:table`. */
export const rowsSchema = v.strictObject({ id, rows: v.pipe(v.array(row), v.maxLength(5000)) });

/** JSON, as text. */
const json = v.pipe(
  text,
  v.check((value) => parses(value), "must be JSON"),
);

/** The body of `POST /api/restore/ledgers/:ledger`. */
export const ledgerSchema = v.strictObject({
  id,
  state: v.record(text, json),
  rows: v.strictObject(
    Object.fromEntries(LEDGER_TABLES.map((table) => [table, count])) as Record<
      (typeof LEDGER_TABLES)[number],
      typeof count
    >,
  ),
});

/** The body of `POST /api/rebuild/orphans`. */
export const orphansSchema = v.strictObject({ after: v.optional(text, "") });

/** The query that selects rows of a ledger. */
export const cutSchema = v.object({
  seq: wholeText(),
  definition: wholeText(),
  act: wholeText(),
  at: wholeText(),
});

function wholeText() {
  return v.pipe(text, v.regex(/^\d{1,16}$/, "must be a whole number"), v.transform(Number));
}

function parses(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
