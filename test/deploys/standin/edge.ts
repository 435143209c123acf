import { readFileSync } from "node:fs";
import type { Miniflare } from "miniflare";
import { makeMiniflare } from "../../../src/cli/local/miniflare.ts";
import type { Binding, Worker } from "./account.ts";

/** What one request asked the stores. */
export interface Counts {
  method: string;
  path: string;
  status: number;
  /** D1 statements. */
  d1: number;
  kv: number;
  objects: number;
}

interface Running {
  worker: Worker;
  miniflare: Miniflare;
}

/** See counted.js. */
const COUNTS = "x-standin-counts";
const COUNTED = readFileSync(new URL("counted.js", import.meta.url), "utf8");
/** What a Worker may ask of D1, and of all stores, in one invocation. */
const LIMITS = { free: 50, paid: 1000 };

/** The same storage, whichever code runs. */
const OBJECTS = { useSQLite: true, unsafeUniqueKey: "polls" };
const OLD = "old-objects";

/** Runs what was deployed last. */
export class Edge {
  readonly counts: Counts[] = [];
  /** How many requests still meet the version before after a deploy, as while a version is rolled out. */
  rollout = 0;
  /** Code of polls' objects that goes on while Workers are deployed, as it does for minutes; `null`: the Worker's own. */
  oldObjects: string | null = null;
  #running: Running | null = null;
  #next: { name: string; worker: Worker; after: number } | null = null;
  readonly #state: string;
  readonly #plan: "free" | "paid";

  /** @param state the folder of the stores */
  constructor(state: string, plan: "free" | "paid") {
    this.#state = state;
    this.#plan = plan;
  }

  /** Deploys a version, which answers when the roll-out is over. */
  deploy(name: string, worker: Worker): void {
    this.#next = {
      name,
      worker: { ...worker, secrets: new Map(worker.secrets) },
      after: this.rollout,
    };
  }

  /** Answers a reader's request, or another from outside. */
  async fetch(request: Request): Promise<Response> {
    if (this.#next && (this.#next.after -= 1) < 0) await this.#start();
    if (!this.#running) return new Response("error code: 1042", { status: 404 });
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("cf-connecting-ip", "203.0.113.7");
    const answer = await this.#running.miniflare.dispatchFetch(request.url, {
      method: request.method,
      headers: [...headers],
      redirect: "manual",
      ...(request.body ? { body: await request.arrayBuffer() } : {}),
    });
    const out = new Headers([...answer.headers]);
    const counts = JSON.parse(out.get(COUNTS) ?? "{}") as Pick<Counts, "d1" | "kv" | "objects">;
    const { status } = answer;
    this.counts.push({ method: request.method, path: pathname + search, status, ...counts });
    for (const name of [COUNTS, "content-encoding", "content-length"]) out.delete(name);
    const isEmpty = [204, 304].includes(status) || request.method === "HEAD";
    return new Response(isEmpty ? null : await answer.arrayBuffer(), { status, headers: out });
  }

  /** Runs the Worker's scheduler once. @returns the outcome that Cloudflare would note, as `ok` or `exception` */
  async runSchedule(): Promise<string> {
    if (this.#next) await this.#start();
    const worker = await this.#running?.miniflare.getWorker();
    return (await worker?.scheduled({ cron: "* * * * *" }))?.outcome ?? "no Worker";
  }

  /** What KV has under a key. */
  async kvText(key: string): Promise<string | null> {
    const pages = await this.#running?.miniflare.getKVNamespace("PAGES");
    return (await pages?.get(key, "text")) ?? null;
  }

  /** Runs the statements of D1's API: one batch, which D1 makes one transaction. */
  async sql(
    id: string,
    statements: readonly string[],
    params: readonly unknown[],
  ): Promise<unknown[]> {
    const ofRunning = this.#running?.worker.bindings.some((one) => one.id === id);
    const running = ofRunning ? this.#running?.miniflare : undefined;
    const script = "export default {}";
    const miniflare =
      running ?? makeMiniflare(this.#state, [{ modules: true, script, d1Databases: { DB: id } }]);
    try {
      const db = await miniflare.getD1Database("DB");
      return await db.batch(
        statements.map((text, i) =>
          i === 0 ? db.prepare(text).bind(...params) : db.prepare(text),
        ),
      );
    } finally {
      if (!running) await miniflare.dispose();
    }
  }

  async stop(): Promise<void> {
    await this.#running?.miniflare.dispose();
    this.#running = null;
  }

  async #start(): Promise<void> {
    const next = this.#next;
    this.#next = null;
    if (!next) return;
    await this.stop();
    const { name, worker } = next;
    const { metadata, modules, bindings } = worker;
    const main = `import worker from "./${metadata.main_module}";
      import { counted } from "./standin-counted.js";
      export * from "./${metadata.main_module}";
      export default counted(worker);`;
    const all = [["standin.js", main], ["standin-counted.js", COUNTED], ...modules] as const;
    const of = <T>(type: string, value: (binding: Binding) => T): Record<string, T> =>
      Object.fromEntries(
        bindings.filter((one) => one.type === type).map((one) => [one.name, value(one)]),
      );
    const { version } = worker;
    const old = this.oldObjects;
    const miniflare = makeMiniflare(this.#state, [
      {
        name,
        compatibilityDate: metadata.compatibility_date,
        modules: all.map(([path, contents]) => ({ type: "ESModule", path, contents })),
        kvNamespaces: of("kv_namespace", (one) => one.namespace_id ?? ""),
        d1Databases: of("d1", (one) => one.id ?? ""),
        durableObjects: of("durable_object_namespace", ({ class_name: className = "" }) => ({
          ...OBJECTS,
          className,
          ...(this.oldObjects === null ? {} : { scriptName: OLD }),
        })),
        ratelimits: of("ratelimit", ({ simple, namespace_id }) => ({
          namespace_id: namespace_id ?? "",
          simple: { limit: simple?.limit ?? 0, period: simple?.period === 10 ? 10 : 60 },
        })),
        bindings: {
          ...of("plain_text", (one) => one.text ?? ""),
          ...of("version_metadata", () => ({ id: version, tag: "", timestamp: "" })),
          ...Object.fromEntries(worker.secrets),
          STANDIN_LIMIT: LIMITS[this.#plan],
        },
      },
      ...(old === null
        ? []
        : [
            {
              name: OLD,
              compatibilityDate: metadata.compatibility_date,
              modules: [{ type: "ESModule" as const, path: "old.js", contents: old }],
              d1Databases: of("d1", (one) => one.id ?? ""),
              durableObjects: { POLL: { ...OBJECTS, className: "Poll" } },
            },
          ]),
    ]);
    await miniflare.ready;
    this.#running = { worker, miniflare };
  }
}
