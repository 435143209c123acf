import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { columnsOf, runs } from "../../support/campaign.ts";
import { BODIES } from "./fuzz-bodies.ts";
import { HEADERS, METHODS, QUERIES, SEGMENTS } from "./fuzz-corpus.ts";
import { complaints, counts, fill, PATTERNS, publishTargets, type Shot } from "./fuzz-support.ts";
import { ask, forgetAll, send, TOKEN } from "../support/site.ts";

const SHARES = 24;
let before: unknown;
let sent = 0;

beforeAll(async () => {
  for (const level of ["log", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation(() => undefined);
  }
  await publishTargets();
  before = await counts();
});
afterAll(() => {
  vi.restoreAllMocks();
  console.log(`${sent} requests of the corpus`);
});

/** A number for each choice, the same in every run. */
function sequence(seed: number): (of: number) => number {
  let state = seed;
  return (of) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * of);
  };
}

/** A path of a pattern whose parts are ones that there are. */
function good(pattern: string): string {
  return fill(pattern, () => 0);
}

/** What is wrong with the answers to requests, a line each. */
async function troubles(shots: Iterable<Shot>): Promise<string[]> {
  const found: string[] = [];
  for (const one of shots) {
    const wrong = await complaints(one);
    if (wrong === null) continue;
    sent += 1;
    for (const line of wrong) found.push(`${JSON.stringify(one).slice(0, 400)} ${line}`);
    if (found.length > 5) break;
  }
  return found;
}

const plain = { method: "GET", headers: {}, type: null, body: null };
const known = { Authorization: `Bearer ${TOKEN}` };

describe.each(PATTERNS)("%s", (pattern) => {
  /** All of the corpus, or a share of it, so that so many patterns after each other have had all of it. */
  const of = <T>(all: readonly T[]): T[] =>
    columnsOf("corpus", all, PATTERNS.indexOf(pattern), SHARES);
  const isApi = pattern.startsWith("/api/");
  const headersOf = isApi ? [{}, known] : [{}];

  it("stands any name in its address", async () => {
    expect(
      await troubles(
        of(SEGMENTS).flatMap((segment) =>
          headersOf.map((headers) => {
            const path = pattern.replace(/:\w+(?:\{[^}]*(?:\{[^}]*\}[^}]*)*\})?/g, () => segment);
            return { ...plain, path, headers };
          }),
        ),
      ),
    ).toEqual([]);
  });

  it("stands any query", async () => {
    expect(
      await troubles(
        of(QUERIES).flatMap((query) =>
          headersOf.map((headers) => ({ ...plain, path: good(pattern) + query, headers })),
        ),
      ),
    ).toEqual([]);
  });

  it("stands any header", async () => {
    expect(
      await troubles(
        of(HEADERS).flatMap((headers) =>
          ["GET", "POST"].map((method) => ({ ...plain, method, path: good(pattern), headers })),
        ),
      ),
    ).toEqual([]);
  });

  it("stands any body", async () => {
    const keyed = { "Idempotency-Key": "a-key-of-the-corpus" };
    const methods = isApi ? ["POST", "PUT"] : ["POST"];
    expect(
      await troubles(
        of(BODIES).flatMap(([type, body]) =>
          methods.map((method) => {
            const headers = isApi ? known : keyed;
            return { method, path: good(pattern), headers, type, body };
          }),
        ),
      ),
    ).toEqual([]);
  });

  it("stands any method, with anything", async () => {
    const pick = sequence(pattern.length + 7);
    expect(
      await troubles(
        of(METHODS).flatMap((method) =>
          headersOf.map((headers) => {
            const [type, body] = BODIES[pick(BODIES.length)] ?? [null, ""];
            const bodiless = method === "GET" || method === "HEAD";
            return {
              method,
              path: fill(pattern, pick),
              headers,
              type: bodiless ? null : type,
              body: bodiless ? null : body,
            };
          }),
        ),
      ),
    ).toEqual([]);
  });
});

describe("after all of it", () => {
  it("no count has changed", async () => {
    expect(await counts()).toEqual(before);
  });

  it("the site is there, is published to, and takes a ballot", async () => {
    forgetAll();
    await publishTargets();
    for (const path of ["/", "/articles/one", "/polls/careful", "/polls", "/feed.xml", "/about"]) {
      expect((await ask(path)).status, path).toBe(200);
    }
    expect(await send("GET", "/polls")).toMatchObject({
      polls: expect.arrayContaining(["careful"]) as string[],
    });
  });

  it("there were many", () => {
    expect(sent).toBeGreaterThan(runs(500, 10_000));
  });
});
