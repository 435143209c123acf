import { randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { publishContent } from "../../../src/cli/publishing/publish.ts";
import { listen } from "../../support/listen.ts";
import { withoutTimes, writeContent } from "../../support/content.ts";
import { type Home, hustings, makeHome, type RunningSite, startSite } from "../../support/site.ts";
import { article, articles, GIF, isLike, OTHER_GIF, poll } from "./publish-content.ts";
import { sampleOf } from "../../support/campaign.ts";

let home: Home;
let site: RunningSite;
let token: string;
/** Stands between `hustings publish` and the site. */
let proxy: Server;
let through: string;
let requests: { line: string; body: string }[];
/** What becomes of the n-th request: `lose` lets it through to the site, and drops the answer. */
let fate: (n: number) => "pass" | "lose" | "cut";

beforeAll(async () => {
  home = await makeHome();
  // The folder that this site watches is not the one that the tests publish.
  site = await startSite(home, ["--content", await writeContent(home.folder)]);
  token = (await readFile(join(home.folder, "token"), "utf8")).trim();
  proxy = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    const pass = async (): Promise<void> => {
      const { method = "", url = "", headers } = request;
      const body = Buffer.concat(parts);
      const n = requests.push({ line: `${method} ${url}`, body: body.toString("latin1") });
      const end = fate(n);
      if (end === "cut") throw new Error("cut");
      const { authorization = "", "content-type": type = "" } = headers;
      const answer = await fetch(site.url + url, {
        method,
        headers: { Authorization: authorization, "Content-Type": type },
        ...(body.length > 0 ? { body } : {}),
      });
      const text = await answer.text();
      if (end === "lose") throw new Error("lost");
      response.writeHead(answer.status).end(text);
    };
    request.on("end", () => void pass().catch(() => request.socket.destroy()));
  });
  through = await listen(proxy);
}, 120_000);

afterAll(async () => {
  proxy.close();
  await site.interrupt();
  await home.remove();
});

beforeEach(async () => {
  [requests, fate] = [[], () => "pass"];
  await publishContent({ content: join(home.folder, "content"), to: site.url, token, print });
});

function print(): void {}

/** A content folder of its own. With a base URL, pages do not depend on the address published to. */
function edition(files: Record<string, string | Uint8Array>, name = "The Other"): Promise<string> {
  const head = `name: ${name}\nbaseUrl: https://www.example.org\n`;
  const lists = "audiences: [{ id: business, name: B }]\nauthors: [{ id: ann, name: Ann }]\n";
  return writeContent(join(home.folder, randomUUID()), { "site.yaml": head + lists, ...files });
}

function publish(content: string, ...args: string[]): ReturnType<typeof hustings> {
  return hustings(home, ["publish", "--content", content, "--to", through, ...args]);
}

/** Publishes through the proxy without the pauses between attempts. */
async function publishHastily(content: string): Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout"] }).setTimerTickMode("nextTimerAsync");
  try {
    await publishContent({ content, to: through, token, print });
  } finally {
    vi.useRealTimers();
  }
}

async function get(path: string): Promise<string> {
  const response = await fetch(site.url + path);
  return response.ok ? response.text() : String(response.status);
}

async function manifest(): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(`${site.url}/api/manifest`, { headers })).text();
}

/** All that readers and publishers see, but for the times of changes. */
async function everything(slugs: readonly string[]): Promise<Record<string, string>> {
  const files = ["/feed.xml", "/rss.xml", "/feed.json", "/llms.txt", "/sitemap.xml", "/robots.txt"];
  const pages = ["/", "/page/2", "/for/business", "/archive", "/archive/2026", "/authors/ann"];
  const lists = [...pages, "/polls", ...files];
  const seen: Record<string, string> = { manifest: await manifest() };
  for (const path of [...lists, ...slugs.map((slug) => `/articles/${slug}`)]) {
    seen[path] = withoutTimes(await get(path));
  }
  return seen;
}

test("says what was added; what is new can be read at once, though it was asked for too early", async () => {
  expect(await get("/articles/early")).toBe("404");
  const content = await edition({
    "articles/early.md": article("An early question", '::poll{id="early"}'),
    "articles/late.md": article("A late answer", "![A dot](images/dot.gif)"),
    "polls/early.yaml": poll("early"),
    "images/dot.gif": GIF,
  });
  const { code, out } = await publish(content);
  expect(out).toContain("Articles: 2 added, 0 changed, 0 unchanged, 1 removed");
  expect(out).toContain("Polls: 1 added, 0 changed, 0 unchanged, 1 removed");
  expect(out).toContain("Images: 1 added, 0 changed, 0 unchanged, 0 removed");
  expect(code).toBe(0);
  expect(await get("/articles/early")).toContain('action="/polls/early/votes"');
  const [, picture = ""] = / src="(\/images\/[^"]*)"/.exec(await get("/articles/late")) ?? [];
  const shown = await fetch(site.url + picture);
  expect(shown.headers.get("Content-Type")).toBe("image/png");
  expect(
    Buffer.from(await shown.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  for (const list of ["/", "/feed.xml", "/sitemap.xml"]) {
    expect(await get(list)).toContain("/articles/late");
  }
  await writeFile(join(content, "images/dot.gif"), OTHER_GIF);
  expect((await publish(content)).out).toContain("Images: 0 added, 1 changed, 0 unchanged");
  expect(await get("/articles/late")).not.toContain(picture);
});

test("sends no content and writes no page where nothing changed, and all content with --all", async () => {
  const content = await edition({
    "articles/one.md": article("One", '::poll{id="again"}'),
    "polls/again.yaml": poll("again"),
    "images/dot.gif": GIF,
  });
  await publish(content);
  const page = await get("/articles/one");
  requests = [];
  const { code, out } = await publish(content);
  for (const kind of ["Articles", "Polls", "Images"]) {
    expect(out).toContain(`${kind}: 0 added, 0 changed, 1 unchanged, 0 removed`);
  }
  expect(out).toContain("Pages: 0 written, 0 deleted");
  expect(code).toBe(0);
  expect(requests.map(({ line }) => line)).toEqual([
    "GET /api/manifest",
    // Its numbers may have changed, and with them the pictures for sharing.
    "GET /polls/again/results.json",
    "POST /api/publish",
  ]);
  expect(await publish(content, "--all")).toMatchObject({ code: 0 });
  const all = ["PUT /api/site", "POST /api/files", "PUT /api/images/dot.gif"];
  expect(requests.map(({ line }) => line)).toEqual(
    expect.arrayContaining([...all, "POST /api/polls", "POST /api/articles"]),
  );
  expect(await get("/articles/one")).toBe(page);
});

test("sends of a large folder only the article that changed", async () => {
  const large = (slug: string): string => article(`Title ${slug}`, `${slug} `.repeat(3000));
  const slugs = ["d1", "d2", "d3", "d4"];
  const files = slugs.map((slug) => [`articles/${slug}.md`, large(slug)]);
  const content = await edition(Object.fromEntries(files));
  await publish(content);
  const before = await everything(slugs);
  requests = [];
  await writeFile(join(content, "articles/d2.md"), `${large("d2")}\nBetter.\n`);
  const { out } = await publish(content);
  expect(out).toContain("Articles: 0 added, 1 changed, 3 unchanged, 0 removed");
  const { manifest: _, "/sitemap.xml": map, ...after } = await everything(slugs);
  expect(after["/articles/d2"]).toContain("Better.");
  const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
  expect(changed).toContain("/articles/d2");
  for (const slug of ["d1", "d4"]) expect(changed).not.toContain(`/articles/${slug}`);
  // The article, and the nine pages that most readers open. The map is made when it is asked for.
  expect(out).toContain("Pages: 10 written, 0 deleted");
  expect(map).toContain("/articles/d2");
  const bytes = requests.reduce((sum, { body }) => sum + body.length, 0);
  expect(bytes).toBeGreaterThan(9000);
  expect(bytes).toBeLessThan(9000 + 1000);
});

test("takes a removed article out of the site, its lists and its feed", async () => {
  const content = await edition(articles(["goes", "stays"]));
  await publish(content);
  await rm(join(content, "articles/goes.md"));
  const { out } = await publish(content);
  expect(out).toContain("Articles: 0 added, 0 changed, 1 unchanged, 1 removed");
  expect(await get("/articles/goes")).toBe("410");
  for (const list of ["/", "/feed.xml", "/sitemap.xml"]) {
    expect(await get(list)).toContain("/articles/stays");
    expect(await get(list)).not.toContain("/articles/goes");
  }
});

test("ends in the same state wherever it was interrupted, and shows old or new pages until then", async () => {
  const slugs = Array.from({ length: 22 }, (_, i) => `a${i}`);
  const old = await edition({ ...articles(slugs.slice(0, 4)), "polls/kept.yaml": poll("kept") });
  const files = {
    ...articles(slugs.slice(1)),
    "articles/a2.md": article("Another", '![A dot](images/dot.gif)\n\n::poll{id="fresh"}'),
    "polls/fresh.yaml": poll("fresh"),
    "images/dot.gif": GIF,
  };
  const next = await edition(files, "Another name");
  // Twice: an article that comes back shows when it changed.
  for (const content of [old, next, old]) await publishHastily(content);
  const before = await everything(slugs);
  await publishHastily(next);
  const after = await everything(slugs);
  expect(before["/articles/a0"]).toContain("Title a0");
  for (const slug of slugs.slice(1)) expect(after[`/articles/${slug}`]).toContain("Another name");
  const messages: string[] = [];
  const torn: string[] = [];
  const interrupt = async (how: typeof fate): Promise<void> => {
    await publishHastily(old);
    // Lists that a publish does not write are in KV once somebody has asked for them.
    for (const path of ["/archive/2026", "/authors/ann"]) await get(path);
    [requests, fate] = [[], how];
    await publishHastily(next).catch((error: unknown) => messages.push(String(error)));
    fate = () => "pass";
    // A list's page that was not there before is made of what D1 has, for whoever asks for it too early; the map always.
    const made = ["manifest", "/polls", "/page/2", "/sitemap.xml"];
    for (const [path, text] of Object.entries(await everything(slugs))) {
      if (made.includes(path)) continue;
      if (![before[path], after[path]].some((known) => isLike(known, text))) torn.push(path);
    }
    await publishHastily(next);
    expect(await everything(slugs)).toEqual(after);
  };
  // The answer to the n-th request is lost, and nothing gets through any more. Of a run of the same request, one for each
  // picture, the first and the last.
  await interrupt(() => "pass");
  const whole = [undefined, ...requests.map(({ line }) => line)];
  expect(whole.length).toBeGreaterThan(slugs.length);
  const isInRun = (n: number): boolean =>
    whole[n] !== undefined && whole[n - 1] === whole[n] && whole[n] === whole[n + 1];
  const moments = [...whole.keys()].filter((n) => !isInRun(n));
  for (const n of sampleOf("interrupted publish", moments, 6)) {
    await interrupt((i) => (i < n ? "pass" : i === n ? "lose" : "cut"));
    for (const message of messages.splice(0)) expect(message).toContain("does not answer");
  }
  // Each answer is lost once: the request is repeated, and publishing goes on.
  const lost = new Set<string>();
  await interrupt((i) => {
    const request = JSON.stringify(requests[i - 1]);
    return lost.size < lost.add(request).size ? "lose" : "pass";
  });
  expect(messages).toEqual([]);
  expect(torn).toEqual([]);
}, 900_000);

test("ends well when two publish at the same time", async () => {
  const content = await edition(articles(["b1", "b2", "b3"]));
  const both = await Promise.all([publish(content), publish(content)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const { out } = await publish(content);
  expect(out).toContain("Articles: 0 added, 0 changed, 3 unchanged, 0 removed");
  expect(out).toContain("Pages: 0 written, 0 deleted");
  expect(await get("/")).toMatch(/Title b1.*Title b2.*Title b3/s);
});

test("sends many articles in batches of at most 20, and says how far it is", async () => {
  const slugs = Array.from({ length: 45 }, (_, i) => `c${i}`);
  const content = await edition(articles(slugs));
  const { code, out } = await publish(content);
  const batches = requests.filter(({ line }) => line === "POST /api/articles");
  const sizes = batches.map(({ body }) => body.split('"slug":').length - 1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
  expect(sizes.reduce((a, b) => a + b)).toBe(45);
  expect(out.match(/^Sending: .*$/gm)).toEqual(
    ["20 of 45", "40 of 45", "45 of 45"].map((progress) => `Sending: ${progress}`),
  );
  expect(out).toMatch(/^Rendering: \d+ pages to go$/m);
  expect(code).toBe(0);
  for (const slug of slugs) expect(await get(`/articles/${slug}`)).toContain(`Title ${slug}`);
});

test("tells in one line that the site does not know a token, and changes nothing", async () => {
  const content = await edition(articles(["one"]));
  const wrong = "wrong-token-wrong-token-wrong-token";
  const before = await manifest();
  const { code, out } = await publish(content, "--token", wrong);
  expect(out).toMatch(/^hustings: .* does not know this publishing token\. .*\n$/);
  expect(out).not.toContain(wrong);
  expect(code).toBe(1);
  expect(await manifest()).toBe(before);
  expect(await publish(content, "--token", token)).toMatchObject({ code: 0 });
});
