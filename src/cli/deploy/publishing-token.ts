import { randomBytes } from "node:crypto";
import { accessHeaders } from "../api/access.ts";
import { messageOf } from "../content/source.ts";
import { CliError } from "../output/errors.ts";
import { type Deploy, failed } from "./deploy-run.ts";
import { readDeployState, writeDeployState } from "./deploy-state.ts";

/** The Worker takes no shorter token. */
const MIN_TOKEN_LENGTH = 22;

/** Refuses a token that the Worker would not take. */
export function requireLongToken(token: string | undefined): void {
  if (token === undefined || token.length >= MIN_TOKEN_LENGTH) return;
  throw new CliError(
    `HUSTINGS_TOKEN is too short: the site takes a token of at least ${MIN_TOKEN_LENGTH} characters. Make one: openssl rand -hex 32`,
  );
}

/** Sees to it that the Worker knows the publishing token, and returns the token when the Worker accepts it. */
export async function setToken(run: Deploy, url: string, version: string | null): Promise<string> {
  const state = await readDeployState(run.home);
  const stored = (state?.token.length ?? 0) < MIN_TOKEN_LENGTH ? undefined : state?.token;
  const known = run.token ?? stored;
  const token = known ?? newToken();
  if (known !== undefined && isAccepted(await askManifest(run, url, token), null)) {
    await keep(run, url, token);
    run.print("3/4 Publishing token: already set");
    await waitUntilAccepted(run, url, token, version);
    return token;
  }
  run.print("3/4 Publishing token: setting it …");
  // Kept before it is given away: after a crash here the Worker refuses the token that is on disk, and the
  // next deploy gives it the same one. The other way round, the Worker would have a token nobody knows.
  await keep(run, url, token);
  const result = await run.runWrangler(["secret", "put", "PUBLISH_TOKEN"], { stdin: token });
  if (result.code !== 0) {
    const output = result.output.replaceAll(token, "(the token)");
    throw failed("The publishing token was not set", { ...result, output }, run.again);
  }
  // A secret makes a version of its own, of the code that was just uploaded: what accepts the token runs that code.
  await waitUntilAccepted(run, url, token, null);
  run.print(run.token === undefined ? "    set; kept in .hustings/deploy.json" : "    set");
  return token;
}

/** A token that nobody guesses: 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** A token that the user keeps elsewhere is not written to disk. */
async function keep(run: Deploy, url: string, token: string): Promise<void> {
  if (run.token === undefined) await writeDeployState(run.home, { url, token, name: run.name });
}

/**
 * Waits until the new version answers and accepts the token, three times in a row: a version or a secret takes seconds
 * to reach every machine of Cloudflare's, and one that has it may stand beside one that has not. Content that the
 * version before renders would be rendered again.
 *
 * @param version the version to wait for; `null`: any that accepts the token
 */
async function waitUntilAccepted(
  run: Deploy,
  url: string,
  token: string,
  version: string | null,
): Promise<void> {
  const end = Date.now() + run.patienceMs;
  const what = version === null ? "it accepts the token" : "the new version answers";
  for (let inARow = 0, told = false; ;) {
    const answer = await askManifest(run, url, token);
    inARow = isAccepted(answer, version) ? inARow + 1 : 0;
    if (inARow === 3) return;
    if (Date.now() > end) {
      const why = typeof answer === "string" ? `it ${answer}` : "the version before still answers";
      throw new CliError(
        `${url} is not ready yet: waited ${Math.ceil(run.patienceMs / 1000)} s until ${what} (${why}). A new address may need some minutes.\nTo go on: ${run.again}`,
      );
    }
    if (inARow === 0 && !told) {
      run.print(
        `    waiting until ${what} at ${url} (up to ${Math.ceil(run.patienceMs / 1000)} s) …`,
      );
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, run.pauseMs));
  }
}

/** What the Worker says of a request with the token: the version that accepts it, or what it did in place of that. */
type Answer = { version: unknown } | string;

function isAccepted(answer: Answer, version: string | null): boolean {
  return typeof answer !== "string" && (version === null || answer.version === version);
}

async function askManifest(run: Deploy, url: string, token: string): Promise<Answer> {
  try {
    const response = await run.fetch(new URL("/api/manifest", url), {
      headers: { Authorization: `Bearer ${token}`, ...accessHeaders(url) },
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return `answers ${response.status}`;
    }
    const manifest = (await response.json()) as { version?: unknown } | null;
    return { version: manifest?.version };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `does not answer: ${messageOf(cause)}`;
  }
}
