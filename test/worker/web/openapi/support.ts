import { onTestFinished } from "vitest";
import { openApiDocument } from "../../../../src/web/openapi/document.ts";
import { bodiesOf, Checker, type Described, operationsOf } from "./checker.ts";
import { ask, forgetAll, ORIGIN, publish, send, TOKEN } from "../../support/site.ts";

/** The description: static/api/openapi.json is this (`npm run generate:check`). */
export const document = openApiDocument();

/** Its operations. */
export const operations = operationsOf(document);

/** Holds answers against it. */
export const checker = new Checker(document);

/** The operation of a name. */
export function operationOf(name: string): Described {
  const found = operations.find(({ operationId }) => operationId === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

/** What a request has beside what the description gives as examples. */
export interface Sent {
  /** Parts of the address. */
  parts?: Record<string, string>;
  query?: Record<string, string>;
  /** `null`: left out, though there is an example. */
  headers?: Record<string, string | null>;
  /** Sent as JSON, a form or text, by its type. */
  body?: unknown;
  type?: string;
  replaced?: Partial<Env>;
  method?: string;
}

const FORM = "application/x-www-form-urlencoded";

/** Sends a request made from the description: where `sent` says nothing, its examples are sent. */
export async function request(operation: Described, sent: Sent = {}): Promise<Response> {
  const { path, parameters = [] } = operation;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let address = path;
  for (const { name, in: place, required, example } of parameters) {
    const [key, value] = [String(name), String(example)];
    if (place === "path") address = address.replace(`{${key}}`, sent.parts?.[key] ?? value);
    if (place === "query" && required === true) query.set(key, value);
    if (place === "header" && example !== undefined) headers[key] = value;
  }
  for (const [name, value] of Object.entries(sent.query ?? {})) query.set(name, value);
  if (JSON.stringify(operation.security ?? []).includes("publishing")) {
    headers.Authorization = `Bearer ${TOKEN}`;
  }
  const bodies = bodiesOf(operation);
  const type = sent.type ?? Object.keys(bodies)[0];
  const init: RequestInit = { method: sent.method ?? operation.method };
  if (type !== undefined && init.method !== "GET" && init.method !== "HEAD") {
    headers["Content-Type"] = type;
    init.body = encode(type, "body" in sent ? sent.body : bodies[type]?.example);
  }
  for (const [name, value] of Object.entries(sent.headers ?? {})) {
    if (value === null) delete headers[name];
    else headers[name] = value;
  }
  const search = query.size > 0 ? `?${query.toString()}` : "";
  return ask(address + search, { ...init, headers }, sent.replaced);
}

function encode(type: string, value: unknown): string {
  if (type.startsWith("image/")) return "bytes";
  if (type !== FORM) return typeof value === "string" ? value : JSON.stringify(value);
  const form = new URLSearchParams();
  for (const [name, one] of Object.entries(Object(value) as object)) {
    for (const text of Array.isArray(one) ? one : [one]) form.append(name, String(text));
  }
  return form.toString();
}

/** The example of an operation's JSON body. */
function exampleOf(name: string): Record<string, unknown> {
  const example = bodiesOf(operationOf(name))["application/json"]?.example;
  return { ...(Object(example) as object) };
}

/** Publishes the site of the examples. */
export async function publishExamples(): Promise<void> {
  await send("PUT", "/site", exampleOf("putSite"));
  await publishPoll();
  await send("PUT", "/articles/the-dull-summit", exampleOf("putArticle"));
  await send("PUT", "/pages/about", exampleOf("putPage"));
  await publish();
}

/** Publishes the poll of the examples, by its own id or another. */
async function publishPoll(
  id = "next-summit",
  changes: Record<string, unknown> = {},
): Promise<string> {
  await send("PUT", `/polls/${id}`, { ...exampleOf("putPoll"), id, ...changes });
  return id;
}

let polls = 0;

/** Publishes the poll of the examples under an id that no other has. */
export function newPoll(changes: Record<string, unknown> = {}): Promise<string> {
  polls += 1;
  return publishPoll(`described-${polls}`, changes);
}

/** What a request of an operation needs for it to be done: a poll of its own, and what must come before. */
export async function prepared({ operationId, path }: Described): Promise<Sent> {
  const looks = path.endsWith("/look");
  const poll = await newPoll(looks ? { results: "after-vote" } : {});
  if (path.endsWith("/withdraw")) await request(operationOf("vote"), { parts: { poll } });
  return {
    parts: { poll },
    ...(operationId === "oembed" ? { query: { url: `${ORIGIN}/polls/${poll}` } } : {}),
    ...(operationId === "putPoll" ? { body: { ...exampleOf("putPoll"), id: poll } } : {}),
  };
}

/** Has the isolate forget what it knows, now and when the test is over. */
export function withEmptyMemory(): void {
  forgetAll();
  onTestFinished(forgetAll);
}
