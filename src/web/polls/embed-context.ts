import type { AppContext } from "../context.ts";

/** Whether the reader meets the poll in another site's page. */
export function isEmbedded(c: AppContext): boolean {
  return c.req.path.startsWith("/embed/");
}

/** The poll's address where this reader meets it: on the site, or in another site's page. */
export function pollPath(c: AppContext, poll: string): string {
  return isEmbedded(c) ? `/embed/polls/${poll}` : `/polls/${poll}`;
}
