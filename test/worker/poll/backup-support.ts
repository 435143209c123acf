import {
  type CopiedRow,
  type CopiedRows,
  LEDGER_TABLES,
  type LedgerHead,
  type LedgerTable,
  type RestoreOutcome,
} from "../../../src/core/backup.ts";
import { evict, inObject, objectOf } from "../support/poll.ts";

/** A ledger's copy, as a backup has it. */
export interface Copy {
  state: LedgerHead["state"];
  tables: Record<LedgerTable, CopiedRow[]>;
}

/** The name of a restore. */
export const ID = "0123456789abcdef".repeat(2);

/** Where a copy of a ledger begins. */
export async function headOf(ledger: string): Promise<LedgerHead> {
  const head: LedgerHead | null = await objectOf(ledger).copyHead();
  if (!head) throw new Error(`there is no ledger ${ledger}`);
  return head;
}

/** Rows of one table up to a cut. */
async function tableOf(
  ledger: string,
  table: LedgerTable,
  { cut }: LedgerHead,
): Promise<CopiedRow[]> {
  const rows: CopiedRow[] = [];
  for (let after: string | null = null; ;) {
    const page: CopiedRows = await objectOf(ledger).copyRows(table, cut, after);
    rows.push(...page.rows);
    if (page.next === null) return rows;
    after = page.next;
  }
}

/** A ledger's copy. */
export async function copyOf(ledger: string, head?: LedgerHead): Promise<Copy> {
  const from = head ?? (await headOf(ledger));
  const pairs: [LedgerTable, CopiedRow[]][] = [];
  for (const table of LEDGER_TABLES) pairs.push([table, await tableOf(ledger, table, from)]);
  return { state: from.state, tables: Object.fromEntries(pairs) as Copy["tables"] };
}

/** The calls that put a copy back, with so many rows in each. */
export function callsOf(
  ledger: string,
  copy: Copy,
  id = ID,
  rowsInOne = 3,
): (() => Promise<RestoreOutcome>)[] {
  const calls: (() => Promise<RestoreOutcome>)[] = [];
  for (const table of LEDGER_TABLES) {
    const rows = copy.tables[table];
    for (let from = 0; from < rows.length; from += rowsInOne) {
      const some = rows.slice(from, from + rowsInOne);
      calls.push(async () => await objectOf(ledger).restoreRows(id, table, some));
    }
  }
  const counts = Object.fromEntries(
    LEDGER_TABLES.map((table) => [table, copy.tables[table].length]),
  );
  calls.push(
    async () =>
      await objectOf(ledger).restore(id, copy.state, counts as Record<LedgerTable, number>),
  );
  return calls;
}

/** Puts a copy back. @returns the last outcome */
export async function putBack(ledger: string, copy: Copy, id = ID): Promise<RestoreOutcome> {
  let outcome: RestoreOutcome = { outcome: "refused", reason: "nothing was sent" };
  for (const call of callsOf(ledger, copy, id)) outcome = await call();
  return outcome;
}

/** The object is as if it had never been. */
export async function wipe(ledger: string): Promise<void> {
  await inObject(ledger, async (_, state) => {
    await state.storage.deleteAlarm();
    await state.storage.deleteAll();
  });
  await evict(ledger);
}
