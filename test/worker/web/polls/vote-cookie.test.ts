import { expect } from "vitest";
import { auditOf, checkBooks, entriesOf, evict, plainAccounts } from "../../support/poll.ts";
import { ORIGIN } from "../../support/site.ts";
import {
  expectProblem,
  expectRefusalPage,
  formVote,
  it,
  jsonVote,
  pageOf,
  postForm,
  program,
  reader,
  receiptsIn,
  send,
} from "../../support/voters.ts";

/** Name, value and attributes of the cookie that a response sets. */
function cookieOf(response: Response): { name: string; value: string; attributes: string[] } {
  const [pair = "", ...attributes] = (response.headers.get("Set-Cookie") ?? "").split(/; */);
  const [name = "", value = ""] = pair.split("=");
  return { name, value, attributes };
}

it("gives a reader without a cookie one, and has the browser repeat the ballot at the same path", async ({
  poll,
}) => {
  const response = await formVote(poll, "a");
  expect(response.status).toBe(307);
  const location = new URL(response.headers.get("Location") ?? "", ORIGIN);
  expect(`${location.origin}${location.pathname}`).toBe(`${ORIGIN}/polls/${poll}/votes`);
  const { name, value, attributes } = cookieOf(response);
  expect(name).toBe("__Host-voter");
  expect(value).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(attributes.toSorted()).toEqual([
    "HttpOnly",
    `Max-Age=${400 * 86_400}`,
    "Path=/",
    "SameSite=Lax",
    "Secure",
  ]);
  expect((await auditOf(poll)).accounts).toEqual(plainAccounts(0, 0));
});

it("counts the ballot once that is repeated with the cookie", async ({ poll }) => {
  const first = await formVote(poll, "a");
  const cookie = { Cookie: `__Host-voter=${cookieOf(first).value}` };
  await evict(poll);
  // What a browser does with a 307: the same method, the same body, the cookie it was given.
  const response = await send(first.headers.get("Location") ?? "", {
    method: "POST",
    headers: { ...cookie, Origin: ORIGIN },
    body: new URLSearchParams([["q.q", "a"]]),
  });
  expect(response.status).toBe(303);
  expect(response.headers.get("Location")).toBe(`/polls/${poll}`);
  expect(response.headers.get("Set-Cookie")).toBeNull();
  await evict(poll);
  const [vote] = await entriesOf(poll);
  expect(await receiptsIn(await pageOf(poll, cookie))).toEqual([vote?.receipt]);
  expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(1, 1));
});

it("tells a reader whose browser keeps no cookie so, at the second attempt", async ({ poll }) => {
  const first = await formVote(poll, "a");
  const again = (headers: Record<string, string>): Promise<Response> =>
    send(first.headers.get("Location") ?? "", {
      method: "POST",
      headers,
      body: new URLSearchParams([["q.q", "a"]]),
    });
  const html = await expectRefusalPage(await again({ Accept: "text/html" }), 403);
  expect(html).toContain("cookie");
  expect(html).toContain(`href="/polls/${poll}"`);
  await expectProblem(await again({ Accept: "application/json" }), 403, "cookie-needed");
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it("gives each reader another cookie", async ({ poll }) => {
  const responses = await Promise.all(Array.from({ length: 20 }, () => formVote(poll, "a")));
  expect(new Set(responses.map((response) => cookieOf(response).value)).size).toBe(20);
});

it.for<[string, string]>([
  ["is too short", "__Host-voter=abc"],
  ["is too long", `__Host-voter=${"a".repeat(23)}`],
  ["has other characters", `__Host-voter=${"a".repeat(21)}!`],
  ["is empty", "__Host-voter="],
  ["lacks the prefix", `voter=${"a".repeat(22)}`],
])("replaces a cookie that %s", async ([, cookie], { poll }) => {
  const response = await formVote(poll, "a", { Cookie: cookie });
  expect(response.status).toBe(307);
  expect(cookieOf(response).value).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it("gives a program that names no key the cookie too", async ({ poll }) => {
  const response = await jsonVote(poll, "a");
  expect(response.status).toBe(307);
  expect(cookieOf(response).name).toBe("__Host-voter");
});

it("gives no cookie where there is no such poll", async () => {
  const response = await formVote("nowhere", "a");
  await expectRefusalPage(response, 404);
  expect(response.headers.get("Set-Cookie")).toBeNull();
});

it("gives no cookie to who reads, who has one, or who names a key", async ({ poll }) => {
  const responses = [
    await send(`/polls/${poll}`),
    await send(`/polls/${poll}/results.json`),
    await send(`/polls/${poll}/votes`),
    await formVote(poll, "a", reader(1)),
    await postForm(poll, [], reader(2)),
    await jsonVote(poll, "a", program(1)),
  ];
  expect(responses.map((r) => r.status)).toEqual([200, 200, 303, 303, 422, 201]);
  expect(responses.map((r) => r.headers.get("Set-Cookie"))).toEqual(Array(6).fill(null));
});

it("counts a double click once", async ({ poll }) => {
  const clicks = await Promise.all([1, 2].map(() => formVote(poll, "a", reader(1))));
  expect(clicks.map((r) => r.status)).toEqual([303, 303]);
  const { accounts } = await checkBooks(poll);
  expect(accounts).toEqual(plainAccounts(2, 1, { repeated: 1 }));
});

it("sends a reader who opens the form's address to the poll", async ({ poll }) => {
  const response = await send(`/polls/${poll}/votes`);
  expect([response.status, response.headers.get("Location")]).toEqual([303, `/polls/${poll}`]);
});
