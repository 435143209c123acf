import { expect } from "vitest";
import { checkBooks, entriesOf, evict, publishPoll, question } from "../../support/poll.ts";
import {
  expectRefusalPage,
  formVote,
  it,
  pageOf,
  postForm,
  reader,
  receiptsIn,
  send,
  texts,
} from "../../support/voters.ts";

const RECEIPT = /^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/;

it("answers a counted ballot with a 303 to the poll's page, without a body", async ({ poll }) => {
  const response = await formVote(poll, "a", reader(1));
  expect(response.status).toBe(303);
  expect(response.headers.get("Location")).toBe(`/polls/${poll}`);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(await response.text()).toBe("");
});

it("answers the same ballot again in the same way", async ({ poll }) => {
  await formVote(poll, "a", reader(1));
  const before = await pageOf(poll, reader(1));
  await evict(poll);
  const response = await formVote(poll, "a", reader(1));
  expect([response.status, response.headers.get("Location")]).toEqual([303, `/polls/${poll}`]);
  expect(await receiptsIn(await pageOf(poll, reader(1)))).toEqual(await receiptsIn(before));
});

it("shows each reader the own receipt and nobody else's", async ({ poll }) => {
  for (const n of [1, 2, 3]) await formVote(poll, "b", reader(n));
  const receipts = (await entriesOf(poll)).map((vote) => vote.receipt);
  for (const receipt of receipts) expect(receipt).toMatch(RECEIPT);
  for (const n of [1, 2, 3]) {
    await evict(poll);
    const html = await pageOf(poll, reader(n));
    expect(receipts.filter((receipt) => html.includes(receipt))).toEqual([receipts[n - 1]]);
    expect(await texts(html, ".receipt strong")).toEqual(["Your vote is counted."]);
  }
  for (const headers of [{}, reader(4)]) {
    const html = await pageOf(poll, headers);
    expect(receipts.filter((receipt) => html.includes(receipt))).toEqual([]);
    expect(await texts(html, ".receipt")).toEqual([]);
  }
});

it("shows the form to who has not voted, and the own choice instead of it to who has", async ({
  poll,
}) => {
  expect(await texts(await pageOf(poll, reader(1)), "form button")).toEqual(["Vote"]);
  await formVote(poll, "b", reader(1));
  const html = await pageOf(poll, reader(1));
  expect(await texts(html, "form")).toEqual([]);
  expect(await texts(html, ".option.mine .figure")).toEqual(["1 (100%)"]);
  expect(await texts(html, ".option .figure")).toEqual(["0 (0%)", "1 (100%)", "0 (0%)"]);
  expect(await texts(await pageOf(poll, reader(2)), "form button")).toEqual(["Vote"]);
});

it("knows a voter in one poll alone", async () => {
  const [one, two] = [await publishPoll(), await publishPoll()];
  await formVote(one, "a", reader(1));
  expect(await receiptsIn(await pageOf(two, reader(1)))).toEqual([]);
  expect((await formVote(two, "b", reader(1))).status).toBe(303);
  expect((await checkBooks(one)).accounts.counted).toBe(1);
  expect((await checkBooks(two)).accounts.counted).toBe(1);
});

it("counts a vote for each question and option that was chosen", async () => {
  const poll = await publishPoll({
    questions: [
      question("first", ["a", "b"]),
      question("second", ["a", "b", "c"], { kind: "multiple", min: 1, max: 3 }),
      question("third", ["a", "b"], { min: 0 }),
    ],
  });
  const ballot = [
    ["q.second", "c"],
    ["q.first", "b"],
    ["q.second", "a"],
  ] as const;
  expect((await postForm(poll, ballot, reader(1))).status).toBe(303);
  expect(await entriesOf(poll)).toMatchObject([{ answers: { first: ["b"], second: ["a", "c"] } }]);
  const html = await pageOf(poll, reader(1));
  const figures = await texts(html, ".option .figure");
  expect(figures).toEqual(
    ["0 (0%)", "1 (100%)"].concat(["1 (100%)", "0 (0%)", "1 (100%)"], ["0 (0%)", "0 (0%)"]),
  );
  expect(await texts(html, ".total")).toEqual([
    "1 in all.",
    "Voters: 1. Selections: 2. Percentages are of voters, who could choose several options: they may add up to more than 100.",
    "0 in all.",
  ]);
  await checkBooks(poll);
});

it("leaves fields alone that it does not know", async ({ poll }) => {
  const ballot = [
    ["utm_source", "letter"],
    ["q.q", "a"],
    ["name", "Somebody"],
    ["audience", ""],
  ] as const;
  expect((await postForm(poll, ballot, reader(1))).status).toBe(303);
  expect(await entriesOf(poll)).toMatchObject([{ answers: { q: ["a"] }, audience: null }]);
});

it("shows a refused reader the poll again with what was chosen and what is wrong", async () => {
  const poll = await publishPoll({
    questions: [question("one", ["a", "b"]), question("two", ["a", "b"])],
  });
  const response = await postForm(poll, [["q.one", "b"]], reader(1));
  const html = await expectRefusalPage(response, 422);
  expect(await texts(html, "[role=alert]")).toEqual([
    "This ballot can&#39;t be counted: question 2 needs an answer.",
  ]);
  expect(html.match(/<input[^>]* checked[^>]*>/g)).toEqual([
    expect.stringMatching(/name="q\.one" value="b"/),
  ]);
  expect(await texts(html, "form button")).toEqual(["Vote"]);
});

it("shows a reader who sends another ballot the receipt of the first", async ({ poll }) => {
  await formVote(poll, "a", reader(1));
  await evict(poll);
  const html = await expectRefusalPage(await formVote(poll, "b", reader(1)), 409);
  expect(await receiptsIn(html)).toEqual((await entriesOf(poll)).map((vote) => vote.receipt));
  expect(await texts(html, "[role=alert]")).toHaveLength(1);
  expect((await checkBooks(poll)).tally.options).toEqual({ q: { a: 1 } });
});

it("does not take a ballot by GET", async ({ poll }) => {
  await send(`/polls/${poll}/votes?q.q=a`, { headers: reader(1) });
  await send(`/polls/${poll}?q.q=a`, { headers: reader(1) });
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});
