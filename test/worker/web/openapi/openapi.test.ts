import { Validator } from "@cfworker/json-schema";
import { beforeAll, describe, expect, it } from "vitest";
import { checker, document, operationOf, operations, publishExamples, request } from "./support.ts";
import { castVote } from "../../support/poll.ts";
import { ask, ORIGIN } from "../../support/site.ts";
import { routes } from "../../support/routes.ts";

beforeAll(publishExamples, 30_000);

/** Addresses as the description writes them. */
function described(path: string): string {
  return path.replace(/:(\w+)(?:\{[^}]*\})?/g, "{$1}");
}

/** What the `hustings` of a version asks of the Worker of the same version alone: see docs/decisions/0026-backup.md. */
const OF_ITS_OWN = /^\/api\/(?:backup|restore|rebuild)(?:\/|$)/;
/** Of the rest, what programs ask: the publishing API, ballots and the like, and a poll's data. */
const FOR_PROGRAMS =
  /^(?:(?:GET|PUT|POST) \/api\/(?!openapi\.json)|POST |GET \/polls\/\{poll\}\/(?:results|codebook|votes)\.)/;

describe("the description", () => {
  const taken = routes
    .filter(({ method, path }) => method !== "ALL" && !OF_ITS_OWN.test(path))
    .map(({ method, path }) => `${method} ${described(path)}`);
  const told = operations.map(({ method, path }) => `${method} ${path}`);

  it("has every route that programs ask, but what is between the Worker and its own tool", () => {
    const missing = taken.filter((route) => FOR_PROGRAMS.test(route) && !told.includes(route));
    expect(missing).toEqual([]);
    expect(told.length).toBeGreaterThan(30);
  });

  it("has no route that the Worker does not have", () => {
    expect(told.filter((route) => !taken.includes(route))).toEqual([]);
  });

  it("gives every operation a name of its own, and every part of an address a parameter", () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, parameters = [] } of operations) {
      const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const named = parameters.filter((one) => one.in === "path").map((one) => one.name);
      expect(named, path).toEqual(parts);
    }
  });

  it("asks for the token wherever the publishing API does, and nowhere else", () => {
    for (const { path, security = [] } of operations) {
      const publishing = path.startsWith("/api/");
      expect(JSON.stringify(security).includes("publishing"), path).toBe(publishing);
      expect(operationsAt(path).every((one) => "401" in one.responses === publishing)).toBe(true);
    }
  });

  it("gives examples that conform to it", () => {
    const examples = operations.flatMap(({ operationId, requestBody }) =>
      Object.entries(
        Object(requestBody?.content) as Record<string, { schema: object; example?: unknown }>,
      )
        .filter(([, media]) => media.example !== undefined)
        .map(([type, media]) => [`${operationId} ${type}`, media] as const),
    );
    expect(examples.length).toBeGreaterThan(15);
    for (const [name, { schema, example }] of examples) {
      expect(checker.mistakes(schema, example), name).toEqual([]);
    }
  });
});

function operationsAt(path: string) {
  return operations.filter((operation) => operation.path === path);
}

describe("the JSON Schema of results.json", () => {
  it("is found where results.json says, and says where that is", async () => {
    const results = await request(operationOf("results"));
    const [, path = ""] =
      /<([^>]+)>; rel="describedby"/.exec(results.headers.get("Link") ?? "") ?? [];
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/schema+json");
    expect(response.headers.get("Cache-Control")).toMatch(
      /^public, max-age=\d+, stale-if-error=\d+$/,
    );
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(await response.json()).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: ORIGIN + path,
      title: "Results of a reader poll",
    });
  });

  it("is met by results.json, and not by results.json without one of its members", async () => {
    await castVote("next-summit", "ann", { place: ["geneva"] });
    const schema = await (await ask("/schemas/results.json")).json<object>();
    const validator = new Validator(schema, "2020-12");
    const results = await (await request(operationOf("results"))).json<Record<string, unknown>>();
    expect(validator.validate(results).errors).toEqual([]);
    for (const name of Object.keys(results)) {
      const { [name]: _, ...rest } = results;
      expect(validator.validate(rest).valid, name).toBe(false);
    }
  });
});

it.each(operations.filter(({ method, path }) => method === "GET" && !path.startsWith("/api/")))(
  "$method $path is answered to HEAD as to GET, but for the body",
  async (operation) => {
    const [get, head] = [await request(operation), await request(operation, { method: "HEAD" })];
    expect(head.status).toBe(get.status);
    expect(head.headers.get("Content-Type")).toBe(get.headers.get("Content-Type"));
    expect(await head.text()).toBe("");
  },
);

const PUBLIC = new Set(
  operations.map(({ path }) => path).filter((path) => !path.startsWith("/api/")),
);

it.each([...PUBLIC])("%s names the methods that it takes to who sends another", async (path) => {
  const [operation] = operationsAt(path);
  if (!operation) throw new Error(path);
  const methods = operationsAt(path).map(({ method }) => method);
  const headers = { Accept: "application/json" };
  const response = await request(operation, { method: "DELETE", headers });
  expect(response.status).toBe(405);
  const allowed = (response.headers.get("Allow") ?? "").split(", ");
  expect(allowed).toEqual(expect.arrayContaining([...methods, "HEAD"]));
  const described405 = { responses: { 405: document.components.responses.MethodNotAllowed } };
  expect(
    await checker.complaints({ ...operation, ...described405 } as typeof operation, response),
  ).toEqual([]);
});
