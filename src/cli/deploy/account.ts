import type { RunWrangler, WranglerResult } from "./wrangler.ts";

/** Cloudflare's API error code for a KV namespace whose title is taken. */
export const KV_TITLE_TAKEN = 10014;
const NO_SUCH_WORKER = 10007;

/**
 * Whether the account has a Worker of this name.
 *
 * @returns wrangler's result if Cloudflare gave no answer
 */
export async function findWorker(
  runWrangler: RunWrangler,
  name: string,
): Promise<"exists" | "none" | WranglerResult> {
  const result = await runWrangler(["deployments", "list", "--json", "--name", name]);
  if (result.code === 0) return "exists";
  return result.entries.some(({ code }) => code === NO_SUCH_WORKER) ? "none" : result;
}

/**
 * The id of the KV namespace with this title.
 *
 * @returns wrangler's result if there is none, or Cloudflare gave no answer
 */
export async function findNamespace(
  runWrangler: RunWrangler,
  title: string,
): Promise<string | WranglerResult> {
  const result = await runWrangler(["kv", "namespace", "list"]);
  if (result.code !== 0) return result;
  const found = readList(result.output).find((namespace) => namespace.title === title);
  return typeof found?.id === "string"
    ? found.id
    : { ...result, code: 1, output: `There is no KV namespace named ${title}.` };
}

/**
 * Whether the account has a D1 database of this name.
 *
 * @returns wrangler's result if Cloudflare gave no answer
 */
export async function findDatabase(
  runWrangler: RunWrangler,
  name: string,
): Promise<"exists" | "none" | WranglerResult> {
  const result = await runWrangler(["d1", "list", "--json"]);
  if (result.code !== 0) return result;
  return readList(result.output).some((database) => database.name === name) ? "exists" : "none";
}

/** Wrangler may print a line of its own before the list. */
function readList(output: string): { id?: unknown; title?: unknown; name?: unknown }[] {
  try {
    return JSON.parse(output.slice(output.search(/^\[/m))) as ReturnType<typeof readList>;
  } catch {
    return [];
  }
}
