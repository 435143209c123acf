import type { Api } from "../api/client.ts";
import type { Kind } from "./changes.ts";

/** Has the site render what changed, some pages per request, until all of it is done. */
export async function renderPages(
  api: Api,
  remove: Partial<Record<Kind, string[]>>,
  print: (line: string) => void,
): Promise<{ written: number; deleted: number }> {
  const pages = { written: 0, deleted: 0 };
  for (let body: unknown = { remove }; ; body = {}) {
    const step = await api.send<{
      done: boolean;
      remaining: number;
      written: number;
      deleted: number;
    }>("POST", "/api/publish", body);
    pages.written += step.written;
    pages.deleted += step.deleted;
    if (step.done) return pages;
    print(`Rendering: ${step.remaining} pages to go`);
  }
}
