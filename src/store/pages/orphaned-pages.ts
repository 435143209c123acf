import type { Database } from "../database.ts";
import { loadPageRecords } from "./page-index.ts";
import { deletePage, listPages } from "./pages.ts";

/**
 * Takes pages out of KV that D1 knows nothing of, some hundred of them at a time: what was left where D1 was put back to
 * what it was before. A page that is wanted is made again when it is asked for.
 *
 * @param after what `next` of the call before said; empty: from the beginning
 */
export async function deleteStrayPages(
  db: Database,
  kv: KVNamespace,
  after: string,
): Promise<{ deleted: number; next: string | null }> {
  const { paths, next } = await listPages(kv, after);
  const known = await loadPageRecords(db, paths);
  const strays = paths.filter((path) => !known.has(path));
  for (const path of strays) await deletePage(kv, path);
  return { deleted: strays.length, next };
}
