import { CliError } from "./errors.ts";
import { messageOf } from "./source.ts";

const ATTEMPTS = 4;

/** Something that the Worker refused, as its problem document says it. */
export interface ApiProblem {
  what: string;
  at: string;
  message: string;
}

/** The Worker would not publish what was sent. */
export class RefusedError extends CliError {
  readonly problems: ApiProblem[];

  constructor(message: string, problems: ApiProblem[]) {
    super(message);
    this.problems = problems;
  }
}

/** A site's publishing API. Every request of it may be repeated, and is, when the site does not answer. */
export class Api {
  readonly #origin: string;
  readonly #token: string;

  constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  /** Sends a request and reads the JSON of its answer. @throws CliError with a sentence for the user */
  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body), type: "application/json" };
    return this.#request<T>(method, path, json);
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
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#attempt(method, path, content);
      if (response instanceof Response && response.ok) return (await response.json()) as T;
      const passing =
        response instanceof Error || [429, 500, 502, 503, 504].includes(response.status);
      const closed = response instanceof Response && (await isClosed(response.clone()));
      if (!passing || closed || attempt === ATTEMPTS) throw await this.#failure(response);
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }

  async #attempt(
    method: string,
    path: string,
    { body, type }: { body?: string | Uint8Array<ArrayBuffer>; type?: string },
  ): Promise<Response | Error> {
    try {
      return await fetch(new URL(path, this.#origin), {
        method,
        headers: {
          Authorization: `Bearer ${this.#token}`,
          ...(type === undefined ? {} : { "Content-Type": type }),
        },
        ...(body === undefined ? {} : { body }),
        redirect: "error",
        signal: AbortSignal.timeout(60_000),
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #failure(response: Response | Error): Promise<CliError> {
    if (response instanceof Error) {
      const cause = response.cause instanceof Error ? response.cause : response;
      return new CliError(
        `${this.#origin} does not answer (${messageOf(cause)}). Is the site running? Name another with --to URL.`,
      );
    }
    const problem = (await response.json().catch(() => null)) as {
      detail?: string;
      problems?: ApiProblem[];
    } | null;
    const detail = problem?.detail ?? `answers ${response.status}`;
    if (response.status === 401) {
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

async function isClosed(response: Response): Promise<boolean> {
  const problem = (await response.json().catch(() => null)) as { type?: string } | null;
  return problem?.type === "urn:hustings:problem:publishing-closed";
}
