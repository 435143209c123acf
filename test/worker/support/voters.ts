import { createExecutionContext } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { fetch } from "../../../src/web/fetch.ts";
import { publishPoll } from "./poll.ts";
import { ORIGIN } from "./site.ts";

/** `it` with a poll of its own for each test that asks for one: one question `q` with the options a, b and c. */
export const it = test.extend("poll", () => publishPoll());

/** What a response must say whatever it is; what is not public may be kept by nobody. */
function expectCommonHeaders({ headers }: Response): void {
  expect(headers.get("Cache-Control")).toMatch(
    /^(?:no-store|private, no-store|public, max-age=\d+.*)$/,
  );
  expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  expect(headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Referrer-Policy")).toBe("strict-origin-when-cross-origin");
  expect(headers.get("Strict-Transport-Security")).toMatch(/^max-age=\d{8}/);
  if (headers.has("Set-Cookie")) expect(headers.get("Cache-Control")).toBe("no-store");
}

/** Sends the site a request; with `bindings`, a site that has those. Every response is looked at. */
export async function send(path: string, init: RequestInit = {}, bindings?: Env) {
  const request = new Request(`${ORIGIN}${path}`, { redirect: "manual", ...init });
  const response = bindings
    ? await fetch(request, bindings, createExecutionContext())
    : await exports.default.fetch(request);
  expectCommonHeaders(response);
  return response;
}

type Fields = readonly (readonly [name: string, value: string])[];

/** Sends a form, as a browser does from the site's own page. */
export function postForm(
  poll: string,
  fields: Fields,
  headers: Record<string, string> = {},
  bindings?: Env,
): Promise<Response> {
  const body = new URLSearchParams(fields.map(([name, value]) => [name, value]));
  const all = { Accept: "text/html,*/*;q=0.8", Origin: ORIGIN, ...headers };
  return send(`/polls/${poll}/votes`, { method: "POST", headers: all, body }, bindings);
}

/** Sends the ballot of a form: one option of the question `q`. */
export function formVote(
  poll: string,
  option: string,
  headers: Record<string, string> = {},
  bindings?: Env,
): Promise<Response> {
  return postForm(poll, [["q.q", option]], headers, bindings);
}

/** Sends JSON, as a program does. */
export function postJson(
  poll: string,
  body: unknown,
  headers: Record<string, string> = {},
  bindings?: Env,
): Promise<Response> {
  const all = { "Content-Type": "application/json", ...headers };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return send(`/polls/${poll}/votes`, { method: "POST", headers: all, body: text }, bindings);
}

/** Sends the ballot of a program: one option of the question `q`. */
export function jsonVote(
  poll: string,
  option: string,
  headers: Record<string, string> = {},
  bindings?: Env,
): Promise<Response> {
  return postJson(poll, { answers: { q: [option] } }, headers, bindings);
}

/** The cookie of the nth reader. */
export function reader(n: number): { Cookie: string } {
  return { Cookie: `__Host-voter=reader-${String(n).padStart(15, "0")}` };
}

/** The key of the nth program. */
export function program(n: number): { "Idempotency-Key": string } {
  return { "Idempotency-Key": `program-${String(n).padStart(8, "0")}` };
}

/** The text of each element that a CSS selector finds. */
export async function texts(html: string, selector: string): Promise<string[]> {
  const found: string[] = [];
  const rewriter = new HTMLRewriter().on(selector, {
    element: () => void found.push(""),
    text: ({ text }) => void found.push((found.pop() ?? "") + text),
  });
  await rewriter.transform(new Response(html)).text();
  return found;
}

/** A refusal as programs are told it. */
interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field?: string;
  vote?: Record<string, unknown>;
  opensAt?: string;
  closesAt?: string;
}

/** Verifies that a response is a refusal in the form for programs (RFC 9457). Returns its document. */
export async function expectProblem(
  response: Response,
  status: number,
  kind: string,
): Promise<Problem> {
  const problem = await response.json<Problem>();
  expect(problem).toMatchObject({ status, type: `urn:hustings:problem:${kind}` });
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(problem.title).toMatch(/^[A-Z].{5,}[^.]$/);
  expect(problem.detail).toMatch(/^.{10,}\.$/);
  return problem;
}

/** Verifies that a response is a refusal in the form for people. Returns the page. */
export async function expectRefusalPage(response: Response, status: number): Promise<string> {
  const html = await response.text();
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Type")).toMatch(/^text\/html; *charset=utf-8$/i);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(html).toMatch(/^<!doctype html>/i);
  return html;
}

/** A poll's page, as one reader sees it. */
export async function pageOf(poll: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await send(`/polls/${poll}`, { headers: { Accept: "text/html", ...headers } });
  expect(response.status).toBe(200);
  expect(response.headers.get("Cache-Control")).toBe("private, no-store");
  return response.text();
}

/** The receipts that a page shows. */
export function receiptsIn(html: string): Promise<string[]> {
  return texts(html, ".receipt code");
}
