import { beforeAll, describe, expect, it } from "vitest";
import type { Described } from "./checker.ts";
import { checker, operationOf, operations, prepared, publishExamples, request } from "./support.ts";

beforeAll(publishExamples, 30_000);

/** Who answers with JSON of a described form. */
const TELLING = operations.filter(({ responses }) => {
  const text = JSON.stringify(responses[200]?.content ?? {});
  return text.includes("application/json") && text.includes("$ref");
});

async function answerOf(operation: Described): Promise<{ json: unknown; response: Response }> {
  const response = await request(operation, await prepared(operation));
  return { json: await response.clone().json(), response };
}

/** The same answer with something else in it. */
function changed(response: Response, json: unknown): Response {
  return new Response(JSON.stringify(json), response);
}

describe("an answer that does not conform is noticed", () => {
  it.each(TELLING)(
    "when a member of $path's to $method is missing, other, or new",
    async (operation) => {
      const { json, response } = await answerOf(operation);
      const complaints = (value: unknown) =>
        checker.complaints(operation, changed(response, value));
      expect(await complaints(json)).toEqual([]);
      const answer = json as Record<string, unknown>;
      expect(await complaints({ ...answer, voter: "6f1c" })).not.toEqual([]);
      for (const [name, value] of Object.entries(answer)) {
        const { [name]: _, ...rest } = answer;
        expect(await complaints(rest), name).not.toEqual([]);
        const other = typeof value === "boolean" ? "true" : true;
        expect(await complaints({ ...answer, [name]: other }), name).not.toEqual([]);
      }
    },
  );

  it("when its status, its type or one of its headers is not described", async () => {
    const operation = operationOf("results");
    const { json, response } = await answerOf(operation);
    const told = (change: { status?: number; without?: string; with?: [string, string] }) => {
      const headers = new Headers(response.headers);
      if (change.without !== undefined) headers.delete(change.without);
      if (change.with) headers.set(...change.with);
      const init = { status: change.status ?? 200, headers };
      return checker.complaints(operation, new Response(JSON.stringify(json), init));
    };
    expect(await told({})).toEqual([]);
    expect(await told({ status: 202 })).toEqual(["the status 202 is not described"]);
    expect(await told({ with: ["Content-Type", "text/json"] })).toEqual([
      "the type text/json is not described",
    ]);
    for (const without of ["ETag", "Link", "Access-Control-Allow-Origin", "Cache-Control"]) {
      expect(await told({ without })).toEqual([`the header ${without} is missing`]);
    }
    expect(await told({ with: ["ETag", "5"] })).not.toEqual([]);
    expect(await told({ with: ["Cache-Control", "max-age=60"] })).not.toEqual([]);
  });

  it("when a problem is of a kind, or with a status, that does not belong there", async () => {
    const operation = operationOf("results");
    const response = await request(operation, { parts: { poll: "nowhere" } });
    const problem = await response.clone().json<Record<string, unknown>>();
    expect(await checker.complaints(operation, changed(response, problem))).toEqual([]);
    for (const wrong of [
      { type: "urn:hustings:problem:not-found" },
      { type: "about:blank" },
      { status: 403 },
      { detail: undefined },
      { vote: {} },
    ]) {
      const complaints = await checker.complaints(
        operation,
        changed(response, { ...problem, ...wrong }),
      );
      expect(complaints, JSON.stringify(wrong)).not.toEqual([]);
    }
  });
});
