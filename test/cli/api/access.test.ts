import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accessHeaders } from "../../../src/cli/api/access.ts";
import { Api } from "../../../src/cli/api/client.ts";
import { findTarget } from "../../../src/cli/local/local.ts";
import { publishContent } from "../../../src/cli/publishing/publish.ts";
import { listen } from "../../support/listen.ts";
import { writeContent } from "../../support/content.ts";
import { makeFolder } from "../content/content-support.ts";

const ID = "e367826f93b8d71185e03fe518aff3b4.access";
const SECRET = "a-secret-of-a-service-token";
const SITE = "https://www.example.org";

let server: Server;
let local: string;
let got: IncomingHttpHeaders[];
let answer: { status: number; headers?: Record<string, string>; body?: string };

beforeEach(async () => {
  vi.stubEnv("CLOUDFLARE_ACCESS_CLIENT_ID", ID);
  vi.stubEnv("CLOUDFLARE_ACCESS_CLIENT_SECRET", SECRET);
  vi.stubEnv("HUSTINGS_TOKEN", undefined);
  got = [];
  answer = { status: 200, body: "{}" };
  server = createServer((request, response) => {
    got.push(request.headers);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  local = await listen(server);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Has requests to an https site come to the stand-in. */
function redirected(): void {
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const { pathname } = new URL(String(input));
    return fetch(new URL(pathname, local), init);
  });
}

describe("a service token of Cloudflare Access", () => {
  test("is sent to a site over https, without a publishing token where none is known", async () => {
    redirected();
    const { to, token } = await findTarget({ to: SITE }, process.env);
    await new Api(to, token).send("GET", "/api/manifest");
    expect(got[0]).toMatchObject({
      "cf-access-client-id": ID,
      "cf-access-client-secret": SECRET,
    });
    expect(got[0]).not.toHaveProperty("authorization");
  });

  test("is sent beside a publishing token that was given", async () => {
    redirected();
    const { to, token } = await findTarget({ to: SITE, token: "t".repeat(43) }, process.env);
    await new Api(to, token).send("GET", "/api/manifest");
    expect(got[0]).toMatchObject({
      authorization: `Bearer ${"t".repeat(43)}`,
      "cf-access-client-id": ID,
    });
  });

  test("is not sent where everybody on the way could read it", async () => {
    await new Api(local, "token").send("GET", "/api/manifest");
    expect(Object.keys(got[0] ?? {}).filter((name) => name.startsWith("cf-"))).toEqual([]);
    expect(accessHeaders("no address")).toEqual({});
  });

  test.each([
    ["CLOUDFLARE_ACCESS_CLIENT_ID", ""],
    ["CLOUDFLARE_ACCESS_CLIENT_SECRET", ""],
    ["CLOUDFLARE_ACCESS_CLIENT_SECRET", "two\nlines"],
  ])("is refused, and not quoted, where %s is %j", (name, value) => {
    vi.stubEnv(name, value);
    const error = (() => {
      try {
        return accessHeaders(SITE);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(String(error)).toContain(name);
    for (const half of [ID, SECRET, "two\n"]) expect(String(error)).not.toContain(half);
  });
});

test("a site that has people sign in with Access is told as such", async () => {
  redirected();
  const login = "https://acme.cloudflareaccess.com/cdn-cgi/access/login/www.example.org?kid=1";
  answer = { status: 302, headers: { Location: login } };
  const hint = /behind Cloudflare Access.*CLOUDFLARE_ACCESS_CLIENT_ID/;
  await expect(new Api(SITE, "token").send("GET", "/api/manifest")).rejects.toThrow(hint);
  answer = { status: 401, body: "{}" };
  await expect(new Api(SITE, "").send("GET", "/api/manifest")).rejects.toThrow(hint);
});

test.each(["https://evil.example/cloudflareaccess.com", "https://notcloudflareaccess.com/"])(
  "a site that redirects elsewhere is not (%s)",
  async (Location) => {
    redirected();
    answer = { status: 302, headers: { Location } };
    await expect(new Api(SITE, "token").send("GET", "/")).rejects.toThrow(
      `redirects to ${Location}`,
    );
  },
);

test("a name that no header takes as it is comes to the site whole", async () => {
  for (const [by, sent] of [
    ["Ann", "Ann"],
    ["Анна", "%D0%90%D0%BD%D0%BD%D0%B0"],
    ["100%", "100%25"],
  ] as const) {
    await new Api(local, "token", by).send("GET", "/");
    expect(got.at(-1)?.["hustings-by"]).toBe(sent);
  }
});

test("an editor whose folder lacks a poll of the site is told so before anything is sent", async () => {
  const content = await writeContent(await makeFolder());
  const manifest = { site: null, articles: {}, images: {}, polls: { old: "0".repeat(64) } };
  answer = { status: 200, body: JSON.stringify({ ...manifest, role: "editor" }) };
  const publish = publishContent({ content, to: local, token: "t", print: () => undefined });
  await expect(publish).rejects.toThrow(/Only operators .* old\. Nothing was sent\./);
  // What the site has was asked, and that is all.
  expect(got).toHaveLength(1);
});
