import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Api, RefusedError } from "../../../src/cli/api/client.ts";
import { CliError } from "../../../src/cli/output/errors.ts";
import { listen } from "../../support/listen.ts";
import { hustings, makeHome } from "../../support/site.ts";

const TOKEN = "the-secret-publishing-token-of-the-test";

/** A request as a stand-in for the site got it. */
interface Got {
  method: string | undefined;
  path: string | undefined;
  authorization: string | undefined;
  type: string | undefined;
  body: Buffer;
  /** By the clock of the test, in milliseconds. */
  at: number;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let servers: Server[];
let site: { url: string; got: Got[] };
/** What the site answers, one for each request; the last one for all that follow. */
let answers: Answer[];

beforeEach(async () => {
  servers = [];
  answers = [answer(200, {})];
  site = await standIn((n) => answers[Math.min(n, answers.length) - 1]);
  // Pauses between attempts pass at once; the clock tells how long they would have been.
  vi.useFakeTimers({ toFake: ["setTimeout", "Date"] }).setTimerTickMode("nextTimerAsync");
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function standIn(
  choose: (n: number) => Answer | undefined,
): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      const { authorization, "content-type": type } = headers;
      got.push({ method, path, authorization, type, body: Buffer.concat(parts), at: Date.now() });
      choose(got.length)?.(response, request);
    });
  });
  servers.push(server);
  return { url: await listen(server), got };
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

function problem(status: number, kind: string, detail: string, extra: object = {}): Answer {
  const type = `urn:hustings:problem:${kind}`;
  return answer(status, { type, title: "Not now", status, detail, ...extra });
}

const reset: Answer = (_, request) => request.socket.resetAndDestroy();
const hangUp: Answer = (_, request) => request.socket.destroy();

function api(): Api {
  return new Api(site.url, TOKEN);
}

/** What a request fails with; it must be something that the user is told in a sentence. */
async function failure(work: Promise<unknown>): Promise<CliError> {
  const error: unknown = await work.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof CliError)) throw error;
  return error;
}

test("sends the token and JSON, and reads the JSON of the answer", async () => {
  answers = [answer(200, { saved: 1 })];
  expect(await api().send("POST", "/api/articles", { articles: ["ü"] })).toEqual({ saved: 1 });
  expect(site.got).toMatchObject([
    {
      method: "POST",
      path: "/api/articles",
      authorization: `Bearer ${TOKEN}`,
      type: "application/json",
    },
  ]);
  expect(JSON.parse(String(site.got[0]?.body))).toEqual({ articles: ["ü"] });
});

test("sends nothing as the body of a request that has none", async () => {
  await api().send("GET", "/api/manifest");
  expect(site.got).toMatchObject([{ method: "GET", type: undefined }]);
  expect(site.got[0]?.body).toHaveLength(0);
});

test("sends bytes as they are, with their type", async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
  await api().sendBytes("PUT", "/api/images/a.png?width=1&height=2", bytes, "image/png");
  expect(site.got).toMatchObject([
    { method: "PUT", path: "/api/images/a.png?width=1&height=2", type: "image/png" },
  ]);
  expect(site.got[0]?.body.equals(bytes)).toBe(true);
});

test.each([
  ["429", answer(429, {})],
  ["502", answer(502, {})],
  ["503", problem(503, "unavailable", "The site could not answer just now.")],
  ["503 of something in between, which is no problem document", answer(503, "<html>")],
  ["504", answer(504, {})],
  ["a connection that is reset", reset],
  ["a connection that is closed without an answer", hangUp],
])("tries again after %s, with the same request", async (_, fault) => {
  answers = [fault, fault, answer(200, { done: true })];
  const body = { remove: { articles: ["old"] } };
  expect(await api().send("POST", "/api/publish", body)).toEqual({ done: true });
  expect(site.got).toHaveLength(3);
  for (const got of site.got) {
    expect(got).toMatchObject({ method: "POST", path: "/api/publish" });
    expect(got.authorization).toBe(`Bearer ${TOKEN}`);
    expect(JSON.parse(String(got.body))).toEqual(body);
  }
});

test("waits before it tries again, each time longer", async () => {
  answers = [reset, answer(503, {}), answer(429, {}), answer(200, {})];
  await api().send("GET", "/api/manifest");
  const times = site.got.map(({ at }) => at);
  const pauses = times.slice(1).map((at, i) => at - (times[i] ?? at));
  expect(pauses).toHaveLength(3);
  expect(pauses[0]).toBeGreaterThan(0);
  expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0);
  expect(pauses[2]).toBeGreaterThan(pauses[1] ?? 0);
});

test("gives up on a site that goes on failing, with what it said last", async () => {
  answers = [problem(503, "unavailable", "The site could not answer just now.")];
  const { message, exitCode } = await failure(api().send("GET", "/api/manifest"));
  expect(message).toBe(`${site.url}: The site could not answer just now.`);
  expect(exitCode).toBe(1);
  expect(site.got.length).toBeGreaterThan(1);
  expect(site.got.length).toBeLessThan(10);
});

test("names the address that does not answer, and how to name another", async () => {
  const url = site.url;
  await new Promise((resolve) => servers[0]?.close(resolve));
  const { message, exitCode } = await failure(api().send("GET", "/api/manifest"));
  expect(message).toContain(`${url} does not answer (`);
  expect(message).toContain("ECONNREFUSED");
  expect(message).toContain("--to URL");
  expect(message.split("\n")).toHaveLength(1);
  expect(exitCode).toBe(1);
});

test.each([400, 403, 404, 405, 409, 413, 415, 422])(
  "sends a request once that is refused with %i, and tells why",
  async (status) => {
    answers = [problem(status, "some-kind", "That is why."), answer(200, {})];
    const { message } = await failure(api().send("PUT", "/api/site", {}));
    expect(message).toBe(`${site.url}: That is why.`);
    expect(site.got).toHaveLength(1);
  },
);

test("tells the status of a refusal that says nothing else", async () => {
  answers = [(response) => response.writeHead(404).end("<h1>nothing here</h1>")];
  const { message } = await failure(api().send("GET", "/api/manifest"));
  expect(message).toContain(site.url);
  expect(message).toContain("404");
});

test("hands over each problem of content that the site refuses", async () => {
  const problems = [
    { what: "one", at: "meta.title", message: "must not be empty" },
    { what: "two", at: "", message: "is too new" },
  ];
  answers = [problem(422, "invalid-content", "one: …; two: …", { problems })];
  const error = await failure(api().send("POST", "/api/articles", { articles: [] }));
  expect(error).toBeInstanceOf(RefusedError);
  expect(error).toMatchObject({ problems });
});

test("says how to give the right token where the site does not know it, after one request", async () => {
  answers = [problem(401, "not-authorized", "Send the publishing token"), answer(200, {})];
  const { message } = await failure(api().send("GET", "/api/manifest"));
  expect(message).toContain(`${site.url} does not know this publishing token`);
  expect(message).toContain("--token T");
  expect(message).toContain("HUSTINGS_TOKEN");
  expect(site.got).toHaveLength(1);
});

test("does not wait for a site whose publishing is closed, and says how to open it", async () => {
  const detail = "The Worker has no publishing token. Set one: npx wrangler secret put …";
  answers = [problem(503, "publishing-closed", detail), answer(200, {})];
  const { message } = await failure(api().send("GET", "/api/manifest"));
  expect(message).toBe(`${site.url}: ${detail}`);
  expect(site.got).toHaveLength(1);
});

test.each([301, 302, 303, 307, 308])(
  "follows no redirect (%i): neither token nor content reaches another server",
  async (status) => {
    const other = await standIn(() => answer(200, { articles: {} }));
    answers = [answer(status, {}, { Location: `${other.url}/api/site` })];
    const { message } = await failure(api().send("PUT", "/api/site", { name: "The Test" }));
    expect(message).toContain(site.url);
    expect(message).toContain("redirect");
    expect(other.got).toEqual([]);
  },
);

test("follows no redirect within the site either", async () => {
  answers = [answer(307, {}, { Location: "/elsewhere" })];
  await failure(api().send("PUT", "/api/site", { name: "The Test" }));
  expect(new Set(site.got.map(({ path }) => path))).toEqual(new Set(["/api/site"]));
});

test.each([
  ["a token that isn't known", problem(401, "not-authorized", "no")],
  ["a refusal", problem(422, "invalid-content", "no", { problems: [] })],
  ["a failing site", answer(500, {})],
  ["a site that does not answer", reset],
  ["a redirect", answer(302, {}, { Location: "/elsewhere" })],
])("keeps the token out of what is told of %s", async (_, fault) => {
  answers = [fault];
  const error = await failure(api().send("GET", "/api/manifest"));
  expect(site.got[0]?.authorization).toContain(TOKEN);
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN);
});

test("shows no token where it is printed itself", () => {
  expect(inspect(api(), { depth: 10, showHidden: true })).not.toContain(TOKEN);
  expect(JSON.stringify(api())).not.toContain(TOKEN);
});

test("commands take --token, else HUSTINGS_TOKEN, else what deploy or start has kept", async () => {
  const home = await makeHome();
  const [deployed, started] = ["kept-by-deploy-kept-by-deploy", "kept-by-start-kept-by-start"];
  const keep = (url: string): Promise<void> =>
    writeFile(join(home.folder, "deploy.json"), JSON.stringify({ url, token: deployed }));
  await writeFile(join(home.folder, "token"), `${started}\n`);
  vi.stubEnv("HUSTINGS_TOKEN", undefined);
  answers = [answer(200, { polls: [] })];
  const sent = async (...args: string[]): Promise<string | undefined> => {
    expect(await hustings(home, ["verify", "--to", site.url, ...args])).toMatchObject({ code: 0 });
    return site.got.at(-1)?.authorization;
  };
  expect(await sent()).toBe(`Bearer ${started}`);
  await keep("https://www.example.org");
  expect(await sent()).toBe(`Bearer ${started}`);
  await keep(`${site.url}/`);
  expect(await sent()).toBe(`Bearer ${deployed}`);
  vi.stubEnv("HUSTINGS_TOKEN", "from-the-environment");
  expect(await sent()).toBe("Bearer from-the-environment");
  expect(await sent("--token", TOKEN)).toBe(`Bearer ${TOKEN}`);
  await home.remove();
});

test("commands say in one line that a site isn't running, and end with exit code 1", async () => {
  const home = await makeHome();
  await new Promise((resolve) => servers[0]?.close(resolve));
  const { code, out } = await hustings(home, ["verify", "--to", site.url, "--token", TOKEN]);
  expect(out).toMatch(/^hustings: http:\/\/127\.0\.0\.1:\d+ does not answer .*\n$/);
  expect(code).toBe(1);
  await home.remove();
});
