import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { PollDefinition } from "../../src/core/poll.ts";

const definition: PollDefinition = {
  id: "smoke",
  title: "Smoke",
  opensAt: null,
  closesAt: null,
  results: "always",
  guard: "careful",
  openingSource: null,
  questions: [
    {
      id: "q",
      text: "?",
      kind: "single",
      min: 1,
      max: 1,
      options: [
        { id: "a", text: "A", opening: 0 },
        { id: "b", text: "B", opening: 0 },
      ],
    },
  ],
};

it("keeps a vote through an eviction", async () => {
  const stub = env.POLL.getByName("smoke");
  await stub.define(definition, false);
  const first = await stub.cast({ voter: "v1", answers: [["q", ["a"]]], audience: null });
  expect(first.outcome).toBe("counted");
  await evictDurableObject(stub);
  expect((await stub.view(null))?.results?.counted).toBe(1);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  const row = await env.DB.prepare("SELECT count(*) AS n FROM votes").first<{ n: number }>();
  expect(row?.n).toBe(1);
});
