import { type Bench, median, type Row } from "./bench.ts";
import { articleOf, pollOf, SITE } from "./content.ts";
import { type Site, startSite } from "./sites.ts";

const INSPECTOR = 9339;
/** Milliseconds of processor time that the free plan gives a request. */
const FREE_MS = 10;
/** As platform/operations.ts counts them. */
const SMALL = 45;

/**
 * The processor time of each request of a publish: of the Worker's own code and of V8, by V8's profiler, without the
 * stores. Samples are 0.1 ms apart.
 */
export const freePlanBench: Bench = {
  name: "free-plan",
  shows: `processor time of publishing requests; the free plan gives each ${FREE_MS} ms`,
  async run({ quick }) {
    const site = await startSite({ inspect: INSPECTOR });
    const profiler = await Profiler.connect();
    try {
      return await measure(site, profiler, quick ? 20 : 300);
    } finally {
      profiler.close();
      await site.stop();
    }
  },
};

async function measure(site: Site, profiler: Profiler, count: number): Promise<Row[]> {
  const spent = new Map<string, number[]>();
  const timed = async <T>(kind: string, work: () => Promise<T>): Promise<T> => {
    const { ms, result } = await profiler.time(work);
    spent.set(kind, [...(spent.get(kind) ?? []), ms]);
    return result;
  };
  await site.api("PUT", "/api/site", SITE);
  await timed("a poll, sent", () => site.api("POST", "/api/polls", { polls: [pollOf("asked")] }));
  const all = Array.from({ length: count }, (_, i) => articleOf(`n${i}`, i % 3 ? null : "asked"));
  for (let at = 0; at < count;) {
    const size = at < count / 2 ? 5 : 1;
    const articles = all.slice(at, at + size);
    await timed(`articles of 1,000 words, sent, ${size} at a time`, () =>
      site.api("POST", "/api/articles", { articles }),
    );
    at += size;
  }
  let pages = 0;
  for (let step = { done: false, written: 0 }; !step.done;) {
    step = await timed("a small step of rendering", () =>
      site.api("POST", "/api/publish", { operations: SMALL }),
    );
    pages += step.written;
  }
  await site.api("POST", "/api/rebuild", {});
  for (let step = { done: false }; !step.done;) {
    step = await timed("a large step of rendering", () => site.api("POST", "/api/publish", {}));
  }
  for (let i = 0; i < Math.min(count, 50); i += 1) {
    await timed("an article, read", async () =>
      (await fetch(new URL(`/articles/n${i}`, site.url))).text(),
    );
  }
  const steps = spent.get("a small step of rendering")?.length ?? 0;
  return [
    ...[...spent].flatMap(([kind, times]): Row[] => [
      { name: `${kind}: median`, value: median(times).toFixed(1), unit: "ms" },
      { name: `${kind}: worst`, value: Math.max(...times).toFixed(1), unit: "ms" },
      {
        name: `${kind}: within ${FREE_MS} ms`,
        value: `${times.filter((ms) => ms <= FREE_MS).length} of ${times.length}`,
        unit: "",
      },
    ]),
    { name: "pages in a small step", value: (pages / steps).toFixed(1), unit: "" },
  ];
}

interface Profile {
  nodes: { id: number; callFrame: { functionName: string } }[];
  samples: number[];
  timeDeltas: number[];
}

/** V8's profiler of the Worker's isolate, over Chrome's protocol. */
class Profiler {
  readonly #socket: WebSocket;
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async connect(): Promise<Profiler> {
    const socket = new WebSocket(`ws://127.0.0.1:${INSPECTOR}/core:user:hustings`);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", reject, { once: true });
    });
    const profiler = new Profiler(socket);
    await profiler.#call("Profiler.enable");
    await profiler.#call("Profiler.setSamplingInterval", { interval: 100 });
    return profiler;
  }

  /** Does work, and says how long the isolate was busy meanwhile. */
  async time<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
    await this.#call("Profiler.start");
    const result = await work();
    const { profile } = (await this.#call("Profiler.stop")) as { profile: Profile };
    const idle = new Set(
      profile.nodes
        .filter(({ callFrame }) => ["(idle)", "(program)"].includes(callFrame.functionName))
        .map(({ id }) => id),
    );
    const busy = profile.timeDeltas.filter((_, i) => !idle.has(profile.samples[i] ?? -1));
    return { ms: busy.reduce((sum, delta) => sum + delta, 0) / 1000, result };
  }

  close(): void {
    this.#socket.close();
  }

  async #call(method: string, params: unknown = {}): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    const answer = new Promise<unknown>((resolve) => {
      const listen = ({ data }: MessageEvent): void => {
        const message = JSON.parse(String(data)) as { id?: number; result?: unknown };
        if (message.id !== id) return;
        this.#socket.removeEventListener("message", listen);
        resolve(message.result);
      };
      this.#socket.addEventListener("message", listen);
    });
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer;
  }
}
