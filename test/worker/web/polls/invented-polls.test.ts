import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { POLL_FILES } from "../../../../src/core/routes.ts";
import {
  ask,
  fails,
  faultyD1,
  faultyPolls,
  forgetAll,
  hangs,
  noting,
  ORIGIN,
  poll,
  putPoll,
  putSite,
  send,
} from "../../support/site.ts";

const form = (headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body: "q.q=a",
  headers: { Origin: ORIGIN, "Content-Type": "application/x-www-form-urlencoded", ...headers },
});
const json: RequestInit = {
  method: "POST",
  body: '{"answers":{"q":["a"]}}',
  headers: { "Content-Type": "application/json", "Idempotency-Key": "program-00000001" },
};
const cookie = { Cookie: "__Host-voter=reader-000000000000001" };

/** Every request that has a poll's id in it. */
const REQUESTS: [path: string, init: RequestInit][] = [
  ...["/polls/ID", "/embed/polls/ID"].flatMap((base): [string, RequestInit][] => [
    [base, {}],
    [`${base}?code=ABCD-EFGH-JKLM-NPQR`, { headers: cookie }],
    ...["votes", "withdraw", "look"].flatMap((path): [string, RequestInit][] => [
      [`${base}/${path}`, {}],
      [`${base}/${path}`, form()],
      [`${base}/${path}`, form(cookie)],
      [`${base}/${path}?cookie=1`, form()],
    ]),
  ]),
  ["/polls/ID/votes", json],
  ...[...POLL_FILES, "share.png"].map((file): [string, RequestInit] => [`/polls/ID/${file}`, {}]),
  [`/oembed?url=${ORIGIN}/polls/ID`, {}],
];

beforeAll(() => putSite());
afterEach(() => void vi.restoreAllMocks());

describe("an invented poll", () => {
  it.each(REQUESTS)("is not found, and no object is made for it: %s %j", async (path, init) => {
    for (const id of ["nobody-knows-it", "Not-An-Id", "x".repeat(200)]) {
      const calls: string[] = [];
      forgetAll();
      const response = await ask(path.replace("ID", id), init, {
        POLL: faultyPolls(noting(calls)),
      });
      expect(response.status).toBe(404);
      expect(calls).toEqual([]);
    }
  });
});

describe("a poll", () => {
  it("is found at once when it is new, though somebody asked for it just before", async () => {
    const [id, path] = ["quite-new", "/polls/quite-new"];
    forgetAll();
    expect((await ask(path)).status).toBe(404);
    await send("PUT", path, poll(id));
    expect((await ask(path)).status).toBe(200);
    expect((await ask(`${path}/results.json`)).status).toBe(200);
    expect((await ask(`${path}/votes`, json)).status).toBe(201);
  });

  it("is looked up in D1 once in an isolate", async () => {
    await putPoll("looked-up");
    const statements: string[] = [];
    const DB = faultyD1(noting(statements));
    forgetAll();
    for (const file of ["results.json", "results.csv", "codebook.txt"]) {
      expect((await ask(`/polls/looked-up/${file}`, {}, { DB })).status).toBe(200);
    }
    expect(statements.filter((sql) => sql.includes('"polls"'))).toHaveLength(1);
  });

  it.each([
    ["fails", fails],
    ["does not answer", hangs],
  ])("takes ballots and shows numbers in a new isolate while D1 %s", async (_, fault) => {
    const id = `away-${fault.name}`;
    await putPoll(id);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const DB = faultyD1(fault);
    forgetAll();
    expect((await ask(`/polls/${id}/votes`, json, { DB })).status).toBe(201);
    forgetAll();
    expect(await (await ask(`/polls/${id}/results.json`, {}, { DB })).json()).toMatchObject({
      counted: 1,
    });
  });

  it("is not found when it was removed, and found when it is back", async () => {
    await putPoll("on-and-off");
    expect((await ask("/polls/on-and-off")).status).toBe(200);
    await send("POST", "/publish", { remove: { polls: ["on-and-off"] } });
    expect((await ask("/polls/on-and-off")).status).toBe(404);
    await putPoll("on-and-off");
    expect((await ask("/polls/on-and-off")).status).toBe(200);
  });
});
