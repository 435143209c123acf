import { jsonDigest } from "../../core/digest.ts";
import { checkRedirects, type Redirect } from "../../core/content/redirects.ts";
import type { Database } from "../../store/database.ts";
import { saveRedirects } from "../../store/content/redirects.ts";
import type { Problem, Saved } from "./save.ts";

/**
 * Replaces all redirects. Does not check whether a redirect's address has a page: the page may be about to be removed,
 * and is shown while it exists.
 */
export async function saveRedirectContent(
  db: Database,
  redirects: readonly Redirect[],
): Promise<Saved<{ digest: string }>> {
  const problems = checkRedirects(redirects, () => false).map(
    ({ index, message, first }): Problem => ({
      what: "redirects.yaml",
      at: String(index),
      message: first === undefined ? message : `${message}: entry ${first} has the same address`,
    }),
  );
  if (problems.length > 0) return { ok: false, problems };
  const digest = jsonDigest(redirects);
  await saveRedirects(db, redirects, digest);
  return { ok: true, value: { digest } };
}
