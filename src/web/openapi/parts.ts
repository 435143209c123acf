import { type ProblemKind, problemOf } from "./problems.ts";
import type { SchemaName } from "./schemas.ts";

/** A part of the description: JSON. */
export type Part = Readonly<Record<string, unknown>>;

/** One method at one address, as OpenAPI describes it. */
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

const text = { type: "string" };
const header = (description: string, schema: Part = text): Part => ({
  description,
  required: true,
  schema,
});

/** Headers of answers. */
export const HEADERS = {
  "Cache-Control": header("Whether and for how long the answer may be kept.", {
    type: "string",
    pattern: "^(?:no-store|private, no-store|(?:public|private), max-age=\\d+(?:, .+)?)$",
  }),
  ETag: header("Stands for this state; to be sent back as If-None-Match.", {
    type: "string",
    pattern: '^W/".+"$',
  }),
  Location: header("Where to go on."),
  "Set-Cookie": header("The voter cookie."),
  "Retry-After": header("Seconds after which to try again.", { type: "string", pattern: "^\\d+$" }),
  Allow: header("The methods that this address takes."),
  "WWW-Authenticate": header("Bearer."),
  "Access-Control-Allow-Origin": header("Any site's script may read it.", { const: "*" }),
  "Content-Disposition": header("The file's name."),
  Link: header("The JSON Schema of the document."),
} satisfies Record<string, Part>;

/** Names of the headers that are described. */
export type HeaderName = keyof typeof HEADERS;

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

/** JSON or a form. */
export function jsonOrForm(
  name: "Ballot" | "Withdrawal" | "Look",
  example: unknown,
  form: Part,
): Part {
  const asForm = media(`${name}Form`, form);
  return { ...json(name, example), "application/x-www-form-urlencoded": asForm };
}

function media(name: SchemaName, example?: unknown): Part {
  const schema = { $ref: `#/components/schemas/${name}` };
  return example === undefined ? { schema } : { schema, example };
}

/** Content that no schema describes. */
export function file(...types: string[]): Part {
  return Object.fromEntries(types.map((type) => [type, { schema: text }]));
}

const THROTTLES = new Set<ProblemKind>(["throttled", "too-many", "not-set-up", "unavailable"]);

/**
 * Refusals, by status: problem documents (RFC 9457).
 *
 * @param more `pages`: people are told by a page. `cors`: any site's script may read them
 */
export function refusals(
  kinds: readonly ProblemKind[],
  { pages = false, cors = false } = {},
): Record<string, Part> {
  const problems = kinds.map(problemOf);
  const statuses = [...new Set(problems.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const these = problems.filter((problem) => problem.status === status);
      const refs = these.map(({ component }) => ({ $ref: `#/components/schemas/${component}` }));
      const schema = refs.length === 1 ? refs[0] : { anyOf: refs };
      const content = {
        "application/problem+json": { schema },
        ...(pages ? file("text/html") : {}),
      };
      const headers: HeaderName[] = cors ? ["Access-Control-Allow-Origin"] : [];
      // Where one of them has none, the header is not always there.
      if (these.every(({ kind }) => THROTTLES.has(kind))) headers.push("Retry-After");
      if (status === 401) headers.push("WWW-Authenticate");
      if (status === 405) headers.push("Allow");
      const when = these.map(({ kind, when: said }) => `${kind}: ${said}`).join(" ");
      return [String(status), answer(when, content, ...headers)];
    }),
  );
}

/** A part of the query that may be left out. */
export function query(name: string, description: string, more: Part = {}): Part {
  return { name, in: "query", description, schema: text, ...more };
}

const ID = "^(?!constructor$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$";
const part = (name: string, description: string, example: string, pattern?: string): Part => {
  const schema = pattern === undefined ? text : { ...text, pattern };
  return { name, in: "path", required: true, description, schema, example };
};

const IN_PATH: Record<string, Part> = {
  poll: part("poll", "A poll's id.", "next-summit", ID),
  slug: part("slug", "An article's slug.", "the-dull-summit", ID),
  page: part("page", "A page's name.", "about", ID),
  name: part("name", "Its name; may have slashes in it.", "harbour.jpg"),
  revision: part("revision", "A revision's number.", "1", "^[1-9]\\d{0,8}$"),
};

/** The parameters that an address has in it. */
function inPath(path: string): Part[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => {
    const found = IN_PATH[name];
    if (!found) throw new Error(`nothing is said of {${name}}`);
    return found;
  });
}

/** An operation, with its method and address. */
export type Described = readonly [at: At, Operation];

/** A method and an address. */
export type At = `${"GET" | "PUT" | "POST"} /${string}`;

/** An operation; the parameters that its address has in it come of themselves. */
export function describe(at: At, { parameters = [], ...rest }: Operation): Described {
  const all = [...inPath(at), ...parameters];
  return [at, { ...rest, ...(all.length === 0 ? {} : { parameters: all }) }];
}
