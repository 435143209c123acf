import { tidyQuery } from "../../../../src/core/text/query.ts";
import { searchPath as addressOf } from "../../../../src/views/lists/search-page.tsx";
import { links, select } from "./read-markup.ts";
import { ask, page } from "../../support/site.ts";

/** The address of a search. */
export function searchPath(query: string, more = ""): string {
  return addressOf(tidyQuery(query), 1) + more;
}

/** The slugs of the articles that a search finds, in their order. */
export async function find(query: string, more = ""): Promise<string[]> {
  const found = await links(await page(searchPath(query, more)));
  const slugs = found.flatMap((href) => /^\/articles\/(.+)$/.exec(href)?.[1] ?? []);
  return [...new Set(slugs)];
}

/** What is marked on the page of a search. */
export async function marked(query: string): Promise<string[]> {
  return (await select(await page(searchPath(query)), "mark")).map(({ text }) => text);
}

/** The value of an attribute as a browser reads it. `select` gives it as it is written. */
export function valueOf(attribute: string | undefined): string {
  return (attribute ?? "")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

/** The status of a search, at the address that its own leads to. */
export async function statusOf(path: string): Promise<number> {
  const response = await ask(path);
  const there = response.headers.get("Location");
  return there === null ? response.status : (await ask(there)).status;
}
