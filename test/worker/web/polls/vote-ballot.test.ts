import { env } from "cloudflare:workers";
import { beforeAll, describe, expect } from "vitest";
import type { Site } from "../../../../src/core/content/site.ts";
import { saveSite } from "../../../../src/store/content/save-content.ts";
import { database } from "../../../../src/store/database.ts";
import {
  checkBooks,
  entriesOf,
  evict,
  plainAccounts,
  publishPoll,
  question,
} from "../../support/poll.ts";
import { ORIGIN } from "../../support/site.ts";
import {
  expectProblem,
  expectRefusalPage,
  it,
  postForm,
  postJson,
  program,
  reader,
  texts,
} from "../../support/voters.ts";

type Answers = Record<string, unknown>;

const ids = (n: number, prefix: string): string[] =>
  Array.from({ length: n }, (_, i) => prefix + i);

/** Polls by what they ask. */
const POLLS = {
  single: [question("q", ["a", "b", "c"])],
  optional: [question("q", ["a", "b"], { min: 0 }), question("r", ["a", "b"], { min: 0 })],
  two: [question("q", ["a", "b"]), question("r", ["a", "b"])],
  several: [question("q", ["a", "b", "c", "d"], { kind: "multiple", min: 2, max: 3 })],
  any: [question("q", ["a", "b", "c"], { kind: "multiple", min: 0, max: 3 })],
};

type Case = [what: string, poll: keyof typeof POLLS, answers: Answers];

const GOOD: Case[] = [
  ["one option of a single choice", "single", { q: ["c"] }],
  ["one of two optional questions", "optional", { r: ["b"] }],
  ["both optional questions", "optional", { q: ["a"], r: ["a"] }],
  ["both questions", "two", { q: ["b"], r: ["a"] }],
  ["as many options as must be", "several", { q: ["a", "d"] }],
  ["as many options as may be", "several", { q: ["a", "b", "d"] }],
  ["all options", "any", { q: ["a", "b", "c"] }],
];

const BAD: [...Case, field: string][] = [
  ["no option of a single choice", "single", {}, "q.q"],
  ["an empty list for a single choice", "single", { q: [] }, "q.q"],
  ["two options of a single choice", "single", { q: ["a", "b"] }, "q.q"],
  ["every option of a single choice", "single", { q: ["a", "b", "c"] }, "q.q"],
  ["the same option twice", "single", { q: ["a", "a"] }, "q.q"],
  ["an option that is not there", "single", { q: ["d"] }, "q.q"],
  ["an option by its text", "single", { q: ["Option a"] }, "q.q"],
  ["an option in capitals", "single", { q: ["A"] }, "q.q"],
  ["a question that is not there", "single", { q: ["a"], r: ["a"] }, "q.r"],
  ["only one of two questions", "two", { q: ["a"] }, "q.r"],
  ["no question at all", "optional", {}, "answers"],
  ["only empty lists", "optional", { q: [], r: [] }, "answers"],
  ["too few options", "several", { q: ["a"] }, "q.q"],
  ["too many options", "several", { q: ["a", "b", "c", "d"] }, "q.q"],
  ["one option several times instead of several", "several", { q: ["a", "a", "a"] }, "q.q"],
  ["more options than a poll can have", "any", { q: ids(101, "o") }, "q.q"],
  [
    "more questions than a poll can have",
    "any",
    Object.fromEntries(ids(51, "q").map((id) => [id, ["a"]])),
    "answers",
  ],
];

/** What a form cannot say. */
const BAD_JSON: [...Case, field: string][] = [
  ["an option that is not in a list", "single", { q: "a" }, "q.q"],
  ["an option that is a number", "single", { q: [1] }, "q.q"],
  ["an option that is null", "single", { q: [null] }, "q.q"],
  ["a list in a list", "single", { q: [["a"]] }, "q.q"],
];

function fieldsOf(answers: Answers): [string, string][] {
  return Object.entries(answers).flatMap(([q, options]) =>
    (options as string[]).map((option): [string, string] => [`q.${q}`, option]),
  );
}

describe("a ballot that fits", () => {
  it.each(GOOD)("is counted with %s", async (_, kind, answers) => {
    const poll = await publishPoll({ questions: POLLS[kind] });
    expect((await postForm(poll, fieldsOf(answers), reader(1))).status).toBe(303);
    await evict(poll);
    const response = await postJson(poll, { answers }, program(1));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ answers });
    expect((await entriesOf(poll)).map((vote) => vote.answers)).toEqual([answers, answers]);
    await checkBooks(poll);
  });
});

describe("a ballot that does not fit", () => {
  it.each([...BAD, ...BAD_JSON])(
    "is refused to a program with %s",
    async (_, kind, answers, field) => {
      const poll = await publishPoll({ questions: POLLS[kind] });
      const response = await postJson(poll, { answers }, program(1));
      const problem = await expectProblem(response, 422, "invalid-ballot");
      expect(problem.field).toBe(field);
      expect(problem.detail).toContain(field);
      expect((await checkBooks(poll)).accounts.counted).toBe(0);
      expect(await entriesOf(poll)).toEqual([]);
    },
  );

  it.each(BAD)("is refused to a person with %s", async (_, kind, answers, field) => {
    const poll = await publishPoll({ questions: POLLS[kind] });
    const response = await postForm(poll, fieldsOf(answers), reader(1));
    const html = await expectRefusalPage(response, 422);
    const [sentence, ...more] = await texts(html, "[role=alert]");
    expect(more).toEqual([]);
    const index = POLLS[kind].findIndex(({ id }) => field === `q.${id}`);
    expect(sentence).toContain(index < 0 ? field : `question ${index + 1} `);
    expect((await checkBooks(poll)).accounts.counted).toBe(0);
  });

  it("leaves its voter free to send a better one", async () => {
    const poll = await publishPoll({ questions: POLLS.several });
    for (const options of [["a"], ["a", "a"], ["a", "b"]]) {
      await postJson(poll, { answers: { q: options } }, program(1));
      await evict(poll);
    }
    const { accounts } = await checkBooks(poll);
    expect(accounts).toEqual(plainAccounts(3, 1, { invalid: 2 }));
    expect(await entriesOf(poll)).toMatchObject([{ answers: { q: ["a", "b"] } }]);
  });

  it.for([
    ["no answers", {}],
    ["answers that are a list", { answers: [["q", "a"]] }],
    ["answers that are null", { answers: null }],
    ["answers that are inherited", JSON.parse('{"__proto__":{"answers":{"q":["a"]}}}')],
    ["a question that no poll can have", { answers: { Q: ["a"] } }],
    ["a question with the name of an inherited member", { answers: { toString: ["a"] } }],
  ])("is refused with %s", async ([, body], { poll }) => {
    const problem = await expectProblem(
      await postJson(poll, body, program(1)),
      422,
      "invalid-ballot",
    );
    expect(problem.field).toBe("answers");
    expect((await checkBooks(poll)).accounts.received).toBe(0);
  });
});

describe("an audience", () => {
  beforeAll(async () => {
    const site: Site = {
      name: "The Test",
      language: "en",
      audiences: [{ id: "researchers", name: "For researchers" }],
      authors: [],
      embed: "everywhere",
    };
    await saveSite(database(env.DB), site, "digest", ORIGIN);
  });

  it("is kept with the vote, where the site has it", async ({ poll }) => {
    const fields = [
      ["q.q", "a"],
      ["audience", "researchers"],
    ] as const;
    expect((await postForm(poll, fields, reader(1))).status).toBe(303);
    const body = { answers: { q: ["a"] }, audience: "researchers" };
    expect((await postJson(poll, body, program(1))).status).toBe(201);
    expect((await postJson(poll, { ...body, audience: null }, program(2))).status).toBe(201);
    const audiences = (await entriesOf(poll)).map((vote) => vote.audience);
    expect(audiences).toEqual(["researchers", "researchers", null]);
  });

  it.for(["nobody", "Researchers", "a b", "x".repeat(65), 7, ["researchers"], {}])(
    "is refused where the site has not got it: %j",
    async (audience, { poll }) => {
      const body = { answers: { q: ["a"] }, audience };
      const response = await postJson(poll, body, program(1));
      expect((await expectProblem(response, 422, "invalid-ballot")).field).toBe("audience");
      expect((await checkBooks(poll)).accounts.received).toBe(0);
    },
  );

  it("is refused to a person where the site has not got it, or where it stands twice", async ({
    poll,
  }) => {
    for (const audiences of [["nobody"], ["researchers", "researchers"]]) {
      const fields = [["q.q", "a"], ...audiences.map((id) => ["audience", id])] as [
        string,
        string,
      ][];
      const html = await expectRefusalPage(await postForm(poll, fields, reader(1)), 422);
      expect((await texts(html, "[role=alert]"))[0]).toContain("audience");
    }
    expect((await checkBooks(poll)).accounts.received).toBe(0);
  });

  it("makes another ballot of the same answers", async ({ poll }) => {
    const body = { answers: { q: ["a"] }, audience: "researchers" };
    expect((await postJson(poll, body, program(1))).status).toBe(201);
    const other = await postJson(poll, { ...body, audience: null }, program(1));
    await expectProblem(other, 409, "already-voted");
    expect((await postJson(poll, body, program(1))).status).toBe(200);
    await checkBooks(poll);
  });
});
