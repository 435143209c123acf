import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runs, seedOf } from "../../support/campaign.ts";
import { BODIES } from "./fuzz-bodies.ts";
import { HEADERS } from "./fuzz-corpus.ts";
import { complaints, counts, PATTERNS, publishTargets, shot, type Shot } from "./fuzz-support.ts";
import { TOKEN } from "../support/site.ts";

// Requests that nobody wrote down: parts of the corpus in any combination, and texts, headers and JSON of any kind.
// What fails is shrunk, and printed with the seed that repeats it.

const RUNS = runs(300, 10_000);
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
  console.log(`${sent} random requests`);
});

const pattern = fc.constantFrom(...PATTERNS);
const numbers = fc.infiniteStream(fc.nat({ max: 1_000_000 }));

/** Parts of the corpus, in any combination. */
const combined: fc.Arbitrary<Shot> = fc
  .tuple(pattern, numbers)
  .map(([path, stream]) => shot(path, (of) => Number(stream.next().value) % of));

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "q",
    "answers",
    "careful",
    "\u0000",
    "\ud800",
    "‮",
    "1e400",
  ),
);
const segment = fc.oneof(
  text.map((one) => encodeURIComponent(one.toWellFormed())),
  fc.string({ unit: "grapheme-ascii", maxLength: 20 }).map((one) => one.replace(/[/?#]/g, "")),
  fc
    .uint8Array({ maxLength: 12 })
    .map((bytes) => [...bytes].map((b) => `%${b.toString(16).padStart(2, "0")}`).join("")),
);
const field = fc.oneof(
  fc.constantFrom(
    "q.q",
    "r.q.a",
    "t.q",
    "audience",
    "revises",
    "vote",
    "code",
    "token",
    "cf-turnstile-response",
  ),
  text,
);
const form = fc
  .array(fc.tuple(field, text), { maxLength: 12 })
  .map((pairs) =>
    pairs
      .map(
        ([name, value]) =>
          `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
      )
      .join("&"),
  );
const member = fc.constantFrom(
  "answers",
  "texts",
  "audience",
  "revises",
  "vote",
  "id",
  "rows",
  "slug",
  "meta",
  "body",
  "title",
  "questions",
  "options",
  "remove",
  "articles",
  "polls",
  "redirects",
  "act",
  "hashes",
  "receipts",
  "until",
  "hours",
  "after",
  "__proto__",
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(member, text), tie("tree"), { maxKeys: 6, noNullPrototype: false }),
  ),
}));
const body: fc.Arbitrary<Pick<Shot, "type" | "body">> = fc.oneof(
  tree.map((value) => ({ type: "application/json", body: JSON.stringify(value) ?? "" })),
  form.map((one) => ({ type: "application/x-www-form-urlencoded", body: one })),
  fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => ({ type: "application/json", body: new Uint8Array(bytes) })),
  fc.constantFrom(...BODIES).map(([type, one]) => ({ type, body: one })),
);
const headers = fc.oneof(
  fc.constantFrom(...HEADERS),
  fc.dictionary(
    fc.constantFrom(
      "Accept",
      "Cookie",
      "Origin",
      "Range",
      "If-None-Match",
      "Idempotency-Key",
      "CF-Connecting-IP",
      "Accept-Language",
      "Sec-Fetch-Site",
      "Hustings-By",
      "Cf-Access-Jwt-Assertion",
    ),
    fc.string({ unit: "binary-ascii", maxLength: 40 }),
    { maxKeys: 5, noNullPrototype: false },
  ),
);

/** Of any kind. */
const any: fc.Arbitrary<Shot> = fc
  .tuple(
    pattern,
    segment,
    fc.oneof(
      fc.constant(""),
      fc.webQueryParameters().map((q) => `?${q}`),
    ),
    headers,
    body,
    fc.constantFrom("GET", "POST", "POST", "PUT", "DELETE"),
    fc.boolean(),
  )
  .map(([at, part, query, given, content, method, authorized]) => {
    const path = at.replace(/:\w+(?:\{[^}]*(?:\{[^}]*\}[^}]*)*\})?/g, () => part) + query;
    const known = authorized && at.startsWith("/api/") ? { Authorization: `Bearer ${TOKEN}` } : {};
    const bodiless = method === "GET";
    return {
      method,
      path,
      headers: { ...given, ...known },
      ...(bodiless ? { type: null, body: null } : content),
    };
  });

it.each([
  ["parts of the corpus in any combination", combined],
  ["texts, headers and bodies of any kind", any],
])("%s are answered as they should be", { timeout: 900_000 }, async (_, shots) => {
  await fc.assert(
    fc.asyncProperty(shots, async (one) => {
      const wrong = await complaints(one);
      if (wrong === null) return;
      sent += 1;
      expect(wrong).toEqual([]);
    }),
    { numRuns: RUNS / 2, seed: seedOf("random requests") },
  );
});

it("no count has changed after all of it", async () => {
  expect(await counts()).toEqual(before);
  expect(sent).toBeGreaterThan(RUNS * 0.8);
});
