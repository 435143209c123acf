import * as v from "valibot";
import { link } from "./fields.ts";
import { normalPath, readablePath } from "../path.ts";
import { NEVER_REDIRECTED } from "../routes.ts";

const STATUSES = [301, 302, 308, 410] as const;
const MAX_REDIRECTS = 2000;

const from = v.pipe(
  v.string("must be text"),
  v.maxLength(1000, "must be at most 1000 characters"),
  v.check(
    (path) => normalPath(path) !== null,
    "must be a path of this site, such as /2019/old-page: it begins with one slash, and has no spaces, ? or #",
  ),
  v.transform((path) => normalPath(path) ?? path),
  v.check((path) => path !== "/", "must not be the front page"),
  v.check(
    (path) => !NEVER_REDIRECTED.includes(path.split("/")[1] ?? ""),
    `must not be below ${NEVER_REDIRECTED.map((name) => `/${name}`).join(", ")}`,
  ),
);

const redirect = v.pipe(
  v.strictObject({
    from,
    to: v.optional(link),
    status: v.optional(v.picklist(STATUSES, `must be one of ${STATUSES.join(", ")}`)),
  }),
  v.check(
    ({ to, status }) => (status === 410) === (to === undefined),
    "must have a to, or status: 410 where what was there is gone",
  ),
  v.transform(({ from: path, to, status }): Redirect => ({
    from: path,
    to: to ?? null,
    status: status ?? 301,
  })),
);

/** A redirect from a path that has no page. */
export interface Redirect {
  /** As {@link normalPath} returns it. */
  from: string;
  /** A path of this site or an absolute URL; `null` if the page is gone. */
  to: string | null;
  status: (typeof STATUSES)[number];
}

/** `content/redirects.yaml`. Its output is a list of {@link Redirect}; {@link checkRedirects} finds duplicates and loops. */
export const redirectsSchema = v.pipe(
  v.array(redirect, "must be a list of redirects: - { from: /old, to: /new }"),
  v.maxLength(MAX_REDIRECTS, `must have at most ${MAX_REDIRECTS} entries`),
);

/** A reason why redirects cannot be published. `index`: the redirect's position in the list. */
interface RedirectProblem {
  index: number;
  message: string;
  /** The position of the redirect that it repeats. */
  first?: number;
}

/**
 * Finds duplicates, loops, and redirects that a page would hide.
 *
 * @param isPage whether the publication has a page at a path. The page wins over the redirect
 */
export function checkRedirects(
  list: readonly Redirect[],
  isPage: (path: string) => boolean,
): RedirectProblem[] {
  const problems: RedirectProblem[] = [];
  const next = new Map<string, string | null>();
  const places = new Map<string, number>();
  for (const [index, { from: path, to }] of list.entries()) {
    const first = places.get(path);
    if (first !== undefined) {
      problems.push({ index, first, message: `${readablePath(path)} stands twice in this list` });
    } else {
      places.set(path, index);
      next.set(path, to === null ? null : normalPath(to.replace(/[?#].*$/, "")));
    }
    if (isPage(path)) {
      const message = `${readablePath(path)} is the address of a page, which is shown in place of the redirect`;
      problems.push({ index, message });
    }
  }
  for (const [index, { from: path }] of list.entries()) {
    let at = next.get(path) ?? null;
    // A loop through this redirect has at most as many steps as there are redirects.
    for (let step = 0; at !== null && at !== path && step < next.size; step += 1) {
      at = next.get(at) ?? null;
    }
    if (at === path) problems.push({ index, message: `${readablePath(path)} leads back to itself` });
  }
  return problems;
}
