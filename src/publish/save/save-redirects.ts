import { jsonDigest } from "../../core/digest.ts";
import { checkRedirects, type Redirect } from "../../core/content/redirects.ts";
import type { Database } from "../../store/database.ts";
import { saveRedirects } from "../../store/content/redirects.ts";
import type { Problem, Saved } from "./save.ts";

/**
 * Stores redirects in the place of all there were. Whether one of them is the address of a page is not asked: the page
 * may be about to go, and is shown while it is there.
 */
export async function saveRedirectContent(
  db: Database,
  redirects: readonly Redirect[],
): Promise<Saved<{ digest: string }>> {
  const problems = checkRedirects(redirects, () => false).map(({ index, message }): Problem => ({
    what: "redirects.yaml",
    at: String(index),
    message,
  }));
  if (problems.length > 0) return { ok: false, problems };
  const digest = jsonDigest(redirects);
  await saveRedirects(db, redirects, digest);
  return { ok: true, value: { digest } };
}
