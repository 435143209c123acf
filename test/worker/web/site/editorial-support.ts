import { env } from "cloudflare:workers";
import { scheduled } from "../../../../src/web/scheduled.ts";
import { ask, forgetAll } from "../../support/site.ts";

/** What the platform's clock does every minute. */
export async function tick(replaced: Partial<Env> = {}): Promise<void> {
  await scheduled(null, { ...env, ...replaced });
}

/** The status of a path, as a new isolate answers. */
export async function statusOf(path: string): Promise<number> {
  forgetAll();
  return (await ask(path)).status;
}

/** Where a path leads, as a new isolate answers: its status, and the address. */
export async function leadsTo(path: string): Promise<[status: number, to: string | null]> {
  forgetAll();
  const response = await ask(path);
  return [response.status, response.headers.get("Location")];
}
