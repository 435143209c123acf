import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listen } from "../../support/listen.ts";
import { Account } from "./account.ts";
import { ApiError, bearer, type Context, findCall } from "./api.ts";
import { Edge } from "./edge.ts";
import type { Splitter } from "./split-sql.ts";

/** The API token that the account knows. */
export const API_TOKEN = "token-of-the-stand-in";

/** A fault at one call of the API. */
export interface Fault {
  /** A call: its route, and which of the calls of this route since the faults were set, from 1. */
  step: string;
  /** `refused`: 500 before it is done, also when it is repeated. `lost`: done, then a 502. `cut`: the connection breaks. */
  kind: "refused" | "lost" | "cut";
}

/**
 * A stand-in for Cloudflare: the part of its API that wrangler calls in a deploy, and an edge that runs on workerd what
 * was uploaded. Written from what wrangler sends and from Cloudflare's documentation. It checks what is documented, not
 * everything that the real API does; KV is consistent at once, and there is no cache in front of the Worker.
 */
export class Cloudflare {
  readonly account: Account;
  readonly edge: Edge;
  /** The calls made since the faults were set, as `GET /d1/database #1`. */
  readonly steps: string[] = [];
  /** Calls that the stand-in does not know. */
  readonly unknown: string[] = [];
  /** The API's address, for CLOUDFLARE_API_BASE_URL. */
  url = "";
  #fault: Fault | null = null;
  readonly #splitter: Splitter;
  readonly #state: string;
  readonly #server: Server;

  private constructor(state: string, { splitter, plan, subdomain }: Options) {
    this.#state = state;
    this.#splitter = splitter;
    this.account = new Account(subdomain);
    this.edge = new Edge(join(state, "v3"), plan);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Starts one with an empty account. */
  static async start(options: Partial<Options> = {}): Promise<Cloudflare> {
    const state = await mkdtemp(join(tmpdir(), "hustings-standin-"));
    const all: Options = { splitter: "quotes", plan: "paid", subdomain: "someone", ...options };
    const made = new Cloudflare(state, all);
    made.url = `${await listen(made.#server)}/client/v4`;
    return made;
  }

  /** From now on: the fault, if there is one. */
  setFault(fault: Fault | null): void {
    this.#fault = fault;
    this.steps.length = 0;
  }

  async stop(): Promise<void> {
    await this.edge.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#state, { recursive: true, force: true });
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await requestOf(incoming);
    // A site: see redirect.js.
    const host = request.headers.get("x-standin-host");
    if (host !== null) return this.#serveSite(request, host, outgoing);
    const call = findCall(request);
    const route = call?.route ?? `${request.method} ${new URL(request.url).pathname}`;
    if (!call) this.unknown.push(route);
    const nth = this.steps.filter((step) => step.startsWith(`${route} #`)).length + 1;
    const step = `${route} #${nth}`;
    this.steps.push(step);
    const fault = this.#faultAt(route, step);
    if (fault === "cut") return void incoming.socket.destroy();
    const { status, body } = fault === "refused" ? REFUSED : await this.#answer(request, call);
    const isLost = fault === "lost";
    outgoing.writeHead(isLost ? 502 : status, {
      "content-type": isLost ? "text/html" : "application/json",
    });
    outgoing.end(isLost ? "<html>502 Bad Gateway</html>" : JSON.stringify(body));
  }

  async #serveSite(request: Request, host: string, outgoing: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url);
    const answer = await this.edge.fetch(
      new Request(`https://${host}${pathname}${search}`, request),
    );
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  }

  #faultAt(route: string, step: string): Fault["kind"] | null {
    const fault = this.#fault;
    if (!fault) return null;
    if (fault.step === step) return fault.kind;
    // Wrangler repeats what fails: it goes on failing.
    const [faulty] = fault.step.split(" #");
    const isLater = this.steps.includes(fault.step);
    return fault.kind === "refused" && faulty === route && isLater ? "refused" : null;
  }

  async #answer(
    request: Request,
    call: ReturnType<typeof findCall>,
  ): Promise<{ status: number; body: unknown }> {
    try {
      const isUpload = call?.route === "POST /workers/assets/upload";
      if (!call) throw new ApiError(404, 7003, "Could not route: the stand-in does not know it");
      if (!isUpload && bearer(request) !== API_TOKEN)
        throw new ApiError(403, 10000, "Authentication error");
      const { account, edge } = this;
      const context: Omit<Context, "at"> = { account, edge, splitter: this.#splitter, request };
      const result = await call.run(context);
      return { status: 200, body: { success: true, errors: [], messages: [], result } };
    } catch (error) {
      const { status, code, message } =
        error instanceof ApiError ? error : new ApiError(500, 10013, String(error));
      return { status, body: failure(code, message) };
    }
  }
}

interface Options {
  splitter: Splitter;
  plan: "free" | "paid";
  /** The account's workers.dev subdomain; `null`: none is registered. */
  subdomain: string | null;
}

function failure(code: number, message: string): unknown {
  return { success: false, result: null, errors: [{ code, message }], messages: [] };
}

const REFUSED = { status: 500, body: failure(10013, "Internal error") };

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = "GET", url = "/", headers } = incoming;
  const names = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as [string, string]] : [],
  );
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(url, "http://api"), {
    method,
    headers: names.filter(([name]) => name !== "content-length"),
    ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
  });
}
