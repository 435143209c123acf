import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { api, ask, poll, problemsOf, question, send, site } from "../../support/site.ts";

type Changes = Record<string, unknown>;

beforeAll(async () => {
  await send("PUT", "/site", site());
});

function option(id: string, changes: Changes = {}) {
  return { id, text: `Option ${id}`, ...changes };
}

const ABC = ["a", "b", "c"].map((id) => option(id));

it.each<[string, Changes]>([
  ["of revisable votes", { revisable: true }],
  ["for the invited", { guard: "invited" }],
  ["for members", { guard: "member" }],
  ["for everybody", { guard: "open" }],
  ["of a ranked question", { questions: [question({ kind: "ranked" })] }],
  ["of shuffled options", { questions: [question({ shuffle: true })] }],
  [
    "with an option that asks for words",
    { questions: [question({ options: [...ABC, option("d", { other: true })] })] },
  ],
])("a poll %s is published, and its definition says so", async (what, changes) => {
  const id = `new-${what.replaceAll(/\W/g, "-")}`;
  const sent = poll(id, changes);
  expect(await send("PUT", `/polls/${id}`, sent)).toEqual({ outcomes: { [id]: "created" } });
  const view = await env.POLL.getByName(id).view(null);
  expect(view?.definition).toMatchObject(sent);
  expect((await ask(`/polls/${id}`)).status).toBe(200);
});

it.each<[string, string, Changes]>([
  ["revisable that is neither true nor false", "revisable", { revisable: "yes" }],
  ["a guard that is unknown", "guard", { guard: "members" }],
  ["a kind that is unknown", "questions.0.kind", { questions: [question({ kind: "rating" })] }],
  [
    "shuffle that is neither true nor false",
    "questions.0.shuffle",
    { questions: [question({ shuffle: 1 })] },
  ],
  [
    "an opening count in a ranked question",
    "questions.0.options",
    {
      questions: [
        question({ kind: "ranked", options: [option("a", { opening: 1 }), option("b")] }),
      ],
    },
  ],
  [
    "words of their own in a ranked question",
    "questions.0.options",
    {
      questions: [
        question({ kind: "ranked", options: [option("a", { other: true }), option("b")] }),
      ],
    },
  ],
  [
    "two options that ask for words",
    "questions.0.options",
    {
      questions: [
        question({ options: [option("a", { other: true }), option("b", { other: true })] }),
      ],
    },
  ],
])("a poll with %s is refused, and is not there", async (_, at, changes) => {
  const problems = await problemsOf(await api("PUT", "/polls/bad", poll("bad", changes)));
  expect([...new Set(problems.map((problem) => `${problem.what} ${problem.at}`))]).toEqual([
    `bad ${at}`,
  ]);
  expect((await send<{ polls: object }>("GET", "/manifest")).polls).not.toHaveProperty("bad");
  expect(await env.POLL.getByName("bad").view(null)).toBeNull();
});
