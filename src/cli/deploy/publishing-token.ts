import { randomBytes } from "node:crypto";
import { accessHeaders } from "../api/access.ts";
import { messageOf } from "../content/source.ts";
import { CliError } from "../output/errors.ts";
import { type Deploy, failed } from "./deploy-run.ts";
import { readDeployState, writeDeployState } from "./deploy-state.ts";

/** The Worker accepts no shorter token. */
const MIN_TOKEN_LENGTH = 22;

/** Refuses a token that the Worker would not accept. */
export function requireLongToken(token: string | undefined): void {
  if (token === undefined || token.length >= MIN_TOKEN_LENGTH) return;
  throw new CliError(
    `HUSTINGS_TOKEN is too short: the site takes a token of at least ${MIN_TOKEN_LENGTH} characters. Make one: openssl rand -hex 32`,
  );
}

/** Makes sure that the Worker has the publishing token, and returns the token once the Worker accepts it. */
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
  // Saved before it is sent: after a crash here, the Worker refuses the token that is on disk, and the next deploy
  // sends it the same one. In the other order, the Worker would have a token that nobody knows.
  await keep(run, url, token);
  const result = await run.runWrangler(["secret", "put", "PUBLISH_TOKEN"], { stdin: token });
  if (result.code !== 0) {
    const output = result.output.replaceAll(token, "(the token)");
    throw failed("The publishing token was not set", { ...result, output }, run.again);
  }
  // Setting a secret creates a version of its own from the code just uploaded: whatever accepts the token runs that
  // code.
  await waitUntilAccepted(run, url, token, null);
  run.print(run.token === undefined ? "    set; kept in .hustings/deploy.json" : "    set");
  return token;
}

/** An unguessable token: 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Saves the token, unless the user keeps it elsewhere: then it is not written to disk. */
async function keep(run: Deploy, url: string, token: string): Promise<void> {
  if (run.token === undefined) await writeDeployState(run.home, { url, token, name: run.name });
}

/**
 * Waits until the new version answers and accepts the token, three times in a row. A version or a secret takes seconds
 * to reach all of Cloudflare's machines, and an updated machine may stand beside one that is not. Content that the
 * previous version renders would have to be rendered again.
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

/** The Worker's answer to a request with the token: the version that accepts it, or what happened instead. */
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
