import { expect, it } from "vitest";
import { ballotOf, checkBooks, objectOf, publishPoll } from "../support/poll.ts";

it("refuses a ballot that was to take the place of an entry which has been replaced since", async () => {
  const poll = await publishPoll({ revisable: true });
  const send = (option: string, revises: number | null) =>
    objectOf(poll).cast({ ...ballotOf("v", { q: [option] }), revises });
  await send("a", null);
  expect(await send("c", 1)).toMatchObject({ outcome: "revised" });
  expect(await send("b", 1)).toMatchObject({
    outcome: "outdated",
    vote: { answers: { q: ["c"] } },
  });
  const { accounts, tally } = await checkBooks(poll);
  expect(tally.options["q"]).toMatchObject({ c: 1 });
  expect(accounts.refused).toEqual({ outdated: 1 });
});
