import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { fetch } from "../../../src/web/fetch.ts";

export * from "./faults.ts";

/** Where the tests' readers find the site. */
export const ORIGIN = "https://hustings.test";

/** The publishing token of vitest.config.ts. */
export const TOKEN = "test-token-test-token-test-token";

/** The Worker's bindings, with some of them replaced. An empty token stands for none. */
function bindings(replaced: Partial<Env>): Env {
  const all: Env = { ...env, ...replaced };
  if (all.PUBLISH_TOKEN === "") delete all.PUBLISH_TOKEN;
  return all;
}

/** Asks the Worker, and waits for the work that it leaves for after its answer. */
export async function ask(
  path: string,
  init: RequestInit = {},
  replaced: Partial<Env> = {},
): Promise<Response> {
  const context = createExecutionContext();
  const request = new Request(ORIGIN + path, { redirect: "manual", ...init });
  const response = await fetch(request, bindings(replaced), context);
  await waitOnExecutionContext(context);
  return response;
}

/** The text of a page that is there. */
export async function page(path: string, replaced: Partial<Env> = {}): Promise<string> {
  const response = await ask(path, {}, replaced);
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return response.text();
}

/** What the isolate has in memory is gone, as in a new isolate. */
export { forgetAll } from "../../../src/platform/isolate-cache.ts";

/** Keeps the Worker's log of failures that a test makes out of the output. @returns the events logged */
export function quiet(): unknown[] {
  const events: unknown[] = [];
  vi.spyOn(console, "error").mockImplementation((...event) => {
    events.push(...event);
  });
  return events;
}

/** A request to the publishing API, with the token. A body that is not text is sent as JSON. */
export async function api(
  method: string,
  path: string,
  body?: unknown,
  replaced: Partial<Env> = {},
): Promise<Response> {
  const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return ask(
    `/api${path}`,
    { method, headers, ...(body === undefined ? {} : { body: text }) },
    replaced,
  );
}

/** The JSON of an answer of the publishing API that must be good. */
export async function send<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  replaced: Partial<Env> = {},
): Promise<T> {
  const response = await api(method, path, body, replaced);
  if (response.status !== 200) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  return response.json<T>();
}

/** Sends a picture of 8 × 6 pixels, as far as anybody says. */
export async function putImage(
  name: string,
  body: BodyInit = "bytes",
  type = "image/jpeg",
  size = "width=8&height=6",
): Promise<Response> {
  const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": type };
  return ask(`/api/images/${name}?${size}`, { method: "PUT", headers, body });
}

/** One thing that the publishing API says is wrong. */
interface Problem {
  what: string;
  at: string;
  message: string;
}

/** The problems of an answer that refuses what was sent. */
export async function problemsOf(response: Response): Promise<Problem[]> {
  if (response.status !== 422) throw new Error(`${response.status} ${await response.text()}`);
  const { type, problems } = await response.json<{ type: string; problems: Problem[] }>();
  if (type !== "urn:hustings:problem:invalid-content") throw new Error(type);
  return problems;
}

/** What one request of a publish did. */
export interface Step {
  done: boolean;
  remaining: number;
  written: number;
  deleted: number;
}

/** Names to be taken out of the publication. */
export interface Removals {
  articles?: string[];
  polls?: string[];
  images?: string[];
  pages?: string[];
}

/** Publishes until there is no more to do, and returns the steps. */
export async function publish(remove: Removals = {}, replaced: Partial<Env> = {}): Promise<Step[]> {
  const steps: Step[] = [];
  for (let body: unknown = { remove }; steps.length < 50; body = {}) {
    const step = await send<Step>("POST", "/publish", body, replaced);
    steps.push(step);
    if (step.done) return steps;
  }
  throw new Error("the publish does not come to an end");
}

/** How many pages a publish wrote. */
export function written(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + step.written, 0);
}

/** `content/site.yaml`, as it is sent. */
export function site(changes: Record<string, unknown> = {}) {
  return {
    name: "The Test Review",
    tagline: "A publication for tests",
    audiences: [
      { id: "business", name: "For business" },
      { id: "students", name: "For students" },
    ],
    authors: [
      { id: "ann", name: "Ann Author" },
      { id: "ben", name: "Ben Büttner" },
    ],
    ...changes,
  };
}

/** An article, as it is sent; `meta` goes into its front matter. */
export function article(slug: string, meta: Record<string, unknown> = {}, body = "A paragraph.") {
  const front = { title: `Title of ${slug}`, date: "2026-10-05", authors: ["ann"], ...meta };
  return { slug, meta: front, body };
}

/** The line of Markdown that shows a poll. */
export function embed(id: string): string {
  return `Before the poll.\n\n::poll{id="${id}"}\n\nAfter the poll.`;
}

/** A question of one option, with the options a, b and c. */
export function question(changes: Record<string, unknown> = {}) {
  const options = ["a", "b", "c"].map((id) => ({ id, text: `Option ${id}` }));
  return { id: "q", text: "Which one?", kind: "single", options, ...changes };
}

/** A poll of one question, as it is sent. */
export function poll(id: string, changes: Record<string, unknown> = {}) {
  return { id, title: `Poll ${id}`, questions: [question()], ...changes };
}

/** A poll whose opening counts are those of the model page: 33, 30, 24, 21 of 108. */
export function modelPoll(id: string) {
  const options = [33, 30, 24, 21].map((opening, i) => ({
    id: `o${i + 1}`,
    text: `Answer ${i + 1}`,
    opening,
  }));
  return poll(id, { questions: [question({ options })], openingSource: "An earlier site" });
}

/** A ballot of a program, counted. */
export async function castVote(id: string, voter: string, option: string): Promise<void> {
  const response = await ask(`/polls/${id}/votes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": `voter-key-${voter}` },
    body: JSON.stringify({ answers: { q: [option] } }),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
}

/** Sends `content/site.yaml`. */
export async function putSite(changes: Record<string, unknown> = {}): Promise<void> {
  await send("PUT", "/site", site(changes));
}

/** Sends an article; see {@link article}. */
export async function putArticle(...parts: Parameters<typeof article>): Promise<void> {
  await send("PUT", `/articles/${parts[0]}`, article(...parts));
}

/** Sends a poll; see {@link poll}. */
export async function putPoll(...parts: Parameters<typeof poll>): Promise<void> {
  await send("PUT", `/polls/${parts[0]}`, poll(...parts));
}

/** Sends a site with its polls and articles, and publishes it. */
export async function publishSite({
  site: changes = {},
  polls = [],
  articles = [],
}: {
  site?: Record<string, unknown>;
  polls?: readonly object[];
  articles?: readonly object[];
} = {}): Promise<Step[]> {
  await putSite(changes);
  if (polls.length > 0) await send("POST", "/polls", { polls });
  if (articles.length > 0) await send("POST", "/articles", { articles });
  return publish();
}
