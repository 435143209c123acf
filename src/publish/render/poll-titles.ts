import { loadPolls } from "../../store/content/content.ts";
import type { Database } from "../../store/database.ts";

/** D1 allows 100 values per statement. */
const AT_ONCE = 50;

/** Titles of polls, by id. Those that readers may not find are left out. */
export async function pollTitles(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  const parts: string[][] = [];
  for (let at = 0; at < wanted.length; at += AT_ONCE) parts.push(wanted.slice(at, at + AT_ONCE));
  const found = await Promise.all(parts.map((part) => loadPolls(db, part)));
  return new Map(found.flat().map(({ id, title }) => [id, title]));
}
