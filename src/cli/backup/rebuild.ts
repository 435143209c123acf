import type { CopiedRows } from "../../core/backup.ts";
import { Api } from "../api/client.ts";
import type { Target } from "../local/local.ts";
import { renderPages } from "../publishing/render-pages.ts";
import { picturePath, picturesOf } from "./stored-pictures.ts";
import { type Verified, verify } from "./verify.ts";

/** What was rebuilt. */
interface Rebuilt {
  to: string;
  pages: { written: number; deleted: number };
  polls: string[];
  /** Pictures that the site refers to but has no bytes of. */
  missing: string[];
  verified: Verified;
}

/**
 * Rebuilds everything that another store can restore: all pages in KV and the search index from D1; D1's votes and
 * tallies from the ledgers. The site stays up for readers throughout. It can be stopped at any point and run again.
 *
 * @throws CliError if verification finds a difference at the end
 */
export async function rebuild(target: Target, print: (line: string) => void): Promise<Rebuilt> {
  const api = new Api(target.to, target.token, target.by);
  await api.send("POST", "/api/rebuild", {});
  const pages = await renderPages(api, {}, print);
  for (let after: string | null = ""; after !== null;) {
    const step: { deleted: number; next: string | null } = await api.send(
      "POST",
      "/api/rebuild/orphans",
      { after },
    );
    pages.deleted += step.deleted;
    after = step.next;
  }
  print(`Pages: ${pages.written} written, ${pages.deleted} deleted`);
  const { polls } = await api.send<{ polls: string[] }>("GET", "/api/polls");
  for (const [i, poll] of polls.entries()) {
    await api.send("POST", `/api/polls/${encodeURIComponent(poll)}/reproject`, {});
    if ((i + 1) % 20 === 0) print(`D1: votes of ${i + 1} of ${polls.length} polls`);
  }
  print(`D1: votes of ${polls.length} polls made anew`);
  const missing = await missingPictures(api);
  for (const name of missing) print(`No bytes of ${name}: publish the content folder with --all.`);
  return { to: target.to, pages, polls, missing, verified: await verify(target, undefined, print) };
}

async function missingPictures(api: Api): Promise<string[]> {
  const missing: string[] = [];
  for (const [table, name] of [
    ["images", "name"],
    ["share_images", "path"],
  ] as const) {
    for (let after: string | null = ""; after !== null;) {
      const page: CopiedRows = await api.send<CopiedRows>(
        "GET",
        `/api/backup/tables/${table}?after=${after}`,
      );
      for (const row of page.rows) {
        for (const [digest] of picturesOf(row)) {
          const there = await api.findBytes(picturePath(digest));
          if (!there) missing.push(String(row[name]));
        }
      }
      after = page.next;
    }
  }
  return [...new Set(missing)];
}
