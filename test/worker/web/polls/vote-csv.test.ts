import { strFromU8, unzipSync } from "fflate";
import { expect, it } from "vitest";
import { castMany, publishPoll, question } from "../../support/poll.ts";
import { ask } from "../../support/site.ts";
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

it("gives the same numbers as a workbook, with an ETag, for every site", async () => {
  const poll = await publishPoll();
  await castMany(poll, 4);
  const response = await ask(`/polls/${poll}/results.xlsx`);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toContain("spreadsheetml.sheet");
  expect(response.headers.get("Content-Disposition")).toContain(`${poll}.xlsx`);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(strFromU8(unzipSync(bytes)["xl/worksheets/sheet1.xml"] ?? new Uint8Array())).toContain(
    "<v>2</v>",
  );
  const headers = { "If-None-Match": response.headers.get("ETag") ?? "" };
  expect((await ask(`/polls/${poll}/results.xlsx`, { headers })).status).toBe(304);
});

it.each([
  "results.json",
  "results.csv",
  "results.xlsx",
  "results.svg",
  "votes.csv",
  "codebook.txt",
])("lets a script of another site ask for %s with an ETag", async (file) => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  const path = `/polls/${poll}/${file}`;
  const Origin = "https://elsewhere.test";
  const asked = await ask(path, {
    method: "OPTIONS",
    headers: {
      Origin,
      "Access-Control-Request-Method": "GET",
      "Access-Control-Request-Headers": "if-none-match",
    },
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(asked.headers.get("Access-Control-Allow-Methods")).toBe("GET, HEAD");
  expect(asked.headers.get("Access-Control-Allow-Headers")).toBe("*");
  const first = await ask(path, { headers: { Origin } });
  expect(first.headers.get("Access-Control-Expose-Headers")).toBe("ETag");
  await first.arrayBuffer();
  const again = await ask(path, {
    headers: { Origin, "If-None-Match": first.headers.get("ETag") ?? "" },
  });
  expect(again.status).toBe(304);
  expect(again.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect((await ask(path, { method: "PUT" })).status).toBe(405);
});

it("gives no table of numbers that are hidden, and says so to every site", async () => {
  const poll = await publishPoll({ results: "after-close", closesAt: Date.now() + 3_600_000 });
  const response = await send(`/polls/${poll}/results.csv`);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  await expectProblem(response, 403, "results-not-public");
});
