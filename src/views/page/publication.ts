import type { PageLink } from "../../core/content/plain-page.ts";
import type { Site } from "../../core/content/site.ts";

/** The publication that a page belongs to. */
export interface Publication {
  site: Site;
  /** Scheme and host for absolute links, without a slash at the end. */
  origin: string;
  /** What ids in feeds begin with, if it is not `origin`. */
  feedBase?: string;
  /** The plain pages that the footer of every page links to. */
  pages?: readonly PageLink[];
  /** The language of the page, if it is not the site's. */
  language?: string;
}
