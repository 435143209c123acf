import { expect, test } from "vitest";
import { readDeployState } from "../../src/cli/deploy/deploy-state.ts";
import { join } from "node:path";
import { verify } from "../../src/cli/backup/verify.ts";
import { SMALL, writeContent } from "../support/content.ts";
import { releasedPoll } from "./released-poll.ts";
import { checkout, cloudflareFor, deployFrom, SITE } from "./support.ts";

const POLL = `${SITE}/polls/kill`;

/** Votes as a program does, and returns the answer's status. */
async function vote(voter: string, option: string): Promise<number> {
  const answer = await fetch(`${POLL}/votes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": voter },
    body: JSON.stringify({ answers: { q: [option] } }),
  });
  return answer.status;
}

async function votes(): Promise<unknown> {
  const answer = await fetch(`${POLL}/results.json`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { votes: unknown }).votes;
}

// Cloudflare replaces the objects' code minutes after the Worker's.
test("a new Worker works with objects of the last release, and the objects are then replaced", async () => {
  const { edge } = await cloudflareFor();
  edge.oldObjects = await releasedPoll();
  const root = await checkout();
  const files = { ...SMALL, "polls/kill.yaml": `${SMALL["polls/kill.yaml"]}results: always\n` };
  const content = await writeContent(root, files);
  expect((await deployFrom(root, { content })).failure).toBeNull();
  for (let i = 0; i < 5; i += 1)
    expect(await vote(`a-voter-of-the-old-object-${i}`, "a")).toBe(201);
  // The same ballot again counts once.
  expect(await vote("a-voter-of-the-old-object-0", "a")).toBe(200);
  expect(await votes()).toBe(5);
  for (const path of ["/", "/articles/one", "/polls/kill", "/polls", "/embed/polls/kill"]) {
    expect((await fetch(SITE + path)).status, path).toBe(200);
  }
  const state = await readDeployState(join(root, ".hustings"));
  const target = { to: SITE, token: state?.token ?? "" };
  expect((await verify(target, undefined, () => undefined)).ok).toBe(true);

  edge.oldObjects = null;
  expect((await deployFrom(root, { content })).failure).toBeNull();
  expect(await votes()).toBe(5);
  expect(await vote("a-voter-of-the-old-object-1", "a")).toBe(200);
  expect(await vote("a-voter-of-the-new-object", "b")).toBe(201);
  expect(await votes()).toBe(6);
  expect((await verify(target, undefined, () => undefined)).ok).toBe(true);
});
