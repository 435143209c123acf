import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Poll } from "../../../../src/poll/poll.ts";
import { auditOf, checkBooks, plainAccounts } from "../../support/poll.ts";
import {
  expectProblem,
  expectRefusalPage,
  formVote,
  it,
  jsonVote,
  pageOf,
  postForm,
  postJson,
  program,
  reader,
  receiptsIn,
  send,
} from "../../support/voters.ts";

const ADDRESS = { "CF-Connecting-IP": "203.0.113.7" };

// What fails is logged: these tests have it fail on purpose.
beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

/** A site with another rate limit. Tells of which keys it was asked. */
function limited(success: boolean): { bindings: Env; keys: string[] } {
  const keys: string[] = [];
  const limit = async ({ key }: { key: string }): Promise<{ success: boolean }> => {
    keys.push(key);
    return { success };
  };
  return { bindings: { ...env, VOTE_LIMIT: { limit } }, keys };
}

type Call = (method: string, proceed: () => Promise<unknown>) => Promise<unknown>;

/** A site where each call of a poll's object goes through `call`. Tells how many stubs were made. */
function withObject(call: Call): { bindings: Env; stubs: () => number } {
  let stubs = 0;
  const namespace = new Proxy(env.POLL, {
    get: (target, key) => (key === "getByName" ? getByName : Reflect.get(target, key)),
  });
  const getByName = (name: string): DurableObjectStub<Poll> => {
    stubs += 1;
    const stub = env.POLL.getByName(name);
    return new Proxy(stub, {
      get(target, method: string) {
        return (...args: unknown[]) =>
          call(method, async () => Reflect.apply(Reflect.get(target, method), target, args));
      },
    });
  };
  return { bindings: { ...env, POLL: namespace }, stubs: () => stubs };
}

/** An error as the platform throws it. */
function failure(flags: { retryable?: boolean; overloaded?: boolean } = {}): Error {
  return Object.assign(new Error("the object failed"), flags);
}

const fails: Call = async () => {
  throw failure();
};

it("refuses with 429 and Retry-After what the rate limit refuses", async ({ poll }) => {
  const { bindings, keys } = limited(false);
  const html = await formVote(poll, "a", { ...ADDRESS, ...reader(1) }, bindings);
  expect(html.headers.get("Retry-After")).toBe("60");
  await expectRefusalPage(html, 429);
  const json = await jsonVote(poll, "a", { ...ADDRESS, ...program(1) }, bindings);
  expect(json.headers.get("Retry-After")).toBe("60");
  await expectProblem(json, 429, "too-many");
  expect(keys).toEqual([ADDRESS["CF-Connecting-IP"], ADDRESS["CF-Connecting-IP"]]);
  expect((await auditOf(poll)).accounts.received).toBe(0);
});

it("asks the rate limit once for each ballot, and counts what it lets through", async ({
  poll,
}) => {
  const { bindings, keys } = limited(true);
  const response = await jsonVote(poll, "a", { ...ADDRESS, ...program(1) }, bindings);
  expect([response.status, keys.length]).toEqual([201, 1]);
});

it.for(["127.0.0.1", "::1", "::ffff:127.0.0.1"])(
  "does not limit ballots from %s",
  async (ip, { poll }) => {
    const { bindings, keys } = limited(false);
    const headers = { "CF-Connecting-IP": ip, ...program(1) };
    expect((await jsonVote(poll, "a", headers, bindings)).status).toBe(201);
    expect(keys).toEqual([]);
  },
);

it("does not limit readers", async ({ poll }) => {
  const { bindings, keys } = limited(false);
  for (const path of [`/polls/${poll}`, `/polls/${poll}/results.json`]) {
    expect((await send(path, { headers: ADDRESS }, bindings)).status).toBe(200);
  }
  expect(keys).toEqual([]);
});

it("answers 503 with Retry-After to a ballot whose object fails", async ({ poll }) => {
  const { bindings } = withObject(fails);
  const html = await formVote(poll, "a", reader(1), bindings);
  expect(html.headers.get("Retry-After")).toMatch(/^[1-9]\d?$/);
  expect(await expectRefusalPage(html, 503)).toContain(`href="/polls/${poll}"`);
  const json = await jsonVote(poll, "a", program(1), bindings);
  expect(json.headers.get("Retry-After")).toMatch(/^[1-9]\d?$/);
  const problem = await expectProblem(json, 503, "unavailable");
  expect(JSON.stringify(problem)).not.toContain("the object failed");
});

it("answers 503 and sets no cookie where it can't be known whether the poll exists", async ({
  poll,
}) => {
  const response = await formVote(poll, "a", {}, withObject(fails).bindings);
  expect([response.status, response.headers.get("Set-Cookie")]).toEqual([503, null]);
});

it("answers 503 with Retry-After to who reads a poll whose object fails", async ({ poll }) => {
  const { bindings } = withObject(fails);
  const page = await send(`/polls/${poll}`, { headers: { Accept: "text/html" } }, bindings);
  expect(page.headers.get("Retry-After")).toMatch(/^[1-9]\d?$/);
  await expectRefusalPage(page, 503);
  const data = await send(`/polls/${poll}/results.json`, {}, bindings);
  expect(data.headers.get("Retry-After")).toMatch(/^[1-9]\d?$/);
  await expectProblem(data, 503, "unavailable");
});

it("refuses what it can refuse by itself while the object fails", async ({ poll }) => {
  const { bindings } = withObject(fails);
  await expectRefusalPage(
    await formVote(poll, "a", { ...reader(1), Origin: "https://elsewhere.test" }, bindings),
    403,
  );
  const twice = [
    ["audience", "a"],
    ["audience", "b"],
  ] as const;
  await expectRefusalPage(await postForm(poll, twice, reader(1), bindings), 422);
  const json = await postJson(poll, "{", program(1), bindings);
  expect(await expectProblem(json, 422, "invalid-ballot")).toMatchObject({ field: "body" });
});

it("sends a ballot again, on a new stub, after an error that the platform calls retryable", async ({
  poll,
}) => {
  let calls = 0;
  const { bindings, stubs } = withObject(async (_, proceed) => {
    calls += 1;
    if (calls === 1) throw failure({ retryable: true });
    return proceed();
  });
  expect((await jsonVote(poll, "a", program(1), bindings)).status).toBe(201);
  expect([calls, stubs()]).toEqual([2, 2]);
  expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(1, 1));
});

it("gives up on an object that goes on failing", async ({ poll }) => {
  let calls = 0;
  const { bindings } = withObject(async () => {
    calls += 1;
    throw failure({ retryable: true });
  });
  expect((await jsonVote(poll, "a", program(1), bindings)).status).toBe(503);
  expect(calls).toBeLessThanOrEqual(5);
});

it.for<[string, { retryable?: boolean; overloaded?: boolean }]>([
  ["is not retryable", {}],
  ["is retryable but says that the object is overloaded", { retryable: true, overloaded: true }],
])("does not send a ballot again after an error that %s", async ([, flags], { poll }) => {
  let calls = 0;
  const { bindings } = withObject(async () => {
    calls += 1;
    throw failure(flags);
  });
  expect((await jsonVote(poll, "a", program(1), bindings)).status).toBe(503);
  expect(calls).toBe(1);
});

it("counts a ballot once whose answer was lost on the way back, and the reader finds the receipt", async ({
  poll,
}) => {
  const { bindings } = withObject(async (method, proceed) => {
    await proceed();
    throw failure({ retryable: method !== "cast" });
  });
  expect((await formVote(poll, "a", reader(1), bindings)).status).toBe(503);
  expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(1, 1));
  expect(await receiptsIn(await pageOf(poll, reader(1)))).toHaveLength(1);
  expect((await formVote(poll, "a", reader(1))).status).toBe(303);
  expect((await checkBooks(poll)).accounts.counted).toBe(1);
});

it("answers 200 to a ballot that was counted by the attempt before, whose answer was lost", async ({
  poll,
}) => {
  let calls = 0;
  const { bindings } = withObject(async (_, proceed) => {
    const answer = await proceed();
    calls += 1;
    if (calls === 1) throw failure({ retryable: true });
    return answer;
  });
  const response = await jsonVote(poll, "a", program(1), bindings);
  expect([response.status, calls]).toEqual([200, 2]);
  expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(2, 1, { repeated: 1 }));
});
