import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import document from "../../../docs/security.md?raw";
import { NETWORK_BURST, NETWORK_PER_MINUTE } from "../../../src/core/polls/network.ts";
import { columnsOf, runs } from "../../support/campaign.ts";
import { auditOf, inObject, objectOf, publishPoll, checkBooks } from "../support/poll.ts";
import { expectProblem, postForm, postJson, program, send } from "../support/voters.ts";

// What a poll resists, by ballots that are really sent to the Worker's own route, and what the ledger has at the end.

const NOW = Date.UTC(2040, 0, 1, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
// The limit by address (600 a minute) is passed by whoever has a network of addresses: it is no help to be counted on.
const unlimited: Env = { ...env, VOTE_LIMIT: { limit: async () => ({ success: true }) } };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const cookie = (n: number): Record<string, string> => ({
  Cookie: `__Host-voter=stuffing-${String(n).padStart(13, "0")}`,
});
/** The nth address of a network of 254. */
const neighbour = (n: number): Record<string, string> => ({
  "CF-Connecting-IP": `203.0.113.${(n % 254) + 1}`,
});
/** An address in the nth network. */
const elsewhere = (n: number): Record<string, string> => ({
  "CF-Connecting-IP": `10.${Math.floor(n / 256)}.${n % 256}.7`,
});

interface Attack {
  sent: number;
  /** Headers of the nth ballot. */
  headers: (n: number) => Record<string, string>;
  /** Milliseconds between two ballots; left out: all at once. */
  every?: number;
  json?: true;
}

const ATTACKS: Record<string, Attack> = {
  "one network, a new cookie for each ballot": {
    sent: 1000,
    headers: (n) => ({ ...neighbour(n), ...cookie(n) }),
  },
  "the same, a new `Idempotency-Key` for each": {
    sent: 1000,
    headers: (n) => ({ ...neighbour(n), ...program(n) }),
    json: true,
  },
  "the same from one /64 of IPv6": {
    sent: 1000,
    headers: (n) => ({ "CF-Connecting-IP": `2001:db8:1:2::${n.toString(16)}`, ...cookie(n) }),
  },
  "the same with forged `X-Forwarded-For`, `X-Real-IP`, `Forwarded`, `True-Client-IP`": {
    sent: 1000,
    headers: (n) => {
      const forged = `198.51.${Math.floor(n / 250)}.${n % 250}`;
      const names = ["X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IPv6"];
      const all = Object.fromEntries(names.map((name) => [name, forged]));
      return { ...neighbour(n), ...cookie(n), ...all, Forwarded: `for=${forged}` };
    },
  },
  "the same as a drip, a ballot every two seconds for an hour": {
    sent: 1800,
    every: 2 * SECOND,
    headers: (n) => ({ ...neighbour(n), ...cookie(n) }),
  },
  "a thousand networks, one cookie": {
    sent: 1000,
    headers: (n) => ({ ...elsewhere(n), ...cookie(1) }),
  },
  "one request, replayed": {
    sent: 1000,
    headers: () => ({ ...elsewhere(1), ...cookie(1) }),
  },
  "a form in another site's page, that a thousand readers are made to send": {
    sent: 1000,
    headers: (n) => ({
      ...elsewhere(n),
      ...cookie(n),
      Origin: "https://elsewhere.test",
      "Sec-Fetch-Site": "cross-site",
    }),
  },
  "the same from a sandboxed frame (`Origin: null`)": {
    sent: 1000,
    headers: (n) => ({ ...elsewhere(n), ...cookie(n), Origin: "null" }),
  },
  "a program that keeps no cookie": {
    sent: 1000,
    headers: (n) => elsewhere(n),
  },
  "a thousand networks, a new cookie for each": {
    sent: 1000,
    headers: (n) => ({ ...elsewhere(n), ...cookie(n) }),
  },
};

const POLLS = {
  open: { guard: "open" },
  careful: { guard: "careful" },
  split: { guard: "careful", shards: 4 },
  invited: { guard: "invited" },
} as const;

async function counted(poll: string, shards = 1): Promise<number> {
  let votes = 0;
  for (let shard = 0; shard < shards; shard += 1) {
    const { tally } = await checkBooks(shard === 0 ? poll : `${poll}.${shard}`);
    votes += tally.votes;
  }
  return votes;
}

/** Sends an attack to a poll of its own. @returns the poll, and the votes that got in */
async function attack(
  { sent, headers, every, json }: Attack,
  parts: (typeof POLLS)[keyof typeof POLLS],
  name = "attacked",
): Promise<{ poll: string; got: number }> {
  // Which object of a split poll a voter belongs to is a matter of the poll's id: always the same one.
  const at = Object.values(ATTACKS).findIndex((one) => one.headers === headers);
  const id = `${name}-${at}-${Object.values(POLLS).indexOf(parts)}`;
  const poll = await publishPoll({ ...parts, id });
  const cast = async (n: number): Promise<void> => {
    const response = json
      ? await postJson(poll, { answers: { q: ["a"] } }, headers(n), unlimited)
      : await postForm(
          poll,
          [["q.q", "a"]],
          { Accept: "application/json", ...headers(n) },
          unlimited,
        );
    await response.arrayBuffer();
  };
  if (every === undefined) {
    for (let from = 0; from < sent; from += 250) {
      const together = Math.min(250, sent - from);
      await Promise.all(Array.from({ length: together }, (_, i) => cast(from + i)));
    }
  } else {
    for (let n = 0; n < sent; n += 1) {
      vi.setSystemTime(NOW + n * every);
      await cast(n);
    }
  }
  return { poll, got: await counted(poll, "shards" in parts ? parts.shards : 1) };
}

/** Rows of the document's table: attack → cells. */
function told(): Map<string, string[]> {
  const section = document.slice(document.indexOf("## What a poll resists"));
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return new Map(
    rows.slice(2).map((row) => {
      const [, name = "", ...cells] = row.split("|").map((cell) => cell.trim());
      return [name, cells.slice(0, -1)];
    }),
  );
}

describe("of ballots that are sent to stuff a poll, as many get in as docs/security.md says", () => {
  it.each(Object.entries(ATTACKS))("%s", { timeout: 600_000 }, async (name, one) => {
    const [sent, ...cells] = told().get(name) ?? [];
    expect(sent).toBe(String(one.sent));
    const row = Object.keys(ATTACKS).indexOf(name);
    const columns = Object.entries(POLLS).map(([poll, parts], i) => ({
      poll,
      parts,
      told: Number(cells[i]),
    }));
    // The sample sends fewer at once: as many get in as of more, or all.
    const part = { ...one, sent: one.every === undefined ? runs(300, one.sent) : one.sent };
    for (const column of columnsOf("stuffing", columns, row, columns.length)) {
      vi.setSystemTime(NOW);
      const { got } = await attack(part, column.parts);
      console.log(`${name}: of ${part.sent} got into the poll “${column.poll}”: ${got}`);
      expect([column.poll, got]).toEqual([column.poll, Math.min(column.told, part.sent)]);
    }
  });

  it("and of no other", () => {
    expect([...told().keys()]).toEqual(Object.keys(ATTACKS));
  });

  it("and an editor who strikes the network out leaves none of them, and all others", async () => {
    const { poll, got } = await attack(
      ATTACKS["one network, a new cookie for each ballot"] as Attack,
      POLLS.careful,
      "struck-out",
    );
    expect(got).toBe(NETWORK_BURST);
    for (let n = 0; n < 30; n += 1) {
      await postForm(poll, [["q.q", "b"]], { ...elsewhere(n), ...cookie(5000 + n) }, unlimited);
    }
    const desk = await objectOf(poll).desk(0, NOW * 2);
    const [busiest] = desk?.networks ?? [];
    expect(busiest?.votes).toBe(NETWORK_BURST);
    const act = {
      act: "void",
      reason: "automated",
      from: 0,
      to: NOW * 2,
      network: busiest?.network ?? "",
    } as const;
    expect(await objectOf(poll).perform(act, "editor")).toMatchObject({ outcome: "done" });
    const { tally, accounts } = await auditOf(poll);
    expect(tally.votes).toBe(30);
    expect(accounts.voided).toBe(NETWORK_BURST);
  });
});

describe("honest readers behind one address", () => {
  const school = { "CF-Connecting-IP": "198.51.100.20" };

  it(`all get in where they are ${NETWORK_BURST}, at one moment`, async () => {
    const poll = await publishPoll({ guard: "careful" });
    const all = Array.from({ length: NETWORK_BURST }, async (_, n) =>
      postForm(poll, [["q.q", "a"]], { ...school, ...cookie(n) }, env),
    );
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([303]));
    expect(await counted(poll)).toBe(NETWORK_BURST);
  });

  it("all get in where a thousand of them vote in the course of a lesson", async () => {
    const poll = await publishPoll({ guard: "careful" });
    const [lesson, readers] = [45 * MINUTE, 1000];
    for (let n = 0; n < readers; n += 1) {
      vi.setSystemTime(NOW + Math.floor((n * lesson) / readers));
      await postForm(poll, [["q.q", "a"]], { ...school, ...cookie(n) }, unlimited);
    }
    expect(await counted(poll)).toBe(readers);
  });

  it("are told when to come again where they are more, and then get in, one by one", async () => {
    const poll = await publishPoll({ guard: "careful" });
    await inObject(poll, async (instance) => {
      const ballots = Array.from({ length: NETWORK_BURST }, async (_, n) =>
        instance.cast({
          voter: `pupil-${n}`,
          answers: [["q", ["a"]]],
          audience: null,
          network: "198.51.100.0/24",
        }),
      );
      await Promise.all(ballots);
    });
    for (let n = 0; n < 20; n += 1) {
      const late = { ...school, ...program(n) };
      const refused = await postJson(poll, { answers: { q: ["b"] } }, late, unlimited);
      const wait = Number(refused.headers.get("Retry-After"));
      await expectProblem(refused, 429, "throttled");
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60 / NETWORK_PER_MINUTE);
      vi.setSystemTime(Date.now() + wait * SECOND);
      expect((await postJson(poll, { answers: { q: ["b"] } }, late, unlimited)).status).toBe(201);
    }
    expect(await counted(poll)).toBe(NETWORK_BURST + 20);
  });

  it("can read the poll and see their vote while others of their network are told to wait", async () => {
    const { poll } = await attack(
      ATTACKS["one network, a new cookie for each ballot"] as Attack,
      POLLS.careful,
      "read",
    );
    const page = await send(`/polls/${poll}`, { headers: { ...neighbour(1), ...cookie(1) } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("receipt");
  });
});
