import { env } from "cloudflare:workers";
import {
  type Fault,
  faultyKv,
  forgetAll,
  publish,
  type Removals,
  type Step,
} from "../support/site.ts";

/** What KV serves: for each path, its bytes and what is said of them. */
export async function pagesInKv(): Promise<Map<string, string>> {
  const { keys } = await env.PAGES.list({ prefix: "page:" });
  const entries = await Promise.all(
    keys.map(async ({ name }): Promise<[string, string]> => {
      const { value, metadata } = await env.PAGES.getWithMetadata(name);
      return [name.slice("page:".length), `${JSON.stringify(metadata)}\n${value}`];
    }),
  );
  return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Publishes, and says which pages were put into KV and which were deleted, as often as they were. */
export async function publishNoting(
  remove: Removals = {},
  replaced: Partial<Env> = {},
): Promise<{ steps: Step[]; put: string[]; deleted: string[] }> {
  const calls: string[] = [];
  const note: Fault = (call, proceed) => {
    calls.push(call);
    return proceed();
  };
  const steps = await publish(remove, { PAGES: faultyKv(note), ...replaced });
  const paths = (method: string): string[] =>
    calls
      .filter((call) => call.startsWith(`${method} page:`))
      .map((call) => call.slice(method.length + " page:".length))
      .toSorted();
  return { steps, put: paths("put"), deleted: paths("delete") };
}

/** D1 and KV are empty: a site on its first day. Poll objects stay, and take any definition while they have no votes. */
export async function startAnew(): Promise<void> {
  const tables = [
    "sites",
    "articles",
    "article_groups",
    "revisions",
    "polls",
    "images",
    "plain_pages",
    "redirects",
    "renames",
    "state",
  ];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  const { keys } = await env.PAGES.list();
  await Promise.all(keys.map(async ({ name }) => env.PAGES.delete(name)));
  forgetAll();
}
