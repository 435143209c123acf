import { answer, body, json, type Operation, type Part, refusals } from "./parts.ts";
import type { ProblemKind } from "./problems.ts";
import type { SchemaName } from "./schemas.ts";

/** A request to the publishing API, and what it may answer. */
export function of(
  operationId: string,
  summary: string,
  name: SchemaName,
  parameters: Part[] = [],
  ...kinds: ProblemKind[]
): Operation {
  return {
    operationId,
    tags: ["publishing"],
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: {
      200: answer("Done.", json(name)),
      ...refusals({}, "not-authorized", "role-needed", "too-many", ...kinds),
      // Unforeseen failures are told as a page to those who do not ask for JSON.
      ...refusals({ people: true }, "publishing-closed", "unavailable"),
    },
    security: [{ publishing: [] }, { access: [] }],
  };
}

const OF_CONTENT = ["foreign-origin", "too-large", "invalid-content"] as const;

/** A request that sends content. */
export function sent(
  operationId: string,
  summary: string,
  name: SchemaName,
  content: Part,
  ...parameters: Part[]
): Operation {
  const rest = of(operationId, summary, name, parameters, ...OF_CONTENT);
  return { ...rest, requestBody: body(content) };
}
