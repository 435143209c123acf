import { Hono } from "hono";
import * as v from "valibot";
import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedRows,
  isOneOf,
  LEDGER_TABLES,
  type LedgerHead,
  type RestoreOutcome,
} from "../../core/backup.ts";
import {
  beginRestore,
  copyRows,
  endRestore,
  forgetRendered,
  restoreRows,
  restoring,
} from "../../store/backup.ts";
import { database } from "../../store/database.ts";
import { publishedPaths } from "../../publish/render/paths.ts";
import { loadSite } from "../../store/content/content.ts";
import { deleteOrphanedPages } from "../../store/pages/orphaned-pages.ts";
import { about, invalid, json } from "./api-responses.ts";
import { tellLog } from "./log.ts";
import { operatorOnly } from "../auth/auth.ts";
import {
  cutSchema,
  ledgerSchema,
  orphansSchema,
  restoreSchema,
  rowsSchema,
} from "./backup-input.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { askPoll } from "../polls/poll-object.ts";
import { noSuchPoll, notFound, problemResponse, type Refusal } from "../http/problems.ts";

const LEDGER = "ledger{[a-z0-9-]+(?:\\.[1-9][0-9]?)?}";

/**
 * Backup and restore, and the rebuilding of KV and of D1's copies. Operators only: a backup holds the voter keys of every
 * poll, and readers' own words.
 *
 * The publication's log records the end of a restore, not each of its many requests.
 */
export const backupApi = new Hono<AppEnv>()
  .use("/backup/*", operatorOnly)
  .use("/restore/*", operatorOnly)
  .use("/rebuild/*", operatorOnly)

  .get("/backup/tables/:table", async (c) => {
    const table = c.req.param("table");
    if (!isOneOf(COPIED_TABLES, table)) return problemResponse(notFound);
    const after = c.req.query("after") ?? "";
    if (!/^\d{0,16}$/.test(after)) return invalid([about("after", "must be a whole number")]);
    return c.json(await copyRows(database(c.env.DB), table, after));
  })

  .get(`/backup/ledgers/:${LEDGER}`, async (c) => {
    const head = await askPoll(c.env, c.req.param("ledger"), async (stub) => {
      const found: LedgerHead | null = await stub.copyHead();
      return found;
    });
    return head ? c.json(head) : problemResponse(noSuchPoll);
  })

  .get(`/backup/ledgers/:${LEDGER}/:table`, async (c) => {
    const table = c.req.param("table");
    if (!isOneOf(LEDGER_TABLES, table)) return problemResponse(notFound);
    const cut = v.safeParse(cutSchema, c.req.query());
    if (!cut.success) {
      return invalid([about("query", "must say up to where: seq, definition, act, at")]);
    }
    const after = c.req.query("after") ?? null;
    const copied = await askPoll(c.env, c.req.param("ledger"), async (stub) => {
      const found: CopiedRows = await stub.copyRows(table, cut.output, after);
      return found;
    });
    return c.json(copied);
  })

  .post("/restore", async (c) => {
    const { output, problem } = await read(c, restoreSchema);
    if (!output) return problem;
    const state = await beginRestore(database(c.env.DB), output.id);
    if (state === "refused") return problemResponse(notEmpty);
    tellLog(c, null);
    return c.json({ done: state === "done" });
  })

  .post("/restore/tables/:table", async (c) => {
    const table = c.req.param("table");
    if (!isOneOf(COPIED_TABLES, table)) return problemResponse(notFound);
    const { output, problem } = await read(c, rowsSchema);
    if (!output) return problem;
    const refused = await unlessBegun(c, output.id);
    if (refused) return refused;
    const unknown = await restoreRows(database(c.env.DB), table, output.rows);
    if (unknown.length > 0) return invalid([newer(table, unknown)]);
    tellLog(c, null);
    return c.json({ taken: output.rows.length });
  })

  .post(`/restore/ledgers/:${LEDGER}/:table`, async (c) => {
    const table = c.req.param("table");
    if (!isOneOf(LEDGER_TABLES, table)) return problemResponse(notFound);
    const { output, problem } = await read(c, rowsSchema);
    if (!output) return problem;
    const refused = await unlessBegun(c, output.id);
    if (refused) return refused;
    return restoreAnswer(c, (ledger) =>
      askPoll(c.env, ledger, async (stub) => {
        const rows: CopiedRow[] = output.rows;
        const outcome: RestoreOutcome = await stub.restoreRows(output.id, table, rows);
        return outcome;
      }),
    );
  })

  // Turns the rows that were sent into the poll's ledger, after an audit.
  .post(`/restore/ledgers/:${LEDGER}`, async (c) => {
    const { output, problem } = await read(c, ledgerSchema);
    if (!output) return problem;
    const { id, state, rows } = output;
    const refused = await unlessBegun(c, id);
    if (refused) return refused;
    return restoreAnswer(c, (ledger) =>
      askPoll(c.env, ledger, async (stub) => {
        const outcome: RestoreOutcome = await stub.restore(id, state, rows);
        return outcome;
      }),
    );
  })

  .post("/restore/done", async (c) => {
    const { output, problem } = await read(c, restoreSchema);
    if (!output) return problem;
    const refused = await unlessBegun(c, output.id);
    if (refused) return refused;
    await endRestore(database(c.env.DB), output.id);
    return c.json({ done: true });
  })

  // A publish follows. It renders every page and indexes every article, since all are marked.
  .post("/rebuild", async (c) => {
    await forgetRendered(database(c.env.DB));
    return c.json({ begun: true });
  })

  .post("/rebuild/orphans", async (c) => {
    const { output, problem } = await read(c, orphansSchema);
    if (!output) return problem;
    const db = database(c.env.DB);
    const site = await loadSite(db);
    const kept = new Set(site ? publishedPaths(site) : []);
    return c.json(await deleteOrphanedPages(db, c.env.PAGES, kept, output.after));
  });

async function read<T extends v.GenericSchema>(
  c: AppContext,
  schema: T,
): Promise<
  { output: v.InferOutput<T>; problem: undefined } | { output: undefined; problem: Response }
> {
  const parsed = v.safeParse(schema, await json(c));
  if (parsed.success) return { output: parsed.output, problem: undefined };
  const problems = parsed.issues.map((issue) => ({
    what: "body",
    at: v.getDotPath(issue) ?? "",
    message: issue.message,
  }));
  return { output: undefined, problem: invalid(problems.slice(0, 20)) };
}

async function unlessBegun(c: AppContext, id: string): Promise<Response | null> {
  const begun = await restoring(database(c.env.DB));
  return begun === id ? null : problemResponse(notBegun);
}

async function restoreAnswer(
  c: AppContext,
  call: (ledger: string) => Promise<RestoreOutcome>,
): Promise<Response> {
  const ledger = c.req.param("ledger") ?? "";
  const outcome = await call(ledger);
  if (outcome.outcome === "refused") return invalid([about(ledger, outcome.reason)]);
  tellLog(c, null);
  return c.json(outcome);
}

function newer(table: string, columns: string[]) {
  return about(
    table,
    `has columns that this version doesn't know: ${columns.join(", ")}. Deploy the version that the backup was made with`,
  );
}

const notEmpty: Refusal = {
  status: 409,
  kind: "not-empty",
  title: "There is a publication here",
  detail:
    "A backup is put back into a site that nothing was ever published to, so that nothing is lost: npm run deploy -- --empty makes one. Nothing was done.",
};

const notBegun: Refusal = {
  status: 409,
  kind: "not-begun",
  title: "No such restore",
  detail: "This restore has not begun, or is at its end, or another has begun since.",
};
