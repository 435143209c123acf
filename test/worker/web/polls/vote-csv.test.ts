import { expect, it } from "vitest";
import { castMany, publishPoll, question } from "../../support/poll.ts";
import { expectProblem, send } from "../../support/voters.ts";

it("gives the numbers as a table, with an ETag, for every site", async () => {
  const formula = question("q", ["a", "b", "c"]);
  const options = formula.options.map((o) => (o.id === "b" ? { ...o, text: "=1+1, or so" } : o));
  const poll = await publishPoll({ questions: [{ ...formula, options }] });
  await castMany(poll, 4);
  const response = await send(`/polls/${poll}/results.csv`);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toContain("text/csv");
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(await response.text()).toBe(
    [
      "poll,question,question_text,kind,audience,voters,option,option_text,votes,opening,total,percent,base",
      `${poll},q,What of q?,single,all,4,a,Option a,2,0,2,50,4`,
      `${poll},q,What of q?,single,all,4,b,"'=1+1, or so",1,0,1,25,4`,
      `${poll},q,What of q?,single,all,4,c,Option c,1,0,1,25,4`,
      "",
    ].join("\r\n"),
  );
  const etag = response.headers.get("ETag") ?? "";
  const headers = { "If-None-Match": `"other", ${etag}` };
  expect((await send(`/polls/${poll}/results.csv`, { headers })).status).toBe(304);
});

it("gives no table of numbers that are hidden, and says so to every site", async () => {
  const poll = await publishPoll({ results: "after-close", closesAt: Date.now() + 3_600_000 });
  const response = await send(`/polls/${poll}/results.csv`);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  await expectProblem(response, 403, "results-not-public");
});
