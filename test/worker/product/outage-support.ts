import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { combinationsOf, runs } from "../../support/campaign.ts";
import { giveD1, objectOf } from "../support/poll.ts";
import { type Fault, fails, faultyD1, faultyKv, faultyPolls, hangs } from "../support/site.ts";

const slow: Fault = async (_, proceed) => {
  await new Promise((done) => setTimeout(done, 20));
  return proceed();
};
const well: Fault = (_, proceed) => proceed();
/** The platform's word for an object that has more requests than it can take. */
const overloaded: Fault = async () => {
  throw Object.assign(new Error("Durable Object is overloaded."), { overloaded: true });
};
/** The call is made, and what it answers never comes. */
const lost: Fault = async (_, proceed) => {
  await proceed();
  throw new Error("Network connection lost.");
};
/** There is nothing, as far as KV knows. Writes are taken. */
const empty: Fault = async (call, proceed) => {
  if (call.startsWith("getWithMetadata")) return { value: null, metadata: null, cacheStatus: null };
  return call.startsWith("get") ? null : proceed();
};

const D1 = { well, fails, slow, hangs };
const KV = { well, fails, slow, hangs, empty, stale: well };
const POLL = { well, fails, slow, hangs, overloaded, lost };

/** In what state each store is. */
export interface Cell {
  d1: keyof typeof D1;
  kv: keyof typeof KV;
  poll: keyof typeof POLL;
}

/** Every combination, or a sample in which any two states of two stores meet. */
export const CELLS: Cell[] = combinationsOf("outage", {
  d1: Object.keys(D1) as Cell["d1"][],
  kv: Object.keys(KV) as Cell["kv"][],
  poll: Object.keys(POLL) as Cell["poll"][],
});

/** Pages as they were before the last publish. */
const OLD = "before:";

/** Keeps all of KV as it is, for a KV that is stale. */
export async function keepOldPages(): Promise<void> {
  const { keys } = await env.PAGES.list();
  for (const { name } of keys.filter((key) => !key.name.startsWith(OLD))) {
    const { value, metadata } = await env.PAGES.getWithMetadata(name, "arrayBuffer");
    if (value) await env.PAGES.put(OLD + name, value, { metadata });
  }
}

/** A KV that tells what was there before, as an edge that has not heard yet does. */
function staleKv(): KVNamespace {
  return new Proxy(env.PAGES, {
    get: (kv, method: "get" | "getWithMetadata" | "put") => {
      if (!method.startsWith("get")) return kv[method].bind(kv);
      return async (key: string, ...rest: []) =>
        Reflect.apply(kv[method], kv, [OLD + key, ...rest]);
    },
  });
}

/** The Worker's bindings in such a state. The poll's object has the same D1. */
export async function broken(cell: Cell, poll: string): Promise<Partial<Env>> {
  const db = cell.d1 === "well" ? env.DB : faultyD1(D1[cell.d1]);
  await giveD1(poll, db);
  return {
    DB: db,
    PAGES: cell.kv === "stale" ? staleKv() : faultyKv(KV[cell.kv]),
    POLL: faultyPolls(POLL[cell.poll]),
  };
}

/** Whether something in it never answers. */
export function hasSilence(cell: Cell): boolean {
  return Object.values(cell).includes("hangs");
}

/** Whether something in it is waited for: what never answers is, and what fails is tried again after a while. */
export function isWaitedFor(cell: Cell): boolean {
  return hasSilence(cell) || Object.values(cell).includes("fails");
}

/** All waiting takes so much less time: in the sample there is time enough for a slow machine to answer. */
const HASTE = runs(3, 8);

/** Has all waiting take a part of its time, until the mocks are restored: what never answers is waited for in full. */
export function hurry(): void {
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((work: () => void, ms = 0) =>
    real(work, ms / HASTE)) as typeof setTimeout);
  const wait = scheduler.wait.bind(scheduler);
  vi.spyOn(scheduler, "wait").mockImplementation(async (ms, ...rest) => wait(ms / HASTE, ...rest));
}

/** The poll's object has its own D1 again, and has told it everything. */
export async function heal(poll: string): Promise<void> {
  await giveD1(poll, env.DB);
  await objectOf(poll).flush();
}
