import { createServer, type Server } from "node:http";
import sharp from "sharp";
import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Api } from "../../../src/cli/api/client.ts";
import {
  type Shared,
  sendShareImages,
  wantedShareImages,
} from "../../../src/cli/publishing/share-images.ts";
import { articleSchema } from "../../../src/core/content/article.ts";
import { type ShareImage, shareImagesSchema } from "../../../src/core/content/picture.ts";
import { pollSchema } from "../../../src/core/polls/poll.ts";
import { siteSchema } from "../../../src/core/content/site.ts";
import { listen } from "../../support/listen.ts";

/** What stands in for the site: numbers of polls, and what it was sent. */
let site: Server;
let api: Api;
let numbers: Record<string, { status: number; body?: object }>;
let files: Buffer[];
let noted: ShareImage[];
let broken: boolean;

beforeAll(async () => {
  site = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      const { status, body: answer = {} } = take(request.url ?? "", body);
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(answer));
    });
  });
  api = new Api(await listen(site), "token");
});

afterAll(() => site.close());

beforeEach(() => {
  [numbers, files, noted, broken] = [{}, [], [], false];
});

function take(url: string, body: Buffer): { status: number; body?: object } {
  const poll = /^\/polls\/([a-z]+)\/results\.json$/.exec(url)?.[1];
  if (poll !== undefined) return numbers[poll] ?? { status: 404 };
  if (broken && files.length === 2) return { status: 401 };
  if (url === "/api/files") files.push(body);
  else if (url === "/api/share-images") {
    noted.push(...v.parse(shareImagesSchema, JSON.parse(body.toString())).images);
  } else return { status: 404 };
  return { status: 200 };
}

function article(slug: string, meta: object = {}, body = "Text.") {
  const front = { title: `Title ${slug}`, date: "2026-10-05", authors: ["ann"], ...meta };
  return v.parse(articleSchema, { slug, meta: front, body });
}

function publication(articles = [article("one")]): Shared {
  const options = ["a", "b", "c", "d"].map((id) => ({ id, text: `Option ${id}` }));
  const questions = [{ id: "q", text: "Which one?", kind: "single", options }];
  return {
    site: v.parse(siteSchema, {
      name: "The Test",
      audiences: [],
      authors: [{ id: "ann", name: "Ann Author" }],
    }),
    articles,
    polls: [v.parse(pollSchema, { id: "next", title: "Next", questions })],
  };
}

/** A poll's numbers as everybody may see them, as far as pictures show of them. */
function result(votes: number[]) {
  const total = votes.reduce((a, b) => a + b, 0);
  const options = votes.map((count, i) => ({
    text: `Option ${"abcd"[i]}`,
    total: count,
    shown: String(Math.round((count / total) * 100)),
  }));
  const question = {
    text: "Which one?",
    kind: "single",
    voters: total,
    opening: 0,
    total,
    base: total,
    addsUp: true,
    tie: [],
    options,
  };
  return { status: 200, body: { questions: [question] } };
}

async function send(shared: Shared, known: Record<string, string> = {}): Promise<string[]> {
  noted = [];
  await sendShareImages(api, await wantedShareImages(api, shared, known), () => undefined);
  return noted.map(({ path }) => path).toSorted();
}

function sources(): Record<string, string> {
  return Object.fromEntries(noted.map(({ path, source }) => [path, source]));
}

test("are drawn for the front page, polls and articles, but not for drafts", async () => {
  const paths = await send(publication([article("one"), article("two", { draft: true })]));
  expect(paths).toEqual(["/", "/articles/one", "/polls/next"]);
  expect(files).toHaveLength(3);
  for (const file of files) {
    const { format, width, height } = await sharp(file).metadata();
    expect([format, width, height]).toEqual(["png", 1200, 630]);
    expect(file.length).toBeLessThan(100_000);
  }
});

test("are not made again while they would show the same", async () => {
  await send(publication());
  const known = sources();
  files = [];
  expect(await send(publication(), known)).toEqual([]);
  expect(files).toEqual([]);
  expect(await send(publication([article("one", { title: "Another" })]), known)).toEqual([
    "/articles/one",
  ]);
});

test("show a poll's numbers, and are made again when those have changed", async () => {
  const shared = publication([article("one", {}, '::poll{id="next"}'), article("two")]);
  await send(shared);
  const without = sources();
  numbers["next"] = result([5, 3, 2, 0]);
  const pages = ["/articles/one", "/polls/next"];
  expect(await send(shared, without)).toEqual(pages);
  const known = { ...without, ...sources() };
  expect(await send(shared, known)).toEqual([]);
  numbers["next"] = result([5, 4, 2, 0]);
  expect(await send(shared, known)).toEqual(pages);
});

test("stay as they are while nobody can say what a poll's numbers are", async () => {
  numbers["next"] = { status: 503 };
  // It is asked again after a while; the pauses pass at once.
  vi.useFakeTimers({ toFake: ["setTimeout"] }).setTimerTickMode("nextTimerAsync");
  onTestFinished(() => void vi.useRealTimers());
  const shared = publication([article("one", {}, '::poll{id="next"}'), article("two")]);
  expect(await send(shared)).toEqual(["/", "/articles/two"]);
});

test("are not drawn of words that there are no letters for", async () => {
  const titles = ["После саммита", "Μετά τη σύνοδο", "Sau hội nghị", "会议之后", "بعد القمة"];
  const articles = titles.map((title, i) => article(`a${i}`, { title }));
  expect(await send(publication(articles))).toEqual([
    "/",
    "/articles/a0",
    "/articles/a1",
    "/articles/a2",
    "/polls/next",
  ]);
});

test("are noted as far as they came, and the rest is made by the next publish", async () => {
  broken = true;
  const shared = publication();
  await expect(send(shared)).rejects.toThrow("does not know this publishing token");
  broken = false;
  expect(await send(shared, sources())).toEqual(["/", "/articles/one", "/polls/next"]);
});

test("are many, and are noted in several requests", async () => {
  const articles = Array.from({ length: 24 }, (_, i) => article(`a${i}`, { title: `${i}` }));
  expect(await send(publication(articles))).toHaveLength(26);
}, 120_000);
