import type { AppContext } from "../context.ts";
import { OPEN } from "../polls/open-data.ts";
import { openApiDocument, resultsJsonSchema } from "./document.ts";

const HEADERS = { ...OPEN, "Cache-Control": "public, max-age=300" };

/** Made when first asked for: an isolate that only serves pages does without. */
let made: string | null = null;

/** `GET /api/openapi.json`: the description of all routes. Public: it says nothing that its code does not. */
export function openApi(c: AppContext): Response {
  made ??= JSON.stringify(openApiDocument());
  return c.body(made, 200, { ...HEADERS, "Content-Type": "application/json" });
}

/** `GET /schemas/results.json`: the JSON Schema of results.json. */
export function resultsDescription(c: AppContext): Response {
  const { origin, pathname } = new URL(c.req.url);
  const schema = JSON.stringify(resultsJsonSchema(`${origin}${pathname}`));
  return c.body(schema, 200, { ...HEADERS, "Content-Type": "application/schema+json" });
}
