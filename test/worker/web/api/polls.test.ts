import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  api,
  article,
  ask,
  castVote,
  embed,
  fails,
  faultyPolls,
  forgetAll,
  page,
  poll,
  problemsOf,
  publish,
  question,
  quiet,
  send,
  site,
} from "../../support/site.ts";

type Changes = Record<string, unknown>;

beforeAll(async () => {
  await send("PUT", "/site", site());
});

function option(id: string, changes: Changes = {}) {
  return { id, text: `Option ${id}`, ...changes };
}

const ABC = ["a", "b", "c"].map((id) => option(id));

/** A poll of one question: the options a, b and c. */
function asking(id: string, changes: Changes = {}) {
  return poll(id, { questions: [question(changes)] });
}

async function outcomes(method: string, path: string, body: unknown): Promise<unknown> {
  return (await send<{ outcomes: unknown }>(method, path, body)).outcomes;
}

/** What D1 and the poll's object say of a poll. */
async function everywhere(id: string): Promise<string> {
  const { polls } = await send<{ polls: Record<string, string> }>("GET", "/manifest");
  const view = await env.POLL.getByName(id).view(null);
  return JSON.stringify([polls[id] ?? null, view]);
}

describe("a poll that could not be asked", () => {
  it.each<[string, string, Changes]>([
    ["no title", "title", { title: undefined }],
    ["no questions", "questions", { questions: [] }],
    ["one option", "questions.0.options", { questions: [question({ options: [option("a")] })] }],
    [
      "an option twice",
      "questions.0.options",
      { questions: [question({ options: [option("a"), option("a")] })] },
    ],
    ["a question twice", "questions", { questions: [question(), question()] }],
    [
      "more answers than one to a single question",
      "questions.0.max",
      { questions: [question({ max: 2 })] },
    ],
    [
      "more answers than options",
      "questions.0.max",
      { questions: [question({ kind: "multiple", max: 4 })] },
    ],
    [
      "min above max",
      "questions.0",
      { questions: [question({ kind: "multiple", min: 3, max: 2 })] },
    ],
    [
      "an opening count below nothing",
      "questions.0.options.0.opening",
      { questions: [question({ options: [option("a", { opening: -1 }), option("b")] })] },
    ],
    ["a close before its opening", "closesAt", { opensAt: "2026-10-05", closesAt: "2026-10-04" }],
    ["another policy", "results", { results: "never" }],
    ["a field that is unknown", "colour", { colour: "red" }],
  ])("with %s is refused, and is not there", async (_, at, changes) => {
    const problems = await problemsOf(await api("PUT", "/polls/bad", poll("bad", changes)));
    expect([...new Set(problems.map((problem) => `${problem.what} ${problem.at}`))]).toEqual([
      `bad ${at}`,
    ]);
    expect(await everywhere("bad")).toBe("[null,null]");
  });

  it("with many faults is refused with each of them", async () => {
    const bad = poll("bad", {
      title: "",
      results: "never",
      questions: [question({ options: [option("A!"), option("b", { text: "" })] })],
    });
    const problems = await problemsOf(await api("POST", "/polls", { polls: [bad, "no poll"] }));
    expect(problems.map(({ what, at }) => `${what} ${at}`.trim()).toSorted()).toEqual(
      [
        "bad title",
        "bad results",
        "bad questions.0.options.0.id",
        "bad questions.0.options.1.text",
        "entry 2",
      ].toSorted(),
    );
  });

  it("under another id than its address is refused", async () => {
    expect((await api("PUT", "/polls/bad", poll("other"))).status).toBe(422);
    expect((await api("PUT", "/polls/bad", { ...poll("bad"), id: undefined })).status).toBe(422);
    expect((await api("PUT", "/polls/bad", "{")).status).toBe(422);
    expect(await everywhere("other")).toBe("[null,null]");
  });

  it("keeps the good polls of its batch out too", async () => {
    const polls = [poll("innocent"), poll("bad", { title: "" })];
    expect((await api("POST", "/polls", { polls })).status).toBe(422);
    expect(await everywhere("innocent")).toBe("[null,null]");
  });
});

describe("a poll", () => {
  it("is created, stays unchanged, and is changed", async () => {
    expect(await outcomes("PUT", "/polls/life", poll("life"))).toEqual({ life: "created" });
    expect(await outcomes("PUT", "/polls/life", poll("life"))).toEqual({ life: "unchanged" });
    const changed = poll("life", { title: "Another title" });
    expect(await outcomes("PUT", "/polls/life", changed)).toEqual({ life: "changed" });
    expect(await page("/polls/life")).toContain("Another title");
  });

  it("is in the list of ids as long as it is published", async () => {
    await send("PUT", "/polls/listed", poll("listed"));
    const listed = async (): Promise<string[]> =>
      (await send<{ polls: string[] }>("GET", "/polls")).polls;
    expect(await listed()).toContain("listed");
    await publish({ polls: ["listed"] });
    expect(await listed()).not.toContain("listed");
  });

  it("may change in any way before its first vote", async () => {
    await send("PUT", "/polls/free", poll("free"));
    const other = asking("free", {
      id: "other",
      text: "Quite another question?",
      kind: "multiple",
      options: [option("x", { opening: 7 }), option("y")],
    });
    expect(await outcomes("PUT", "/polls/free", other)).toEqual({ free: "changed" });
    const html = await page("/polls/free");
    expect(html).toContain("Quite another question?");
    expect(html).not.toContain("Which one?");
  });
});

describe("a poll with a vote", () => {
  const multiple = { kind: "multiple", min: 1, max: 2 };

  it.each<[string, Changes]>([
    ["a question removed", { id: "other" }],
    ["a question reworded", { text: "Which other one?" }],
    ["another kind", { kind: "single", max: 1 }],
    ["a lower max", { max: 1 }],
    ["a higher min", { min: 2 }],
    ["an option removed", { options: ABC.slice(0, 2) }],
    ["an option reworded", { options: [option("a", { text: "No" }), ...ABC.slice(1)] }],
    ["a ranked question made of it", { kind: "ranked" }],
    ["another opening count", { options: [option("a", { opening: 1 }), ...ABC.slice(1)] }],
    ["a new option with an opening count", { options: [...ABC, option("d", { opening: 1 })] }],
  ])("is refused %s, also as a dry run, and stays as it is", async (what, changes) => {
    const id = `voted-${what.replaceAll(/\W/g, "-")}`;
    await send("PUT", `/polls/${id}`, asking(id, multiple));
    await castVote(id, "first-voter", "a");
    const before = await everywhere(id);
    const next = asking(id, { ...multiple, ...changes });
    for (const path of ["/polls?dryRun", "/polls"]) {
      const problems = await problemsOf(await api("POST", path, { polls: [next] }));
      expect(problems.map((problem) => problem.what)).toEqual([id]);
      expect(await everywhere(id)).toBe(before);
    }
  });

  it.each<[string, Changes]>([
    ["another title", { title: "Another title" }],
    ["another close", { closesAt: "2099-01-01" }],
    ["another opening time", { opensAt: "2020-01-01" }],
    ["another policy", { results: "after-vote" }],
    ["another guard", { guard: "open" }],
    ["a new option", { questions: [question({ ...multiple, options: [...ABC, option("d")] })] }],
    ["another order", { questions: [question({ ...multiple, options: ABC.toReversed() })] }],
    ["a new question", { questions: [question(multiple), question({ id: "new", text: "And?" })] }],
    ["a higher max", { questions: [question({ ...multiple, max: 3 })] }],
    ["a lower min", { questions: [question({ ...multiple, min: 0 })] }],
  ])("takes %s, and keeps its vote", async (what, changes) => {
    const id = `changing-${what.replaceAll(/\W/g, "-")}`;
    await send("PUT", `/polls/${id}`, asking(id, multiple));
    await castVote(id, "first-voter", "a");
    const next = { ...asking(id, multiple), ...changes };
    expect(await outcomes("PUT", `/polls/${id}`, next)).toEqual({ [id]: "changed" });
    const { tallies } = await send<{ tallies: { all: unknown } }>("GET", `/polls/${id}/audit`);
    expect(tallies.all).toEqual({ votes: 1, voters: { q: 1 }, options: { q: { a: 1 } } });
  });

  it("is refused by its batch with every reason, and the others of the batch stay as they are", async () => {
    for (const id of ["batch-1", "batch-2", "batch-3"]) await send("PUT", `/polls/${id}`, poll(id));
    for (const id of ["batch-1", "batch-2"]) await castVote(id, "first-voter", "a");
    const before = await Promise.all(["batch-1", "batch-2", "batch-3"].map(everywhere));
    const polls = ["batch-1", "batch-2", "batch-3"].map((id) =>
      asking(id, { text: "Reworded?", options: [option("a"), option("b", { text: "Reworded" })] }),
    );
    const problems = await problemsOf(await api("POST", "/polls", { polls }));
    expect(problems.map((problem) => problem.what).toSorted()).toEqual(
      ["batch-1", "batch-2"].flatMap((id) => [id, id, id]),
    );
    expect(await Promise.all(["batch-1", "batch-2", "batch-3"].map(everywhere))).toEqual(before);
  });

  it("is held to its votes after it was removed and comes back", async () => {
    await send("PUT", "/polls/back", poll("back"));
    await castVote("back", "first-voter", "b");
    await publish({ polls: ["back"] });
    expect((await ask("/polls/back")).status).toBe(404);
    const reworded = asking("back", { text: "Which other one?" });
    expect((await api("PUT", "/polls/back", reworded)).status).toBe(422);
    expect((await ask("/polls/back")).status).toBe(404);
    await send("PUT", "/polls/back", poll("back"));
    expect(await page("/polls/back")).toContain("1 (100%)");
  });
});

describe("a dry run", () => {
  it("says what would become of each poll, and changes nothing", async () => {
    await send("PUT", "/polls/known", poll("known"));
    const before = await everywhere("known");
    const polls = [poll("known", { title: "Another title" }), poll("new")];
    expect(await outcomes("POST", "/polls?dryRun", { polls })).toEqual({
      known: "changed",
      new: "created",
    });
    expect(await everywhere("known")).toBe(before);
    expect(await everywhere("new")).toBe("[null,null]");
    expect((await ask("/polls/new")).status).toBe(404);
    expect(await outcomes("PUT", "/polls/new?dryRun", poll("new"))).toEqual({ new: "created" });
    expect((await ask("/polls/new")).status).toBe(404);
  });

  it("does not let an article refer to the poll", async () => {
    await send("POST", "/polls?dryRun", { polls: [poll("only-dry")] });
    const refers = article("dry", {}, embed("only-dry"));
    expect((await api("PUT", "/articles/dry", refers)).status).toBe(422);
  });
});

describe("a change of a poll", () => {
  it("is in the article that shows it at once, and also in what is shown when its object is dead", async () => {
    await send("PUT", "/polls/shown", poll("shown"));
    await send("PUT", "/articles/shown", article("shown", {}, embed("shown")));
    await publish();
    await send("PUT", "/polls/shown", poll("shown", { title: "Renamed since" }));
    expect(await page("/articles/shown")).toContain("Renamed since");
    await publish();
    forgetAll();
    quiet();
    const html = await page("/articles/shown", { POLL: faultyPolls(fails) });
    expect(html).toContain("Renamed since");
    expect(html).not.toContain("Poll shown");
  });
});
