import { toJsonSchema } from "@valibot/to-json-schema";
import { resultsSchema } from "../../core/results/results-schema.ts";
import { OPERATIONS } from "./operations.ts";
import { HEADERS, type Operation, type Part, refusals } from "./parts.ts";
import { componentSchemas } from "./schemas.ts";

/** The description of what programs may ask of a site (OpenAPI 3.1). */
export interface OpenApiDocument {
  openapi: string;
  info: Part;
  servers: Part[];
  tags: Part[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<"schemas" | "headers" | "responses" | "securitySchemes", Part>;
}

/** Makes the description from the schemas that validate what the Worker is sent. */
export function openApiDocument(): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = {};
  for (const [at, operation] of OPERATIONS) {
    const [method = "", path = ""] = at.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Hustings",
      version: "1",
      summary: "Opinion articles, and polls that are counted exactly",
      description:
        "What programs send and read; the pages for people, feeds and maps of the site are not described here. HEAD is answered wherever GET is. Other methods than those described are answered by MethodNotAllowed, below /api by 404. A mistake of the Worker itself is told by InternalError. An address with a slash at its end leads to the one without (301).",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "voting", description: "What voters send." },
      { name: "open data", description: "A poll's numbers, for any site's script." },
      {
        name: "publishing",
        description: "What a publication sends, with its token or through Cloudflare Access.",
      },
      { name: "site", description: "About the site." },
    ],
    paths,
    components: {
      schemas: componentSchemas(),
      headers: HEADERS,
      responses: {
        MethodNotAllowed: refusals(["method-not-allowed"], { pages: true })[405],
        InternalError: refusals(["internal-error"], { pages: true })[500],
      },
      securitySchemes: {
        publishing: {
          type: "http",
          scheme: "bearer",
          description: "The publishing token. Whoever has it is an operator.",
        },
        access: {
          type: "apiKey",
          in: "header",
          name: "Cf-Access-Jwt-Assertion",
          description:
            "What Cloudflare Access, where the site is behind it, puts on a request: a JWT of the team for the site's application. The site gives it a role: editor or operator. A browser must send writes from a page of the site itself (else 403, foreign-origin).",
        },
        member: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "A member's token, signed by the publication's accounts.",
        },
      },
    },
  };
}

/** The JSON Schema (2020-12) of results.json, but for its address. */
export function resultsJsonSchema(): Part {
  return toJsonSchema(resultsSchema, { target: "draft-2020-12" }) as Part;
}
