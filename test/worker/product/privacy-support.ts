import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { vi } from "vitest";
import { codeDigest } from "../../../src/core/polls/invitation-code.ts";
import { sha256Hex } from "../../../src/core/digest.ts";
import { scheduled } from "../../../src/web/scheduled.ts";
import { voterKey } from "../../../src/web/polls/voter-cookie.ts";
import { dump } from "../poll/support.ts";
import {
  article,
  ask,
  embed,
  ORIGIN,
  poll,
  publish,
  question,
  send,
  site,
} from "../support/site.ts";

// A day of a site: readers who read, search and vote in polls of every kind, some of them wrongly, editors who publish
// and act. Then every store is read, row by row, and so is all that was written to the log.

/** When the day begins. */
export const NOW = Date.UTC(2040, 0, 1, 6);
export const HOUR = 3_600_000;
const AGENT = "Agent-Of-A-Reader/7.3";
const REFERRER = "https://elsewhere.test/what-the-reader-read-before";
const SEARCHED = "wordthatonereaderlookedfor";
const IDS = ["open", "careful", "split", "invited", "member", "ranked", "own-words", "after"];

let bindings: Env;
/** All that was written to the log. */
export const lines: string[] = [];
/** What must be nowhere: addresses, cookies, keys, codes, tokens. */
export const secrets = new Set([AGENT, REFERRER, SEARCHED]);
/** Voter keys that the objects know voters by. */
export const voters = new Set<string>();
/** Digests of networks, as they were while the polls were open. */
export const networks = new Set<string>();

function address(n: number): string {
  const text = n % 3 === 0 ? `2001:db8:${n.toString(16)}:7::9` : `203.0.${n}.${(n * 7) % 250}`;
  secrets.add(text);
  return text;
}

function headersOf(n: number): Record<string, string> {
  const cookie = `reader-${n}-`.padEnd(22, "abcdefghijklmnopqrstuv");
  secrets.add(cookie);
  return {
    "CF-Connecting-IP": address(n),
    "User-Agent": AGENT,
    Referer: REFERRER,
    "X-Forwarded-For": address(n + 100),
    Cookie: `__Host-voter=${cookie}`,
  };
}

/** A reader reads a page. */
export async function read(path: string, n: number): Promise<void> {
  await (await ask(path, { headers: headersOf(n) }, bindings)).arrayBuffer();
}

async function cast(
  id: string,
  n: number,
  fields: Record<string, string>,
  more: Record<string, string> = {},
): Promise<Response> {
  const response = await ask(
    `/polls/${id}/votes`,
    {
      method: "POST",
      headers: { ...headersOf(n), Origin: ORIGIN, Accept: "text/html", ...more },
      body: new URLSearchParams(fields),
    },
    bindings,
  );
  await response.arrayBuffer();
  return response;
}

/** The day: until its evening, when polls close. Clock and console are stood in for. */
export async function spendTheDay(): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation((...all: unknown[]) => {
      lines.push(all.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(" "));
    });
  }
  const keys = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "ES256" };
  bindings = {
    ...env,
    REQUEST_LOG: "1",
    MEMBER_ISSUER: "https://accounts.example",
    MEMBER_AUDIENCE: "the-publication",
    MEMBER_KEYS: JSON.stringify({ keys: [jwk] }),
  };
  const member = async (sub: string): Promise<string> => {
    secrets.add(sub);
    const jwt = await new SignJWT({ sub })
      .setProtectedHeader({ alg: "ES256", kid: "one" })
      .setIssuer("https://accounts.example")
      .setAudience("the-publication")
      .setExpirationTime(new Date(NOW + 24 * HOUR))
      .sign(keys.privateKey);
    secrets.add(jwt);
    return jwt;
  };

  await send("PUT", "/site", site());
  const closesAt = new Date(NOW + 12 * HOUR).toISOString();
  const other = {
    options: [
      { id: "a", text: "A" },
      { id: "b", text: "B" },
      { id: "c", text: "Own", other: true },
    ],
  };
  const parts: Record<string, object> = {
    open: { guard: "open" },
    careful: { guard: "careful", revisable: true },
    split: { guard: "careful", shards: 3 },
    invited: { guard: "invited" },
    member: { guard: "member" },
    ranked: { questions: [question({ kind: "ranked" })] },
    "own-words": { questions: [question(other)] },
    after: { results: "after-vote" },
  };
  for (const id of IDS) await send("PUT", `/polls/${id}`, poll(id, { closesAt, ...parts[id] }));
  await send("PUT", "/articles/one", article("one", { audiences: ["students"] }, embed("careful")));
  await publish();

  const codes = ["ABCD-EFGH-JKMN-PQRS", "BCDE-FGHJ-KMNP-QRST", "7K2M-7K2M-7K2M-7K2M"];
  for (const code of codes) secrets.add(code).add(code.replaceAll("-", ""));
  const hashes = codes.map((code) => codeDigest("invited", code));
  await send("POST", "/polls/invited/acts", { act: "invite", hashes });

  for (let n = 1; n <= 30; n += 1) {
    vi.setSystemTime(NOW + n * 10 * 60_000);
    for (const path of [
      "/",
      "/articles/one",
      "/polls",
      `/search?q=${SEARCHED}`,
      "/nowhere",
      "/polls/careful?vote=1&receipt=AAAA-BBBB-CCCC-DDDD",
    ]) {
      await read(path, n);
    }
    const choice = { "q.q": n % 2 === 0 ? "a" : "b", audience: n % 4 === 0 ? "students" : "" };
    for (const id of ["open", "careful", "split", "after"]) await cast(id, n, choice);
    await cast("careful", n, { "q.q": "b", revises: "1" });
    await cast("open", n, { "q.q": "nonsense" });
    await cast("open", n, choice, { Origin: "https://elsewhere.test" });
    await cast("ranked", n, { "r.q.a": "1", "r.q.b": "2" });
    await cast("own-words", n, { "q.q": "c", "t.q": "words that are meant to be read" });
    await cast("invited", n, { ...choice, code: codes[n % 2] ?? "" });
    await cast("member", n, { ...choice, token: await member(`member-number-${n}@example.org`) });
    const key = `key-of-a-program-${n}`;
    secrets.add(key);
    await ask(
      "/polls/careful/votes",
      {
        method: "POST",
        headers: {
          ...headersOf(n + 50),
          "Idempotency-Key": key,
          "Content-Type": "application/json",
        },
        body: JSON.stringify({ answers: { q: ["a"] } }),
      },
      bindings,
    );
    voters.add(voterKey("careful", "key", key));
  }
  await send("POST", "/polls/own-words/acts", {
    act: "approve",
    question: "q",
    text: "words that are meant to be read",
  });
  await scheduled(null, bindings);
}

/** Names of all ledgers. */
export const LEDGERS = [...IDS, "split.1", "split.2"];

/** Everything that an object has on disk. */
export async function objects(): Promise<Record<string, Record<string, unknown[]>>> {
  const all: Record<string, Record<string, unknown[]>> = {};
  for (const ledger of LEDGERS) all[ledger] = await dump(ledger);
  return all;
}

/** Every row of D1, and every key of KV with its value. */
export async function outside(): Promise<string> {
  const parts: string[] = [];
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>();
  for (const { name } of results) {
    parts.push(name, JSON.stringify((await env.DB.prepare(`SELECT * FROM ${name}`).all()).results));
  }
  for (let cursor: string | undefined; ;) {
    const list = await env.PAGES.list(cursor === undefined ? {} : { cursor });
    for (const { name, metadata } of list.keys) {
      parts.push(name, JSON.stringify(metadata), (await env.PAGES.get(name)) ?? "");
    }
    if (list.list_complete) break;
    ({ cursor } = list);
  }
  return parts.join("\n");
}

/** Secrets that are found in a text, and digests of them that anybody could make. */
export function found(text: string): string[] {
  return [...secrets].flatMap((secret) => {
    const digest = sha256Hex(secret);
    const all = [secret, digest, digest.slice(0, 32), btoa(secret)];
    return all.filter((one) => text.includes(one));
  });
}

/** Rows of a table of an object. */
export function keysIn(
  all: Record<string, Record<string, unknown[]>>,
  ledger: string,
  table: string,
): string[] {
  return ((all[ledger] ?? {})[table] as { key: string }[]).map(({ key }) => key);
}
