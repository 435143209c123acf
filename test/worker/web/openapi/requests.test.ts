import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { valuesOf, variants } from "./arbitrary.ts";
import { bodiesOf, type Described } from "./checker.ts";
import {
  checker,
  newPoll,
  operationOf,
  operations,
  prepared,
  publishExamples,
  request,
  type Sent,
} from "./support.ts";

const JSON_TYPE = "application/json";
const FORM = "application/x-www-form-urlencoded";
const RUNS = 12;

const TAKING = operations.filter(
  ({ requestBody }) => requestBody && JSON_TYPE in bodiesOf({ requestBody } as Described),
);
const VOTING = operations.filter(({ responses }) => "307" in responses);

/** Requests that the Worker takes although their bodies do not conform: nothing in a look's body must be there. */
const LENIENT = new Set(["lookAtNumbers", "lookAtNumbersFramed"]);

beforeAll(publishExamples, 30_000);

/** What in the answer to a request is not as described. A store's failure is never the answer to a request. */
async function complaints(operation: Described, sent: Sent): Promise<string[]> {
  const response = await request(operation, sent);
  const { status } = response;
  const failed = status >= 500 && status !== 501 ? [`answered with ${status}`] : [];
  return [...failed, ...(await checker.complaints(operation, response))];
}

function mediaOf(operation: Described, type: string) {
  const media = bodiesOf(operation)[type];
  if (!media) throw new Error(`${operation.operationId} takes no ${type}`);
  return media;
}

/** Bodies that the description allows: each member is as in the example, or any. `names`: those in the address. */
function bodies(operation: Described, type: string, names: Record<string, string> = {}) {
  const media = mediaOf(operation, type);
  const { $defs = {}, ...schema } = checker.complete(media.schema);
  // Of an act, no member is what it is without the others.
  if ((schema.$ref ? $defs[schema.$ref.replace("#/$defs/", "")] : schema)?.anyOf)
    return valuesOf(schema, $defs);
  const example = { ...(media.example as Record<string, unknown>), ...names };
  const kept = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
  return fc.tuple(valuesOf(schema, $defs), kept).map(([value, keep]) => {
    const any = value as Record<string, unknown>;
    const members = [...new Set([...Object.keys(example), ...Object.keys(any)])];
    return Object.fromEntries(
      members.flatMap((name, i) => {
        const from = keep[i % keep.length] ? example : any;
        return Object.hasOwn(from, name) ? [[name, from[name]]] : [];
      }),
    );
  });
}

describe("whatever the description allows is answered as described", () => {
  it.each(TAKING)("by $method $path", async (operation) => {
    const { poll = "" } = (await prepared(operation)).parts ?? {};
    const slug = "the-dull-summit";
    const names = { putPoll: { id: poll }, putArticle: { slug } }[operation.operationId];
    await fc.assert(
      fc.asyncProperty(bodies(operation, JSON_TYPE, names), async (body) => {
        expect(checker.mistakes(mediaOf(operation, JSON_TYPE).schema, body)).toEqual([]);
        expect(await complaints(operation, { parts: { poll, slug }, body })).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    await publishExamples();
  });

  it.each(VOTING)("by $method $path, sent as a form", async (operation) => {
    const { parts = {} } = await prepared(operation);
    await fc.assert(
      fc.asyncProperty(
        bodies(operation, FORM),
        fc.constantFrom("application/json", "text/html"),
        async (body, accept) => {
          const sent = { parts, body, type: FORM, headers: { Accept: accept } };
          expect(await complaints(operation, sent)).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it.each(operations.filter(({ parameters = [] }) => parameters.some((one) => one.in === "query")))(
    "by $method $path, whatever is in the query",
    async (operation) => {
      const sent = await prepared(operation);
      const names = (operation.parameters ?? []).filter((one) => one.in === "query");
      const value = fc.oneof(
        fc.string(),
        fc.constantFrom("0", "-1", "1.5", "1e400", "abc", "2026-10-05"),
      );
      const queries = fc.record(
        Object.fromEntries(names.map(({ name }) => [String(name), value])),
        {
          requiredKeys: [],
        },
      );
      await fc.assert(
        fc.asyncProperty(queries, async (some) => {
          const query = { ...sent.query, ...(some as Record<string, string>) };
          expect(await complaints(operation, { ...sent, query })).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
  );
});

describe("what the description does not allow is refused as described", () => {
  it.each(TAKING.filter(({ operationId }) => !LENIENT.has(operationId)))(
    "by $method $path",
    async (operation) => {
      const { schema, example } = mediaOf(operation, JSON_TYPE);
      const sent = await prepared(operation);
      const wrong = variants(sent.body ?? example).filter(
        ({ value }) => checker.mistakes(schema, value).length > 0,
      );
      expect(wrong.length).toBeGreaterThan(5);
      for (const { at, value } of wrong) {
        const response = await request(operation, { ...sent, body: value });
        const what = `${at}: ${JSON.stringify(value)}`;
        expect(response.status, what).toBe(422);
        expect(await checker.complaints(operation, response), what).toEqual([]);
      }
      // None of them has done anything.
      const done = await request(operation, sent);
      expect(done.ok).toBe(true);
    },
  );

  it("each of several acts is told from what is none", async () => {
    const operation = operationOf("act");
    const { schema } = mediaOf(operation, JSON_TYPE);
    const parts = { poll: await newPoll() };
    const acts = [
      { act: "extend", until: "2999-01-01" },
      { act: "void", reason: "A script", receipts: ["AAAA-BBBB-CCCC-DDDD"] },
      { act: "void", reason: "A script", from: "2026-01-01", to: "2026-01-02", network: null },
      { act: "approve", question: "place", text: "Words" },
      { act: "invite", hashes: ["0".repeat(64)] },
    ];
    for (const act of acts) {
      expect(checker.mistakes(schema, act)).toEqual([]);
      expect(await complaints(operation, { parts, body: act })).toEqual([]);
      for (const { at, value } of variants(act)) {
        if (checker.mistakes(schema, value).length === 0) continue;
        const response = await request(operation, { parts, body: value });
        expect(response.status, `${at}: ${JSON.stringify(value)}`).toBe(422);
      }
    }
  });
});
