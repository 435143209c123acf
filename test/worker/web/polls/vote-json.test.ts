import { expect } from "vitest";
import {
  checkBooks,
  definePoll,
  entriesOf,
  evict,
  plainAccounts,
  publishPoll,
  question,
} from "../../support/poll.ts";
import {
  expectProblem,
  formVote,
  it,
  jsonVote,
  pageOf,
  postJson,
  program,
  reader,
  receiptsIn,
  send,
} from "../../support/voters.ts";

it("answers a program's ballot with 201 and all of its receipt", async () => {
  const definition = definePoll();
  const poll = await publishPoll(definition);
  const response = await jsonVote(poll, "a", program(1));
  expect(response.status).toBe(201);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(response.headers.get("Location")).toBe(`/polls/${poll}`);
  const [vote] = await entriesOf(poll);
  expect(await response.json()).toEqual({
    poll,
    seq: 1,
    castAt: new Date(vote?.castAt ?? 0).toISOString(),
    receipt: vote?.receipt,
    answers: { q: ["a"] },
    audience: null,
    state: "counted",
    results: {
      poll,
      title: definition.title,
      status: "open",
      guard: "careful",
      revisable: false,
      opensAt: null,
      closesAt: null,
      openingSource: null,
      version: expect.any(Number),
      received: 1,
      counted: 1,
      refused: {},
      revised: 0,
      withdrawn: 0,
      voided: 0,
      looked: 0,
      votes: 1,
      voids: [],
      reworded: [],
      questions: [
        {
          id: "q",
          text: "What of q?",
          kind: "single",
          voters: 1,
          openingVoters: null,
          selections: 1,
          opening: 0,
          total: 1,
          base: 1,
          addsUp: true,
          options: [
            {
              id: "a",
              text: "Option a",
              votes: 1,
              opening: 0,
              total: 1,
              percent: 100,
              shown: "100",
            },
            { id: "b", text: "Option b", votes: 0, opening: 0, total: 0, percent: 0, shown: "0" },
            { id: "c", text: "Option c", votes: 0, opening: 0, total: 0, percent: 0, shown: "0" },
          ],
          tie: [],
          runoff: null,
          texts: [],
          audiences: [],
        },
      ],
    },
  });
});

it("answers the same ballot again with 200 and the same receipt", async ({ poll }) => {
  const first = await jsonVote(poll, "a", program(1));
  const { results: _, ...receipt } = await first.json<Record<string, unknown>>();
  await jsonVote(poll, "b", program(2));
  await evict(poll);
  const again = await jsonVote(poll, "a", program(1));
  expect(again.status).toBe(200);
  expect(again.headers.get("Cache-Control")).toBe("no-store");
  expect(await again.json()).toMatchObject({ ...receipt, results: { counted: 2, received: 3 } });
  expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(3, 2, { repeated: 1 }));
});

it("takes a ballot for the same whatever the order of its questions and options", async () => {
  const poll = await publishPoll({
    questions: [
      question("one", ["a", "b"]),
      question("two", ["a", "b", "c"], { kind: "multiple", max: 3 }),
    ],
  });
  const first = await postJson(poll, { answers: { one: ["a"], two: ["c", "a"] } }, program(1));
  const again = await postJson(poll, { answers: { two: ["a", "c"], one: ["a"] } }, program(1));
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(await again.json()).toMatchObject({ answers: { one: ["a"], two: ["a", "c"] } });
  await checkBooks(poll);
});

it("takes an unanswered question for the same as one that is left out", async () => {
  const poll = await publishPoll({
    questions: [question("one", ["a", "b"]), question("two", ["a", "b"], { min: 0 })],
  });
  const first = await postJson(poll, { answers: { one: ["a"], two: [] } }, program(1));
  const again = await postJson(poll, { answers: { one: ["a"] } }, program(1));
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(await again.json()).toMatchObject({ answers: { one: ["a"] } });
});

it("ignores members that it does not know", async ({ poll }) => {
  const body = {
    answers: { q: ["a"] },
    weight: 12,
    voter: "x",
    seq: 7,
    castAt: 1,
    receipt: "AAAA",
  };
  expect((await postJson(poll, body, program(1))).status).toBe(201);
  const [vote] = await entriesOf(poll);
  expect(vote).toMatchObject({ seq: 1, answers: { q: ["a"] }, audience: null });
  expect(vote?.castAt).toBeGreaterThan(1);
  expect((await checkBooks(poll)).tally).toEqual({
    votes: 1,
    voters: { q: 1 },
    options: { q: { a: 1 } },
  });
});

it("answers in JSON to a form of a program that asks for JSON", async ({ poll }) => {
  const headers = { Accept: "application/json", ...program(1) };
  const response = await formVote(poll, "a", headers);
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({ poll, seq: 1, answers: { q: ["a"] } });
});

it("counts a browser's script and its form as one voter", async ({ poll }) => {
  const scripted = await jsonVote(poll, "a", reader(1));
  expect(scripted.status).toBe(201);
  const { receipt } = await scripted.json<{ receipt: string }>();
  expect((await formVote(poll, "a", reader(1))).status).toBe(303);
  expect(await receiptsIn(await pageOf(poll, reader(1)))).toEqual([receipt]);
  expect((await checkBooks(poll)).accounts.counted).toBe(1);
});

it("asks the cookie who votes, and the key only where there is no cookie", async ({ poll }) => {
  const withBoth = (n: number, key: number): Promise<Response> =>
    jsonVote(poll, "a", { ...reader(n), ...program(key) });
  expect((await withBoth(1, 1)).status).toBe(201);
  expect((await withBoth(1, 2)).status).toBe(200);
  // Another cookie with the same key is another voter, and the key alone is a third one.
  expect((await withBoth(2, 1)).status).toBe(201);
  expect((await jsonVote(poll, "a", program(1))).status).toBe(201);
  expect((await checkBooks(poll)).accounts.counted).toBe(3);
});

it("does not take a key that reads like a reader's cookie for that reader", async ({ poll }) => {
  const cookie = reader(1).Cookie.slice("__Host-voter=".length);
  expect((await jsonVote(poll, "a", reader(1))).status).toBe(201);
  expect((await jsonVote(poll, "a", { "Idempotency-Key": cookie })).status).toBe(201);
  await checkBooks(poll);
});

it.for<[string, string]>([
  ["8", "k".repeat(8)],
  ["200", "k".repeat(200)],
])("takes an Idempotency-Key of %s characters", async ([, key], { poll }) => {
  expect((await jsonVote(poll, "a", { "Idempotency-Key": key })).status).toBe(201);
});

it.for<[string, string]>([
  ["of 7 characters", "k".repeat(7)],
  ["of 201 characters", "k".repeat(201)],
  ["with a space in it", "a key with spaces"],
])("refuses an Idempotency-Key %s", async ([, key], { poll }) => {
  const response = await jsonVote(poll, "a", { "Idempotency-Key": key });
  const { field } = await expectProblem(response, 422, "invalid-ballot");
  expect(field).toBe("Idempotency-Key");
  expect(response.headers.get("Set-Cookie")).toBeNull();
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it("tells a program that sends another ballot of its counted vote", async ({ poll }) => {
  const first = await jsonVote(poll, "a", program(1));
  const { results: _, ...vote } = await first.json<Record<string, unknown>>();
  await evict(poll);
  const response = await jsonVote(poll, "b", program(1));
  const problem = await expectProblem(response, 409, "already-voted");
  expect(problem.vote).toEqual(vote);
  expect((await checkBooks(poll)).tally.options).toEqual({ q: { a: 1 } });
});

it("answers the ballot that was counted with its receipt after another one was refused", async ({
  poll,
}) => {
  const statuses: number[] = [];
  for (const option of ["a", "b", "a", "b", "a"]) {
    const response = await jsonVote(poll, option, program(1));
    statuses.push(response.status);
    await evict(poll);
    await checkBooks(poll);
  }
  expect(statuses).toEqual([201, 409, 200, 409, 200]);
});

it("gives every vote a receipt of its own, and the numbers 1, 2, 3 in their order", async ({
  poll,
}) => {
  for (const n of [1, 2, 3]) {
    const response = await jsonVote(poll, "a", program(n));
    expect(await response.json()).toMatchObject({ seq: n, results: { counted: n } });
  }
  const { questions } = await (
    await send(`/polls/${poll}/results.json`)
  ).json<{ questions: { options: { votes: number }[] }[] }>();
  expect(questions[0]?.options.map((option) => option.votes)).toEqual([3, 0, 0]);
  await checkBooks(poll);
});
