import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  found,
  HOUR,
  keysIn,
  LEDGERS,
  lines,
  networks,
  NOW,
  objects,
  outside,
  read,
  secrets,
  spendTheDay,
  voters,
} from "./privacy-support.ts";
import { objectOf, ring } from "../support/poll.ts";

beforeAll(spendTheDay);
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("after a day, while polls are open", () => {
  it("the day was one: votes of every kind, refusals, requests in the log", async () => {
    const all = await objects();
    for (const ledger of LEDGERS)
      expect(all[ledger]?.["ledger"]?.length, ledger).toBeGreaterThan(1);
    for (const { voter = [], network = [], origin = [] } of Object.values(all)) {
      for (const { key } of voter as { key: string }[]) voters.add(key);
      for (const { key } of network as { key: string }[]) networks.add(key);
      expect(origin.length).toBeGreaterThanOrEqual(network.length);
    }
    expect(voters.size).toBeGreaterThan(200);
    expect(networks.size).toBeGreaterThan(60);
    expect(secrets.size).toBeGreaterThan(200);
    expect(lines.length).toBeGreaterThan(300);
    // No object was missed: these, and what /health and pages ask about polls that there are not.
    const ids = (await listDurableObjectIds(env.POLL)).map(String);
    for (const ledger of LEDGERS) expect(ids).toContain(String(env.POLL.idFromName(ledger)));
  });

  it("no address, user agent, cookie, key, code or token is in any store, nor a digest that anybody could make of one", async () => {
    expect(found(await outside())).toEqual([]);
    expect(found(JSON.stringify(await objects()))).toEqual([]);
  });

  it("no voter key and no network's digest is outside the objects", async () => {
    const text = await outside();
    expect([...voters, ...networks].filter((key) => text.includes(key))).toEqual([]);
  });

  it("no words of readers are outside the objects but what an editor has let through", async () => {
    expect(await outside()).not.toContain("words that are meant to be read");
  });

  it("none of all this is in the log", () => {
    const text = lines.join("\n");
    expect(text).toContain('"event":"request"');
    expect(found(text)).toEqual([]);
    expect([...voters, ...networks].filter((key) => text.includes(key))).toEqual([]);
    expect(text).not.toContain("words that are meant");
  });

  it("the same network has another digest in each poll", async () => {
    const all = await objects();
    const of = (ledger: string): string[] => keysIn(all, ledger, "network");
    expect(of("careful").filter((key) => of("after").includes(key))).toEqual([]);
  });

  it("nobody who reads one poll's voter keys knows them in another", async () => {
    const all = await objects();
    const of = (ledger: string): string[] => keysIn(all, ledger, "voter");
    expect(of("open").filter((key) => of("after").includes(key))).toEqual([]);
  });
});

describe("when a poll has closed", () => {
  beforeAll(async () => {
    vi.setSystemTime(NOW + 13 * HOUR);
    for (const ledger of LEDGERS) {
      await ring(ledger);
      await objectOf(ledger).flush();
    }
    await read("/polls/careful", 1);
  });

  it("no digest of a network is left, nor what it was made with, in any store", async () => {
    const all = await objects();
    for (const [ledger, { network, origin, state }] of Object.entries(all)) {
      expect([ledger, network, origin]).toEqual([ledger, [], []]);
      const salt = (state as { key: string; value: string }[]).find(({ key }) => key === "salt");
      expect(salt?.value ?? "null").toBe("null");
    }
    const text = JSON.stringify(all) + (await outside()) + lines.join("\n");
    expect([...networks].filter((key) => text.includes(key))).toEqual([]);
  });

  it("and none of what was nowhere is anywhere", async () => {
    expect(found(JSON.stringify(await objects()) + (await outside()) + lines.join("\n"))).toEqual(
      [],
    );
  });
});
