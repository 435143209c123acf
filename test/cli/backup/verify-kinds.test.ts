import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SMALL, writeContent } from "../../support/content.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../../support/site.ts";

let home: Home;
let content: string;
let site: RunningSite;

beforeAll(async () => {
  home = await makeHome();
  const poll = `${SMALL["polls/kill.yaml"] ?? ""}revisable: true\nresults: after-vote\n`;
  content = await writeContent(home.folder, { ...SMALL, "polls/kill.yaml": poll });
  site = await startSite(home, ["--content", content]);
}, 60_000);
afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

interface Answer {
  seq: number;
  receipt: string;
  state: string;
  results: Record<string, unknown>;
}

/** Something that a reader does, which must be done. */
async function post(what: string, key: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${site.url}/polls/kill/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify(body),
  });
  expect([200, 201]).toContain(response.status);
  return (await response.json()) as Answer;
}

function vote(key: string, option: string): Promise<Answer> {
  return post("votes", key, { answers: { q: [option] } });
}

it("verifies a poll with entries of every kind, also after a restart and a reproject", async () => {
  const [ann, ben, cat, dan] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await vote(ann, "a");
  expect(await vote(ann, "b")).toMatchObject({ seq: 2, state: "counted" });
  const { seq } = await vote(ben, "b");
  expect(await post("withdraw", ben, { vote: seq })).toMatchObject({ seq: 4, state: "withdrawn" });
  expect(await post("look", cat, {})).toMatchObject({ seq: 5, state: "looked" });
  const { receipt } = await vote(dan, "c");
  const voiding = ["--poll", "kill", "--reason", "A test", "--receipts", receipt];
  const struckOut = await hustings(home, ["void", ...voiding]);
  expect(struckOut).toEqual({
    code: 0,
    out: "kill: void, 1 vote. Readers see it within seconds.\n",
  });
  for (const command of [["verify"], ["reproject", "--poll", "kill"]]) {
    const { code, out } = await hustings(home, command);
    expect(out).toContain("kill: 1 vote, ledger = tally = D1");
    expect(code).toBe(0);
  }
  await site.interrupt();
  site = await startSite(home, ["--content", content]);
  const { code, out } = await hustings(home, ["verify"]);
  expect(out).toContain("kill: 1 vote, ledger = tally = D1");
  expect(code).toBe(0);
  const { results } = await post("look", cat, {});
  expect(results).toMatchObject({
    received: 4,
    counted: 4,
    refused: {},
    votes: 1,
    revised: 1,
    withdrawn: 1,
    voided: 1,
    looked: 1,
    voids: [{ votes: 1, reason: "A test" }],
    questions: [{ voters: 1, options: [{ votes: 0 }, { votes: 1 }, { votes: 0 }] }],
  });
}, 120_000);
