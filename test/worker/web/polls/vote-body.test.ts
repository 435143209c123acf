import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { checkBooks, plainAccounts } from "../../support/poll.ts";
import {
  expectProblem,
  expectRefusalPage,
  it,
  postForm,
  postJson,
  program,
  reader,
  send,
  texts,
} from "../../support/voters.ts";

const LIMIT = 16 * 1024;
const FORM = "application/x-www-form-urlencoded";

/** A form of exactly so many bytes that has a good ballot in it. */
function formOf(bytes: number): string {
  return "q.q=a&x=".padEnd(bytes, "x");
}

/** Sends a body. A stream is handed over as it is: what is read of it is what the Worker reads. */
function post(poll: string, type: string, body: BodyInit, headers = {}): Promise<Response> {
  const init = { method: "POST", headers: { "Content-Type": type, ...headers }, body };
  return send(`/polls/${poll}/votes`, init, body instanceof ReadableStream ? env : undefined);
}

/** A good form of some MiB in a body that has no length. Tells how much of it was read. */
function stream(): { body: ReadableStream<Uint8Array>; read: () => number } {
  let bytes = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (bytes > 128 * LIMIT) {
      controller.close();
      return;
    }
    const chunk = new TextEncoder().encode(bytes === 0 ? "q.q=a&x=" : "x".repeat(1000));
    bytes += chunk.length;
    controller.enqueue(chunk);
  };
  return { body: new ReadableStream({ pull }, { highWaterMark: 0 }), read: () => bytes };
}

it("takes a ballot of 16 KiB", async ({ poll }) => {
  expect((await post(poll, FORM, formOf(LIMIT), reader(1))).status).toBe(303);
  expect((await checkBooks(poll)).accounts.counted).toBe(1);
});

it("refuses a form of 16 KiB and a byte with 413", async ({ poll }) => {
  const response = await post(poll, FORM, formOf(LIMIT + 1), { Accept: "text/html", ...reader(1) });
  const html = await expectRefusalPage(response, 413);
  expect(await texts(html, "[role=alert]")).toEqual([
    "This ballot is too large. A ballot takes at most 16 KiB.",
  ]);
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it("takes a form of 1,100 fields, and refuses one of more", async ({ poll }) => {
  const fields = (n: number): string => `q.q=a${"&x=".repeat(n - 1)}`;
  expect((await post(poll, FORM, fields(1100), reader(1))).status).toBe(303);
  const json = { Accept: "application/json", ...reader(2) };
  const problem = await expectProblem(
    await post(poll, FORM, fields(1101), json),
    422,
    "invalid-ballot",
  );
  expect(problem.detail).toBe("body has too many fields.");
  const html = await expectRefusalPage(
    await post(poll, FORM, fields(1101), { Accept: "text/html", ...reader(2) }),
    422,
  );
  expect(await texts(html, "[role=alert]")).toHaveLength(1);
  expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(1, 1));
});

it("shows what was filled in, each option once, in time for the largest body", async ({ poll }) => {
  const body = `${"q.q=b&".repeat(1000)}q.q=nothing&q.nowhere=b`;
  const headers = { Accept: "text/html", ...reader(1) };
  const html = await expectRefusalPage(await post(poll, FORM, body, headers), 422);
  expect(html.split("checked").length - 1).toBe(1);
});

it("refuses JSON of more than 16 KiB with 413", async ({ poll }) => {
  const body = { answers: { q: ["a"] }, note: "x".repeat(LIMIT) };
  await expectProblem(await postJson(poll, body, program(1)), 413, "too-large");
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it("refuses a ballot that declares more than 16 KiB without reading it", async ({ poll }) => {
  const { body, read } = stream();
  const headers = { "Content-Length": String(LIMIT + 1), ...program(1) };
  await expectProblem(await post(poll, "application/json", body, headers), 413, "too-large");
  expect(read()).toBe(0);
});

it.for(["application/json", FORM])(
  "stops reading a ballot in %s that has no length",
  async (type, { poll }) => {
    const { body, read } = stream();
    const headers = { Accept: "application/json", ...program(1) };
    await expectProblem(await post(poll, type, body, headers), 413, "too-large");
    expect(read()).toBeGreaterThan(LIMIT);
    expect(read()).toBeLessThan(2 * LIMIT);
    expect((await checkBooks(poll)).accounts.received).toBe(0);
  },
);

// HTTP does not let a sender do this; were it done all the same, the limit would hold.
it("does not believe a ballot that declares less than it has", async ({ poll }) => {
  const { body } = stream();
  const headers = { "Content-Length": "10", ...program(1) };
  await expectProblem(await post(poll, "application/json", body, headers), 413, "too-large");
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it.for(["text/plain", "multipart/form-data; boundary=x", "application/xml", "text/json"])(
  "refuses a ballot in %s with 415",
  async (type, { poll }) => {
    const accept = (what: string): Record<string, string> => ({ Accept: what, ...reader(1) });
    const asked = await post(poll, type, "q.q=a", accept("application/json"));
    await expectProblem(asked, 415, "unsupported-media-type");
    const html = await expectRefusalPage(await post(poll, type, "q.q=a", accept("text/html")), 415);
    expect(await texts(html, "[role=alert]")).toHaveLength(1);
    expect((await checkBooks(poll)).accounts.received).toBe(0);
  },
);

it("refuses a ballot without a type with 415", async ({ poll }) => {
  const body = new TextEncoder().encode("q.q=a");
  const headers = { Accept: "application/json", ...program(1) };
  const response = await send(`/polls/${poll}/votes`, { method: "POST", headers, body });
  const { detail } = await expectProblem(response, 415, "unsupported-media-type");
  expect(detail).toContain("application/x-www-form-urlencoded");
});

it.for([FORM.toUpperCase(), `${FORM}; charset=UTF-8`, `${FORM} ;charset=utf-8`])(
  "takes a form that is called %s",
  async (type, { poll }) => {
    expect((await post(poll, type, "q.q=a", reader(1))).status).toBe(303);
  },
);

it.for(["Application/JSON", "application/json;charset=utf-8"])(
  "takes JSON that is called %s",
  async (type, { poll }) => {
    const body = JSON.stringify({ answers: { q: ["a"] } });
    expect((await post(poll, type, body, program(1))).status).toBe(201);
  },
);

it.for([
  ["that ends early", '{"answers":{"q":["a"]}'],
  ["that is nothing", ""],
  ["that is a list", '[{"q":["a"]}]'],
  ["that is null", "null"],
  ["that is text", '"q=a"'],
])("refuses JSON %s with 422, and names the body", async ([, body], { poll }) => {
  const { field } = await expectProblem(
    await postJson(poll, body, program(1)),
    422,
    "invalid-ballot",
  );
  expect(field).toBe("body");
  expect((await checkBooks(poll)).accounts.received).toBe(0);
});

it("refuses what is not UTF-8 with 422, and names the body", async ({ poll }) => {
  // Well-formed but for two bytes, in a member that no ballot has.
  const [before, after] = ['{"answers":{"q":["a"]},"note":"', '"}'].map((part) =>
    new TextEncoder().encode(part),
  );
  const bytes = new Uint8Array([...(before ?? []), 0xc3, 0x28, ...(after ?? [])]);
  const response = await post(poll, "application/json", bytes, program(1));
  expect((await expectProblem(response, 422, "invalid-ballot")).field).toBe("body");
});

it("refuses an empty form with 422", async ({ poll }) => {
  const html = await expectRefusalPage(await postForm(poll, [], reader(1)), 422);
  expect(await texts(html, "[role=alert]")).toEqual([
    "This ballot can&#39;t be counted: question 1 needs an answer.",
  ]);
  const { accounts } = await checkBooks(poll);
  expect(accounts).toEqual(plainAccounts(1, 0, { invalid: 1 }));
});
