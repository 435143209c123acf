import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { fetch } from "../../../src/web/fetch.ts";
import { forgetPages } from "../../../src/web/site/find-page.ts";
import { forgetMoved } from "../../../src/web/site/redirects.ts";
import { forgetProjections } from "../../../src/web/site/projections.ts";
import { forgetPublication } from "../../../src/web/site/find-publication.ts";
import { forgetSlot } from "../../../src/web/site/slots.tsx";

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
export function forgetAll(): void {
  forgetPages();
  forgetPublication();
  forgetSlot();
  forgetMoved();
  forgetProjections();
}

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
export interface Problem {
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

/** What a stand-in does in place of a call; `proceed` makes the call. */
export type Fault = (call: string, proceed: () => Promise<unknown>) => Promise<unknown>;

/** Words of a failure that no reader may be shown. */
export const SECRET = "internals-of-the-store";

/** Every call fails. */
export const fails: Fault = async () => {
  throw new Error(`${SECRET} at store.ts:12:34`);
};

/** No call is ever answered. */
export const hangs: Fault = () => new Promise(() => undefined);

/** Notes the calls in `calls`, and makes them. */
export function noting(calls: string[]): Fault {
  return (call, proceed) => {
    calls.push(call);
    return proceed();
  };
}

/** Calls that contain `part` fare as `fault` says; the others are made. */
export function onlyFor(part: string, fault: Fault): Fault {
  return (call, proceed) => (call.includes(part) ? fault(call, proceed) : proceed());
}

/** KV, with a fault. A call is its method and its key: `put page:/polls`. */
export function faultyKv(fault: Fault): KVNamespace {
  return intercept(env.PAGES, (method, [key], proceed) =>
    fault(`${method} ${String(key)}`, proceed),
  );
}

/** The poll objects, with a fault. A call is its method and its poll: `view next-summit`. */
export function faultyPolls(fault: Fault): Env["POLL"] {
  return new Proxy(env.POLL, {
    get: () => (id: string) =>
      intercept(env.POLL.getByName(id), (method, _, proceed) => fault(`${method} ${id}`, proceed)),
  });
}

/** D1, with a fault. A call is the SQL of its statement or statements. */
export function faultyD1(fault: Fault): D1Database {
  const known = new WeakMap<D1PreparedStatement, { real: D1PreparedStatement; sql: string }>();
  const statement = (real: D1PreparedStatement, sql: string): D1PreparedStatement => {
    const outer = new Proxy(real, {
      get: (_, name) =>
        name === "bind"
          ? (...values: unknown[]) => statement(real.bind(...values), sql)
          : (...args: unknown[]) => fault(sql, calling(real, name, args)),
    });
    known.set(outer, { real, sql });
    return outer;
  };
  return new Proxy(env.DB, {
    get: (db, name) => {
      if (name === "prepare") return (sql: string) => statement(db.prepare(sql), sql);
      return (statements: D1PreparedStatement[]) => {
        const inner = statements.map((one) => known.get(one) ?? { real: one, sql: "" });
        const sql = inner.map((one) => one.sql).join(";\n");
        return fault(sql, () => db.batch(inner.map((one) => one.real)));
      };
    },
  });
}

function intercept<T extends object>(
  binding: T,
  answer: (method: string, args: unknown[], proceed: () => Promise<unknown>) => Promise<unknown>,
): T {
  return new Proxy(binding, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        answer(String(name), args, calling(binding, name, args)),
  });
}

function calling(binding: object, name: string | symbol, args: unknown[]) {
  return async (): Promise<unknown> => {
    const method: (...args: unknown[]) => unknown = Reflect.get(binding, name);
    return Reflect.apply(method, binding, args);
  };
}
