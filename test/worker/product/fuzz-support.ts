import { routes } from "../support/routes.ts";
import { BODIES } from "./fuzz-bodies.ts";
import { HEADERS, METHODS, QUERIES, SEGMENTS } from "./fuzz-corpus.ts";
import { auditOf } from "../support/poll.ts";
import {
  article,
  ask,
  embed,
  poll,
  publish,
  putImage,
  question,
  send,
  site,
  TOKEN,
} from "../support/site.ts";

/** A request that is sent. */
export interface Shot {
  method: string;
  path: string;
  headers: Record<string, string>;
  type: string | null;
  body: string | Uint8Array<ArrayBuffer> | null;
}

/** Every path that the Worker has, with `:names` in it. */
export const PATTERNS: readonly string[] = [
  ...new Set(routes.map(({ path }) => path).filter((path) => path !== "/*" && path !== "*")),
  "/nowhere",
  "/a/b/c",
  "/polls/:poll/votes/more",
  "/.well-known/:name",
  "/api/:any",
  "/embed/:any",
];

/** Names that there are: as what stands in an address they lead further in than any other. */
const KNOWN: Record<string, readonly string[]> = {
  poll: ["careful", "open", "ranked", "invited", "closed", "split", "nobody"],
  ledger: ["careful", "split.1", "nobody"],
  table: ["sites", "state", "ledger", "voter", "articles"],
  slug: ["one", "draft", "nobody"],
  page: ["about", "2", "1", "0"],
  tag: ["trade"],
  author: ["ann"],
  audience: ["students"],
  year: ["2026", "0000"],
  digest: ["0".repeat(64), "A".repeat(64)],
  file: ["x.jpg"],
  name: ["a.jpg", "security.txt"],
  revision: ["1", "2"],
};

/** A path of a pattern: each part is one that there is, or one of the corpus. @param pick a number for each choice */
export function fill(pattern: string, pick: (of: number) => number): string {
  return pattern.replace(/:(\w+)(?:\{[^}]*(?:\{[^}]*\}[^}]*)*\})?/g, (_, name: string) => {
    const known = KNOWN[name] ?? [];
    const all = [...known, ...known, ...known, ...SEGMENTS];
    return all[pick(all.length)] ?? "x";
  });
}

/** A request of the corpus, by numbers that choose its parts. */
export function shot(pattern: string, pick: (of: number) => number): Shot {
  const from = <T>(list: readonly T[]): T | undefined => list[pick(list.length)];
  const method = from(METHODS) ?? "GET";
  const [type, body] = from(BODIES) ?? [null, ""];
  const bodiless = method === "GET" || method === "HEAD";
  const authorized = pattern.startsWith("/api/") && pick(3) > 0;
  const headers = {
    ...from(HEADERS),
    ...(pick(2) === 0 ? from(HEADERS) : {}),
    ...(authorized ? { Authorization: `Bearer ${TOKEN}` } : {}),
  };
  const path = fill(pattern, pick) + (pick(2) === 0 ? (from(QUERIES) ?? "") : "");
  return { method, path, headers, type: bodiless ? null : type, body: bodiless ? null : body };
}

/** The options have names that no corpus has: no ballot of it can be good. */
const options = ["a", "b"].map((id) => ({
  id: `${id}-b1946ac92492d2347c6235b4d2611184`,
  text: `Option ${id}`,
}));

/** Publishes what the requests are about. */
export async function publishTargets(): Promise<void> {
  const q = question({ options });
  await send("PUT", "/site", site());
  const polls = {
    careful: { guard: "careful", revisable: true },
    open: { guard: "open" },
    ranked: { questions: [{ ...q, kind: "ranked" }] },
    invited: { guard: "invited" },
    closed: { closesAt: "2020-01-01" },
    split: { shards: 2 },
  };
  for (const [id, parts] of Object.entries(polls)) {
    await send("PUT", `/polls/${id}`, poll(id, { questions: [q], ...parts }));
  }
  const meta = { tags: ["trade"], audiences: ["students"] };
  await send("PUT", "/articles/one", article("one", meta, embed("careful")));
  await send("PUT", "/articles/draft", article("draft", { draft: true }));
  await send("PUT", "/pages/about", { slug: "about", meta: { title: "About" }, body: "Text." });
  await putImage("a.jpg");
  await publish();
  await ask("/polls/careful/votes", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "the-only-voter" },
    body: JSON.stringify({ answers: { q: [options[0]?.id] } }),
  });
}

/** What the polls have counted. */
export async function counts(): Promise<unknown> {
  const all: unknown[] = [];
  for (const id of ["careful", "open", "ranked", "invited", "closed", "split", "split.1"]) {
    const { tally, accounts, entries } = await auditOf(id);
    all.push([id, tally, accounts.counted, accounts.voided, entries.vote]);
  }
  return all;
}

const SECURITY = [
  "Content-Security-Policy",
  "Cross-Origin-Opener-Policy",
  "Cross-Origin-Resource-Policy",
  "Permissions-Policy",
  "Referrer-Policy",
  "Strict-Transport-Security",
];

/** What is wrong with the answer to a request, whatever it was; `null` where it can't be sent at all. */
export async function complaints({
  method,
  path,
  headers,
  type,
  body,
}: Shot): Promise<string[] | null> {
  const init: RequestInit = { method, redirect: "manual" };
  try {
    const all = new Headers(headers);
    if (type !== null) all.set("Content-Type", type);
    init.headers = all;
    if (body !== null)
      init.body = type === null && typeof body === "string" ? new TextEncoder().encode(body) : body;
    // eslint-disable-next-line no-new -- whether it can be sent
    new Request(`https://hustings.test${path}`, init);
  } catch {
    return null;
  }
  const response = await ask(path, init);
  const text = await response.text();
  const found: string[] = [];
  const { status } = response;
  // 501 is the answer to a format that oEmbed may refuse (oEmbed 1.0, 2.3.3).
  if (status >= 500 && status !== 501) found.push(`answered with ${status}: ${text.slice(0, 300)}`);
  if (!response.headers.has("Cache-Control")) found.push("no Cache-Control");
  if (text !== "" && !response.headers.has("Content-Type")) found.push("no Content-Type");
  if (response.headers.get("X-Content-Type-Options") !== "nosniff") found.push("no nosniff");
  for (const name of SECURITY) if (!response.headers.has(name)) found.push(`no ${name}`);
  if (
    /\bat \S+ \(?\S+\.[jt]sx?:\d+/.test(text) ||
    /D1_ERROR|SQLITE|TypeError|node_modules/.test(text)
  ) {
    found.push(`tells of its inside: ${text.slice(0, 300)}`);
  }
  const location = response.headers.get("Location");
  if (
    location !== null &&
    new URL(location, "https://hustings.test").origin !== "https://hustings.test"
  ) {
    found.push(`leads to ${location}`);
  }
  if (
    response.headers.has("Set-Cookie") &&
    !response.headers.get("Set-Cookie")?.startsWith("__Host-voter")
  ) {
    found.push(`sets ${response.headers.get("Set-Cookie")}`);
  }
  return found;
}
