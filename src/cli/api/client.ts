import { ACCESS_HINT, accessHeaders, isAccessLogin } from "./access.ts";
import { CliError, UnreachableError } from "../output/errors.ts";
import { messageOf } from "../content/source.ts";

const ATTEMPTS = 4;
/** Statuses that are worth a retry. */
const PASSING = [429, 500, 502, 503, 504];
/** The Worker has no publishing token, so a retry is pointless. */
const CLOSED = "urn:hustings:problem:publishing-closed";
/** One request asked for more than Cloudflare's plan allows: less at a time may work. */
const OVER_PLAN = "urn:hustings:problem:over-plan";
/** Cloudflare's own words where a request took more processor time than the plan allows. */
const OVER_TIME = "error code: 1102";

/** A refusal, as the Worker's problem document states it. */
interface ApiProblem {
  what: string;
  at: string;
  message: string;
}

/** The Worker refused to publish what was sent. */
export class RefusedError extends CliError {
  readonly problems: ApiProblem[];

  constructor(message: string, problems: ApiProblem[]) {
    super(message);
    this.problems = problems;
  }
}

/** One request was more than Cloudflare's plan allows. */
export class OverPlanError extends CliError {}

/** A site's publishing API. Every request is safe to repeat, and is retried when the site does not answer. */
export class Api {
  readonly #origin: string;
  readonly #token: string;
  readonly #by: string | undefined;
  readonly #signal: AbortSignal;
  readonly #access: Record<string, string>;
  /** How many items one request brings; fewer after one that was more than the plan allows. The Worker takes 25. */
  itemsAtOnce = 20;

  /**
   * @param token empty: send none, because Cloudflare Access vouches for the sender
   * @param by who acts, for the site's log
   * @param signal stops the request in progress, and refuses those after it
   */
  constructor(origin: string, token: string, by?: string, signal = new AbortController().signal) {
    this.#origin = origin;
    this.#token = token;
    // A header takes printable ASCII only.
    this.#by = by !== undefined && /[^\x20-\x7E]|%/.test(by) ? encodeURIComponent(by) : by;
    this.#signal = signal;
    this.#access = accessHeaders(origin);
  }

  /** Sends a request and reads the JSON of the answer. @throws CliError with a sentence for the user */
  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body), type: "application/json" };
    return this.#request<T>(method, path, json);
  }

  /** Reads something public: `null` if there is nothing to see, `unknown` if the site can't say now. */
  async read<T>(path: string): Promise<T | null | "unknown"> {
    const answer = await this.#patient("GET", path, {});
    if (answer instanceof Error) throw this.#failure(answer);
    if (PASSING.includes(answer.status)) return "unknown";
    return answer.ok ? (this.#json(answer) as T) : null;
  }

  /** Reads something that may not exist: `null` then. @throws CliError as `send` does */
  async find<T>(path: string): Promise<T | null> {
    const answer = await this.#found(path);
    return answer && (this.#json(answer) as T);
  }

  /** Reads bytes that may not exist: `null` then. @throws CliError as `send` does */
  async findBytes(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return (await this.#found(path))?.bytes ?? null;
  }

  async #found(path: string): Promise<Answer | null> {
    const answer = await this.#patient("GET", path, {});
    if (answer instanceof Error) throw this.#failure(answer);
    if (answer.status === 404) return null;
    if (!answer.ok) throw this.#failure(answer);
    return answer;
  }

  /** Sends bytes. */
  async sendBytes<T>(
    method: string,
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    type: string,
  ): Promise<T> {
    return this.#request<T>(method, path, { body: bytes, type });
  }

  async #request<T>(
    method: string,
    path: string,
    content: { body?: string | Uint8Array<ArrayBuffer>; type?: string },
  ): Promise<T> {
    const answer = await this.#patient(method, path, content);
    if (answer instanceof Error || !answer.ok) throw this.#failure(answer);
    return this.#json(answer) as T;
  }

  /** Retries: returns the first answer that is not a passing failure, otherwise the last one. */
  async #patient(
    method: string,
    path: string,
    content: { body?: string | Uint8Array<ArrayBuffer>; type?: string },
  ): Promise<Answer | Error> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#attempt(method, path, content);
      this.#signal.throwIfAborted();
      const passing = answer instanceof Error || PASSING.includes(answer.status);
      const final =
        !(answer instanceof Error) && (problemOf(answer)?.type === CLOSED || isOverPlan(answer));
      if (!passing || final || attempt === ATTEMPTS) return answer;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }

  async #attempt(
    method: string,
    path: string,
    { body, type }: { body?: string | Uint8Array<ArrayBuffer>; type?: string },
  ): Promise<Answer | Error> {
    try {
      const response = await fetch(new URL(path, this.#origin), {
        method,
        headers: {
          ...(this.#token === "" ? {} : { Authorization: `Bearer ${this.#token}` }),
          ...this.#access,
          ...(this.#by === undefined ? {} : { "Hustings-By": this.#by }),
          ...(type === undefined ? {} : { "Content-Type": type }),
        },
        ...(body === undefined ? {} : { body }),
        redirect: "manual",
        signal: AbortSignal.any([AbortSignal.timeout(60_000), this.#signal]),
      });
      const { ok, status } = response;
      // Read inside the retry, so that a response that breaks off is requested again.
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { ok, status, bytes, location: response.headers.get("Location") };
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #json(answer: Answer): unknown {
    try {
      return JSON.parse(textOf(answer));
    } catch {
      throw new CliError(
        `${this.#origin} does not answer as a Hustings site does. Is this its address? Name another with --to URL.`,
      );
    }
  }

  #failure(answer: Answer | Error): CliError {
    if (answer instanceof Error) {
      const cause = answer.cause instanceof Error ? answer.cause : answer;
      return new UnreachableError(
        `${this.#origin} does not answer (${messageOf(cause)}). Is the site running? Name another with --to URL.`,
      );
    }
    if (answer.status >= 300 && answer.status < 400) {
      if (isAccessLogin(answer.location)) return new CliError(`${this.#origin} ${ACCESS_HINT}.`);
      return new CliError(
        `${this.#origin} redirects to ${answer.location ?? "another address"}. Name the site's own address with --to URL.`,
      );
    }
    const problem = problemOf(answer);
    if (isOverPlan(answer)) {
      const why = problem?.detail ?? "A request took more processor time than the plan allows.";
      return new OverPlanError(`${this.#origin}: ${why} See docs/cost.md.`);
    }
    const detail = problem?.detail ?? `answers ${answer.status}`;
    if (answer.status === 401) {
      if (this.#token === "") return new CliError(`${this.#origin} ${ACCESS_HINT}.`);
      return new CliError(
        `${this.#origin} does not know this publishing token. Give the right one with --token T or in HUSTINGS_TOKEN.`,
      );
    }
    if (problem?.problems) {
      return new RefusedError(`${this.#origin}: ${detail}`, problem.problems);
    }
    return new CliError(`${this.#origin}: ${detail}`);
  }
}

/** A response, with its body read completely. */
interface Answer {
  ok: boolean;
  status: number;
  bytes: Uint8Array<ArrayBuffer>;
  location: string | null;
}

function textOf({ bytes }: Answer): string {
  return new TextDecoder().decode(bytes);
}

interface ProblemDocument {
  type?: string;
  detail?: string;
  problems?: ApiProblem[];
}

function isOverPlan(answer: Answer): boolean {
  return problemOf(answer)?.type === OVER_PLAN || textOf(answer).includes(OVER_TIME);
}

function problemOf(answer: Answer): ProblemDocument | null {
  try {
    return JSON.parse(textOf(answer)) as ProblemDocument | null;
  } catch {
    return null;
  }
}
