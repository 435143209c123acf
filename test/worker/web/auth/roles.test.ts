import { beforeAll, describe, expect, it } from "vitest";
import { askApi, BEHIND_ACCESS, logLines, ROBOT, serveKeys, through } from "./support.ts";
import {
  api,
  article,
  ask,
  poll,
  publishSite,
  putArticle,
  putPoll,
  site,
  TOKEN,
} from "../../support/site.ts";
import { expectProblem } from "../../support/voters.ts";

const OPERATOR = "olga@example.org";
const EDITOR = "ed@example.org";

beforeAll(async () => {
  await publishSite({ polls: [poll("one")] });
});

const remove = { articles: [], images: [], pages: [] };
const OF_OPERATORS: [method: string, path: string, body?: unknown][] = [
  ["POST", "/polls/one/acts", { act: "void", reason: "automated", receipts: ["A"] }],
  ["POST", "/polls/one/acts", { act: "reword", question: "q", text: "New?", reason: "typo" }],
  ["POST", "/polls/one/acts", { act: "invite", hashes: ["0".repeat(64)] }],
  ["GET", "/polls/one/desk"],
  ["POST", "/polls/one/reproject", {}],
  ["GET", "/backup/tables/sites"],
  ["GET", "/backup/ledgers/one"],
  ["POST", "/restore", { id: "0".repeat(32) }],
  ["POST", "/rebuild", {}],
  ["POST", "/publish", { remove: { ...remove, polls: ["two"] } }],
];
const OF_EDITORS: [method: string, path: string, body?: unknown][] = [
  ["GET", "/manifest"],
  ["GET", "/log"],
  ["PUT", "/site", site()],
  ["PUT", "/articles/one", article("one")],
  ["PUT", "/pages/about", { slug: "about", meta: { title: "About" }, body: "Text." }],
  ["PUT", "/redirects", { redirects: [{ from: "/old", to: "/articles/one" }] }],
  ["PUT", "/polls/two", poll("two")],
  ["POST", "/polls/one/acts", { act: "hide" }],
  ["POST", "/polls/one/acts", { act: "show" }],
  ["GET", "/polls/one/acts"],
  ["GET", "/polls/one/audit"],
  ["GET", "/articles/one/revisions"],
  ["POST", "/publish", { remove: { ...remove, polls: [] } }],
];

describe("an editor", () => {
  it.each(OF_EDITORS)("may %s %s", async (method, path, body) => {
    await serveKeys();
    expect((await askApi(method, path, await through(EDITOR), body)).status).toBe(200);
  });

  it.each(OF_OPERATORS)("may not %s %s (%j), and is told who may", async (method, path, body) => {
    await serveKeys();
    const lines = logLines();
    const response = await askApi(method, path, await through(EDITOR), body);
    const { detail } = await expectProblem(response, 403, "role-needed");
    expect(detail).toContain("ACCESS_OPERATORS");
    // Who that was is a person's address: the platform's log need not have it.
    expect(lines).toEqual([expect.stringContaining('"reason":"role"')]);
    expect(lines.join()).not.toContain("ed@");
  });

  it("who was refused has changed nothing", async () => {
    await putPoll("two");
    await serveKeys();
    logLines();
    const [, , body] = OF_OPERATORS.at(-1) ?? [];
    expect((await askApi("POST", "/publish", await through(EDITOR), body)).status).toBe(403);
    expect((await ask("/polls/two")).status).toBe(200);
  });
});

describe("an operator", () => {
  it.each([...OF_EDITORS, ...OF_OPERATORS])("may %s %s %j", async (method, path, body) => {
    await serveKeys();
    const response = await askApi(method, path, await through(OPERATOR), body);
    // What there is no vote or guard for is another refusal.
    expect([200, 409]).toContain(response.status);
  });

  it.each(OF_OPERATORS)("is whoever has the token: %s %s %j", async (method, path, body) => {
    expect([200, 409]).toContain((await api(method, path, body)).status);
  });
});

it.each([
  ["a person", "stranger@example.org"],
  ["a person of a domain that is like another", "ed@evil-desk.example"],
  ["a person whose address ends like an editor's", "bad.ed@example.org"],
  ["a service token", "00000000000000000000000000000000.access"],
])("%s that is in no list has no role", async (_, name) => {
  await serveKeys();
  logLines();
  for (const [method, path, body] of [...OF_EDITORS, ...OF_OPERATORS]) {
    const response = await askApi(method, path, await through(name), body);
    expect(response.status).toBe(403);
    await expectProblem(response, 403, "role-needed");
  }
});

it("* makes whoever Access lets in an editor, and no operator", async () => {
  await serveKeys();
  logLines();
  const all = { ACCESS_EDITORS: "*", ACCESS_OPERATORS: "" };
  for (const name of ["anybody@elsewhere.test", ROBOT]) {
    const headers = await through(name);
    expect((await askApi("GET", "/manifest", headers, undefined, all)).status).toBe(200);
    expect((await askApi("GET", "/polls/one/desk", headers, undefined, all)).status).toBe(403);
  }
});

it("without lists, nobody has a role", async () => {
  await serveKeys();
  logLines();
  const none = { ACCESS_EDITORS: "", ACCESS_OPERATORS: " , " };
  const response = await askApi("GET", "/manifest", await through(OPERATOR), undefined, none);
  const { detail } = await expectProblem(response, 403, "role-needed");
  expect(detail).toContain("ACCESS_EDITORS");
});

it("there are no previews where there is no token to sign them with, and the editor is told so", async () => {
  await putArticle("one");
  await serveKeys();
  const path = "/articles/one/preview";
  const response = await askApi("POST", path, await through(EDITOR), { hours: 1 });
  const { detail } = await expectProblem(response, 503, "publishing-closed");
  expect(detail).toContain("PUBLISH_TOKEN");
  const both = { PUBLISH_TOKEN: TOKEN };
  expect((await askApi("POST", path, await through(EDITOR), { hours: 1 }, both)).status).toBe(200);
});

it("/health says that publishing is open behind Access alone", async () => {
  const health = await (await ask("/health", {}, BEHIND_ACCESS)).json();
  expect(health).toMatchObject({ publishing: "open" });
});
