import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeContent } from "../../support/content.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../../support/site.ts";

let home: Home;
let site: RunningSite;

beforeAll(async () => {
  home = await makeHome();
  site = await startSite(home, ["--content", await writeContent(home.folder)]);
}, 60_000);
afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

it("finds no difference in a poll that is being voted in", async () => {
  const end = new AbortController();
  let cast = 0;
  const voter = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const response = await fetch(`${site.url}/polls/kill/votes`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": randomUUID() },
        body: JSON.stringify({ answers: { q: ["b"] } }),
      });
      expect(response.status).toBe(201);
      await response.arrayBuffer();
      cast += 1;
      await sleep(2);
    }
  };
  const voters = [voter(), voter()];
  try {
    for (let run = 0; run < 5; run += 1) {
      const before = cast;
      const { code, out } = await hustings(home, ["verify"]);
      expect(out).toContain("ledger = tally = D1");
      expect(code).toBe(0);
      expect(cast).toBeGreaterThan(before);
    }
    const { code } = await hustings(home, ["reproject", "--poll", "kill"]);
    expect(code).toBe(0);
  } finally {
    end.abort();
    await Promise.all(voters);
  }
  const { out } = await hustings(home, ["verify"]);
  expect(out).toContain(`kill: ${cast} votes, ledger = tally = D1`);
});
