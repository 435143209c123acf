import {
  answer,
  AUDIENCE,
  file,
  HEADERS,
  IF_NONE_MATCH,
  inPath,
  type Operation,
  type Part,
  type Paths,
  refusals,
  SLUG,
} from "./parts.ts";

const ATOM = file("application/atom+xml");
const RSS = file("application/rss+xml");
const JSON_FEED = {
  "application/feed+json": { schema: { type: "object", required: ["version", "title", "items"] } },
};
const XML = file("application/xml");
const TEXT = file("text/plain");

const OF = {
  site: { at: "", what: "newest articles", parameters: [] },
  audience: { at: "/for/{audience}", what: "articles for an audience", parameters: [AUDIENCE] },
  tag: {
    at: "/tags/{tag}",
    what: "articles with a tag",
    parameters: [inPath("tag", "A tag.", "summits")],
  },
  author: {
    at: "/authors/{author}",
    what: "articles of an author",
    parameters: [inPath("author", "An author's id.", "ann")],
  },
} satisfies Record<string, { at: string; what: string; parameters: Part[] }>;

/** What programs read to find articles and to keep up with them. */
export function feedPaths(): Paths {
  const paths: Paths = {
    "/sitemap.xml": machine("siteMap", "Map of the site", XML),
    "/sitemap-news.xml": machine("newsMap", "Articles of the last two days, for news search", XML),
    "/robots.txt": machine("robots", "What robots may read", TEXT),
    "/llms.txt": machine("llms", "What language models find here (llmstxt.org)", TEXT),
    "/.well-known/security.txt": { get: securityTxt() },
    "/articles/{slug}.md": {
      get: markdown(),
    },
  };
  for (const [name, { at, what, parameters }] of Object.entries(OF)) {
    paths[`${at}/feed.xml`] = machine(`${name}Atom`, `The ${what} (Atom)`, ATOM, parameters);
    paths[`${at}/rss.xml`] = machine(`${name}Rss`, `The ${what} (RSS 2.0)`, RSS, parameters);
    paths[`${at}/feed.json`] = machine(
      `${name}JsonFeed`,
      `The ${what} (JSON Feed 1.1)`,
      JSON_FEED,
      parameters,
    );
  }
  return paths;
}

function machine(operationId: string, summary: string, content: Part, parameters: Part[] = []) {
  return { get: operation(operationId, summary, content, parameters) };
}

function operation(
  operationId: string,
  summary: string,
  content: Part,
  parameters: Part[],
): Operation {
  return {
    operationId,
    tags: ["pages"],
    summary,
    parameters: [...parameters, IF_NONE_MATCH],
    responses: {
      200: answer("The file.", content, "ETag"),
      304: answer("Unchanged.", undefined, "ETag"),
      ...refusals({ people: true }, "not-found", "unavailable"),
    },
  };
}

function securityTxt(): Operation {
  return {
    operationId: "securityTxt",
    tags: ["pages"],
    summary: "Whom to tell of a hole in the site (RFC 9116)",
    responses: {
      200: answer("The file.", TEXT),
      ...refusals({ people: true }, "not-found"),
    },
  };
}

function markdown(): Operation {
  const described = operation(
    "articleMarkdown",
    "An article as Markdown with YAML front matter",
    file("text/markdown"),
    [SLUG],
  );
  const link = { Link: { ...HEADERS.Link, description: "The article's page (rel=canonical)." } };
  const withLink = (response: Part | undefined): Part => ({
    ...response,
    headers: { ...(response?.headers as Part), ...link },
  });
  const { 200: found, 304: unchanged, ...others } = described.responses;
  return {
    ...described,
    responses: { 200: withLink(found), 304: withLink(unchanged), ...others },
  };
}
