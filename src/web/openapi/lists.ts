import { AUDIENCE, inPath, type Part, type Paths } from "./parts.ts";

/** A list's page, as the description of pages makes it. */
type Page = (operationId: string, summary: string, ...parameters: Part[]) => Paths[string];

const LISTS = {
  audience: { at: "/for/{audience}", what: "Articles for an audience", parameter: AUDIENCE },
  tag: {
    at: "/tags/{tag}",
    what: "Articles with a tag",
    parameter: inPath("tag", "A tag.", "summits"),
  },
  author: {
    at: "/authors/{author}",
    what: "An author and the author's articles",
    parameter: inPath("author", "An author's id.", "ann"),
  },
  year: {
    at: "/archive/{year}",
    what: "Articles of a year",
    parameter: inPath("year", "A year of four digits.", "2026"),
  },
} satisfies Record<string, { at: string; what: string; parameter: Part }>;

const NUMBER = inPath("page", "The page's number, from 2.", "2");

/** Lists of articles, and the pages of each after its first. */
export function listPagePaths(page: Page): Paths {
  const paths: Paths = {
    "/page/{page}": page("frontPageFollowing", "All articles, from the second page on", NUMBER),
    "/polls/page/{page}": page("allPollsFollowing", "All polls, from the second page on", NUMBER),
    "/archive": page("archive", "Every article by year, subject and author"),
  };
  for (const [name, { at, what, parameter }] of Object.entries(LISTS)) {
    paths[at] = page(`${name}Page`, what, parameter);
    paths[`${at}/page/{page}`] = page(
      `${name}PageFollowing`,
      `${what}, from the second page on`,
      parameter,
      NUMBER,
    );
  }
  return paths;
}
