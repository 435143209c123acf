import { type ProblemKind, problemOf } from "./problems.ts";
import type { SchemaName } from "./schemas.ts";

/** A part of the description: JSON. */
export type Part = Readonly<Record<string, unknown>>;

/** What is said of one method at one address. */
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Part[];
  requestBody?: Part;
  responses: Record<string, Part>;
  security?: Part[];
}

/** Address → method → operation. */
export type Paths = Record<string, Partial<Record<"get" | "put" | "post", Operation>>>;

/** Names of the headers that are described. */
export type HeaderName = keyof typeof HEADERS;

const text = { type: "string" };
const always = (description: string, schema: Part = text): Part => ({
  description,
  required: true,
  schema,
});

/** Headers of answers. */
export const HEADERS = {
  "Cache-Control": always("Whether and for how long the answer may be kept.", {
    type: "string",
    pattern: "^(?:no-store|private, no-store|public, max-age=\\d+(?:, .+)?)$",
  }),
  ETag: always("Stands for this state; to be sent back as If-None-Match.", {
    type: "string",
    pattern: '^W/".+"$',
  }),
  Location: always("Where to go on."),
  "Set-Cookie": always("The voter cookie."),
  "Retry-After": always("Seconds after which to try again.", { type: "string", pattern: "^\\d+$" }),
  Allow: always("The methods that this address takes."),
  "WWW-Authenticate": always("Bearer."),
  "Access-Control-Allow-Origin": always("Any site's script may read it.", { const: "*" }),
  "Content-Disposition": always("The file's name."),
  Link: always("The JSON Schema of the document."),
} satisfies Record<string, Part>;

/** An answer: what it means, what it has in it, which headers it has. */
export function answer(description: string, content?: Part, ...headers: HeaderName[]): Part {
  const all: HeaderName[] = ["Cache-Control", ...headers];
  const described = all.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return { description, headers: Object.fromEntries(described), ...(content ? { content } : {}) };
}

/** JSON by the schema of a name. */
export function json(name: SchemaName, example?: unknown): Part {
  return { "application/json": media(name, example) };
}

function media(name: SchemaName, example?: unknown): Part {
  const schema = { $ref: `#/components/schemas/${name}` };
  return example === undefined ? { schema } : { schema, example };
}

/** A body that must be sent. */
export function body(content: Part): Part {
  return { required: true, content };
}

/** A body that may come as JSON or as a form. */
export function jsonOrForm(
  name: "Ballot" | "Withdrawal" | "Look",
  example: unknown,
  form: Part,
): Part {
  return body({
    ...json(name, example),
    "application/x-www-form-urlencoded": media(`${name}Form`, form),
  });
}

/** Something that no schema describes. */
export function file(...types: string[]): Part {
  return Object.fromEntries(types.map((type) => [type, { schema: text }]));
}

/** A page. */
export const HTML = file("text/html");

const THROTTLES = new Set<ProblemKind>(["throttled", "too-many", "unavailable"]);

/** To whom a refusal is told: programs alone, or as a page to people too; and which headers it has besides. */
export interface Told {
  people?: boolean;
  headers?: HeaderName[];
}

/** Refusals, by status: problem documents (RFC 9457). */
export function refusals(
  { people, headers = [] }: Told,
  ...kinds: ProblemKind[]
): Record<string, Part> {
  const problems = kinds.map(problemOf);
  const statuses = [...new Set(problems.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const these = problems.filter((problem) => problem.status === status);
      const refs = these.map(({ component }) => ({ $ref: `#/components/schemas/${component}` }));
      const schema = refs.length === 1 ? refs[0] : { anyOf: refs };
      const content = { "application/problem+json": { schema }, ...(people ? HTML : {}) };
      // Where one of them has none, the header is not always there.
      const more: HeaderName[] = [];
      if (these.every(({ kind }) => THROTTLES.has(kind))) more.push("Retry-After");
      if (status === 401) more.push("WWW-Authenticate");
      if (status === 405) more.push("Allow");
      const when = these.map(({ kind, when: said }) => `${kind}: ${said}`).join(" ");
      return [String(status), answer(when, content, ...more, ...headers)];
    }),
  );
}

/** A part of the address. */
export function inPath(name: string, description: string, example: string, pattern?: string): Part {
  const schema = pattern === undefined ? text : { ...text, pattern };
  return { name, in: "path", required: true, description, schema, example };
}

/** A part of the query that may be left out. */
export function inQuery(name: string, description: string, more: Part = {}): Part {
  return { name, in: "query", description, schema: text, ...more };
}

const ID = "^(?!constructor$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$";

/** Which poll. */
export const POLL = inPath("poll", "A poll's id.", "next-summit", ID);
/** Which article. */
export const SLUG = inPath("slug", "An article's slug.", "the-dull-summit", ID);
/** Which page of the publication's own. */
export const PAGE = inPath("page", "A page's name.", "about", ID);
/** Which audience. */
export const AUDIENCE = inPath("audience", "An audience's id.", "students", ID);

/** For answers that have an ETag. */
export const IF_NONE_MATCH: Part = {
  name: "If-None-Match",
  in: "header",
  description: "The ETag of what the client has: 304 where it is still so.",
  schema: text,
};
