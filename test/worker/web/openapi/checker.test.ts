import { beforeAll, describe, expect, it } from "vitest";
import { variants } from "./arbitrary.ts";
import type { Described } from "./checker.ts";
import {
  checker,
  newPoll,
  operationOf,
  operations,
  prepared,
  publishExamples,
  request,
} from "./support.ts";

beforeAll(publishExamples);

/** Who answers with JSON of a described form. */
const TELLING = operations.filter(({ responses }) => {
  const text = JSON.stringify(responses[200]?.content ?? {});
  return text.includes("application/json") && text.includes("$ref");
});

/** What of a vote may be null, or empty, or is text that anybody may have chosen. */
const MAY_BE_OTHERWISE = [
  "/poll",
  "/answers",
  "/answers/place (missing)",
  "/answers/place",
  "/answers/place/0",
  "/audience",
  "/results",
  "/results/poll",
  "/results/title",
  "/results/revisable",
  "/results/opensAt",
  "/results/closesAt",
  "/results/openingSource",
  "/results/refused",
  "/results/refused/unknown",
  "/results/voids",
  "/results/questions",
  "/results/questions/0/id",
  "/results/questions/0/options",
  "/results/questions/0/options/0/id",
  "/results/questions/0/options/0/text",
  "/results/questions/0/options/1/id",
  "/results/questions/0/options/1/text",
  "/results/questions/0/text",
  "/results/questions/0/texts",
  "/results/questions/0/runoff",
  "/results/questions/0/audiences",
];

async function answerOf(operation: Described): Promise<{ json: unknown; response: Response }> {
  const response = await request(operation, await prepared(operation));
  return { json: await response.clone().json(), response };
}

/** The same answer with something else in it. */
function changed(response: Response, json: unknown): Response {
  return new Response(JSON.stringify(json), response);
}

describe("an answer that does not conform is noticed", () => {
  it.each(TELLING)("when a member of $path's to $method is missing", async (operation) => {
    const { json, response } = await answerOf(operation);
    expect(await checker.complaints(operation, changed(response, json))).toEqual([]);
    const names = Object.keys(json as object);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const { [name]: _, ...rest } = json as Record<string, unknown>;
      const complaints = await checker.complaints(operation, changed(response, rest));
      expect(complaints, name).not.toEqual([]);
    }
  });

  it.each(TELLING)("when $path's to $method has a member more", async (operation) => {
    const { json, response } = await answerOf(operation);
    const more = { ...(json as object), voter: "6f1c" };
    expect(await checker.complaints(operation, changed(response, more))).not.toEqual([]);
  });

  it.each(TELLING)("when a member of $path's to $method is of another type", async (operation) => {
    const { json, response } = await answerOf(operation);
    for (const [name, value] of Object.entries(json as object)) {
      const other = typeof value === "boolean" ? "true" : true;
      const wrong = { ...(json as object), [name]: other };
      const complaints = await checker.complaints(operation, changed(response, wrong));
      expect(complaints, name).not.toEqual([]);
    }
  });

  it("anywhere in a vote with its results, but for what may be otherwise", async () => {
    const operation = operationOf("vote");
    const poll = await newPoll();
    const response = await request(operation, { parts: { poll } });
    const json: unknown = await response.clone().json();
    const passed: string[] = [];
    for (const { at, value } of variants(json)) {
      const complaints = await checker.complaints(operation, changed(response, value));
      if (complaints.length === 0) passed.push(at);
    }
    expect(new Set(passed)).toEqual(new Set(MAY_BE_OTHERWISE));
  });

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
