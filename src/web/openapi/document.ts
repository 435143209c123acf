import { toJsonSchema } from "@valibot/to-json-schema";
import { resultsSchema } from "../../core/results/results-schema.ts";
import { HEADERS, type Part, type Paths, refusals } from "./parts.ts";
import { publishPaths } from "./publish.ts";
import { readPaths } from "./read.ts";
import { componentSchemas } from "./schemas.ts";
import { votePaths } from "./vote.ts";

/** The description of all routes (OpenAPI 3.1). */
export interface OpenApiDocument {
  openapi: string;
  info: Part;
  servers: Part[];
  tags: Part[];
  paths: Paths;
  components: Record<"schemas" | "headers" | "responses" | "securitySchemes", Part>;
}

/** Makes the description, of the schemas by which the Worker checks what it is sent. */
export function openApiDocument(): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info: {
      title: "Hustings",
      version: "1",
      summary: "Opinion articles, and polls that are counted exactly",
      description:
        "HEAD is answered wherever GET is. Other methods than those described are answered by MethodNotAllowed, below /api by 404. A mistake of the Worker itself is told by InternalError. An address with a slash at its end leads to the one without (301).",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "pages", description: "For readers." },
      { name: "voting", description: "What voters send." },
      { name: "open data", description: "A poll's numbers, for any site's script." },
      {
        name: "publishing",
        description: "What a publication sends, with its token or through Cloudflare Access.",
      },
      { name: "site", description: "About the site." },
    ],
    paths: { ...readPaths(), ...votePaths(), ...publishPaths() },
    components: {
      schemas: componentSchemas(),
      headers: HEADERS,
      responses: {
        MethodNotAllowed: refusals({ people: true }, "method-not-allowed")[405],
        InternalError: refusals({ people: true }, "internal-error")[500],
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

/** The JSON Schema (2020-12) of results.json. `address`: where it is found. */
export function resultsJsonSchema(address: string): Part {
  const { $schema, ...schema } = toJsonSchema(resultsSchema, { target: "draft-2020-12" });
  return { $schema, $id: address, ...schema };
}
