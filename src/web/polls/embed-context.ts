import type { AppContext } from "../context.ts";

/** Where a reader meets a poll: on the site, or in another site's page. */
export type Place = "site" | "embed";

/** Where a request was made from. */
export function placeOf(c: AppContext): Place {
  return c.req.path.startsWith("/embed/") ? "embed" : "site";
}

/** A poll's address in a place. */
export function pollPath(poll: string, place: Place): string {
  return place === "embed" ? `/embed/polls/${poll}` : `/polls/${poll}`;
}
