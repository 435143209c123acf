import { beforeAll, describe, expect, it } from "vitest";
import { api, article, ask, embed, poll, publish, send, site, TOKEN } from "../../support/site.ts";

const REQUESTS: [method: string, path: string][] = [
  ["GET", "/api/manifest"],
  ["PUT", "/api/site"],
  ["PUT", "/api/images/a.jpg?width=1&height=1"],
  ["PUT", "/api/polls/one"],
  ["POST", "/api/polls"],
  ["POST", "/api/polls?dryRun"],
  ["PUT", "/api/articles/one"],
  ["POST", "/api/articles"],
  ["POST", "/api/publish"],
  ["GET", "/api/polls"],
  ["GET", "/api/polls/one/audit"],
  ["GET", "/api/polls/one/audit/votes"],
  ["POST", "/api/polls/one/reproject"],
  ["GET", "/api/backup/tables/sites"],
  ["GET", "/api/backup/ledgers/one"],
  ["POST", "/api/restore"],
  ["POST", "/api/rebuild"],
  ["GET", "/api/nowhere"],
];

const WRONG: [what: string, headers: Record<string, string>][] = [
  ["no token", {}],
  ["another token", { Authorization: "Bearer other-token-other-token-other-token" }],
  ["a part of the token", { Authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
  ["more than the token", { Authorization: `Bearer ${TOKEN}x` }],
  ["the token in capitals", { Authorization: `Bearer ${TOKEN.toUpperCase()}` }],
  ["an empty token", { Authorization: "Bearer " }],
  ["the token without a scheme", { Authorization: TOKEN }],
  ["another scheme", { Authorization: `Basic ${TOKEN}` }],
  ["the token in a cookie", { Cookie: `token=${TOKEN}` }],
];

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("PUT", "/polls/one", poll("one"));
  await send("PUT", "/articles/one", article("one", {}, embed("one")));
  await publish();
});

async function everything(response: Response): Promise<string> {
  return (await response.text()) + JSON.stringify([...response.headers]);
}

describe("without the publishing token", () => {
  it.each(REQUESTS)("%s %s is 401 and says which scheme", async (method, path) => {
    const response = await ask(path, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toMatch(/^Bearer\b/);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: 401 });
  });

  it.each(WRONG)("%s opens nothing", async (_, headers) => {
    expect((await ask("/api/manifest", { headers })).status).toBe(401);
    const body = JSON.stringify({ remove: { articles: ["one"], polls: ["one"] } });
    expect((await ask("/api/publish", { method: "POST", headers, body })).status).toBe(401);
    expect((await ask("/articles/one")).status).toBe(200);
    expect((await ask("/polls/one")).status).toBe(200);
  });

  it("a token in the address opens nothing", async () => {
    expect((await ask(`/api/manifest?token=${TOKEN}&access_token=${TOKEN}`)).status).toBe(401);
  });

  it("nothing is said of the token, neither the right one nor the one that was sent", async () => {
    const given = "a-guess-a-guess-a-guess-a-guess";
    const headers = { Authorization: `Bearer ${given}` };
    const all = await everything(await ask("/api/manifest", { headers }));
    expect(all).not.toContain(TOKEN);
    expect(all).not.toContain(given);
  });

  it("a body that is too large is not read", async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024 * 1024));
        if (pulled === 20) controller.close();
      },
    });
    expect((await ask("/api/site", { method: "PUT", body })).status).toBe(401);
    expect(pulled).toBeLessThan(20);
    await body.cancel().catch(() => undefined);
  });
});

describe("with the publishing token", () => {
  it("the scheme may be written in any case", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      const headers = { Authorization: `${scheme} ${TOKEN}` };
      expect((await ask("/api/manifest", { headers })).status).toBe(200);
    }
  });

  it("no answer has the token in it", async () => {
    for (const [method, path] of REQUESTS) {
      const headers = { Authorization: `Bearer ${TOKEN}` };
      expect(await everything(await ask(path, { method, headers }))).not.toContain(TOKEN);
    }
  });

  it("what is not there is a problem document", async () => {
    const response = await api("GET", "/nowhere");
    expect(response.status).toBe(404);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  });
});

describe("a Worker that has no good token", () => {
  it.each([
    ["none", ""],
    ["a short one", "short"],
    ["one of 21 characters", "x".repeat(21)],
  ])("with %s, publishing is closed, to everybody", async (_, token) => {
    for (const Authorization of [`Bearer ${token}`, `Bearer ${TOKEN}`, "Bearer undefined", ""]) {
      for (const [method, path] of REQUESTS) {
        const init = { method, headers: { Authorization } };
        const response = await ask(path, init, { PUBLISH_TOKEN: token });
        expect(response.status).toBe(503);
        const problem = await response.json<{ type: string; detail: string }>();
        expect(problem.type).toBe("urn:hustings:problem:publishing-closed");
        expect(problem.detail).toContain("PUBLISH_TOKEN");
        expect(JSON.stringify(problem).includes(token)).toBe(token === "");
      }
    }
  });

  it("is open with one of 22 characters", async () => {
    const token = "y".repeat(22);
    const init = { headers: { Authorization: `Bearer ${token}` } };
    expect((await ask("/api/manifest", init, { PUBLISH_TOKEN: token })).status).toBe(200);
  });

  it("goes on serving pages", async () => {
    expect((await ask("/articles/one", {}, { PUBLISH_TOKEN: "" })).status).toBe(200);
  });
});

describe("a request of more than 8 MiB", () => {
  const MAX = 8 * 1024 * 1024;
  const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "image/png" };
  const path = "/api/images/large.png?width=1&height=1";

  it("is 413, and nothing of it is stored", async () => {
    const body = new Uint8Array(MAX + 1);
    const response = await ask(path, { method: "PUT", headers, body });
    expect(response.status).toBe(413);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ type: "urn:hustings:problem:too-large" });
    const { images } = await send<{ images: object }>("GET", "/manifest");
    expect(images).toEqual({});
  });

  it("is 413 as its length says, before it is read", async () => {
    const declared = { ...headers, "Content-Length": String(MAX + 1) };
    const response = await ask(path, { method: "PUT", headers: declared, body: "x" });
    expect(response.status).toBe(413);
  });

  it("is 413 where it comes without a length", async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 9) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    expect((await ask(path, { method: "PUT", headers, body })).status).toBe(413);
  });

  it("is 413 for JSON too", async () => {
    const large = JSON.stringify(article("large", {}, "x".repeat(MAX)));
    expect((await api("PUT", "/articles/large", large)).status).toBe(413);
  });

  it("is taken where it has exactly 8 MiB", async () => {
    const body = new Uint8Array(MAX);
    expect((await ask(path, { method: "PUT", headers, body })).status).toBe(200);
  });
});

describe("a page of somebody else's site", () => {
  it("may not use the publishing API from a reader's browser", async () => {
    const headers = { Origin: "https://elsewhere.test", "Access-Control-Request-Method": "PUT" };
    const response = await ask("/api/site", { method: "OPTIONS", headers });
    expect(response.ok).toBe(false);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});
