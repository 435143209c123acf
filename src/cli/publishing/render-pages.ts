import { FEWEST_OPERATIONS, FREE_OPERATIONS } from "../../core/plan.ts";
import { type Api, OverPlanError } from "../api/client.ts";
import type { Kind } from "./changes.ts";

/** Polls taken out per request: each is a call of its object. */
const POLLS_AT_ONCE = 20;

interface Step {
  done: boolean;
  remaining: number;
  written: number;
  deleted: number;
}

/**
 * Has the site render what changed, some pages per request, until all of it is done. Where a step is more than the
 * account's plan allows, the steps after it are smaller.
 */
export async function renderPages(
  api: Api,
  remove: Partial<Record<Kind, string[]>>,
  print: (line: string) => void,
): Promise<{ written: number; deleted: number }> {
  const pages = { written: 0, deleted: 0 };
  const polls = [...(remove.polls ?? [])];
  const smaller = [FREE_OPERATIONS, FEWEST_OPERATIONS];
  let size: { operations?: number } = {};
  let rest: Partial<Record<Kind, string[]>> = { ...remove };
  for (;;) {
    const some = polls.slice(0, POLLS_AT_ONCE);
    let step: Step;
    try {
      const body = { remove: { ...rest, polls: some }, ...size };
      step = await api.send<Step>("POST", "/api/publish", body);
    } catch (error) {
      const operations = smaller.shift();
      if (!(error instanceof OverPlanError) || operations === undefined) throw error;
      size = { operations };
      print("Rendering: fewer pages at a time, as the account's plan allows");
      continue;
    }
    rest = {};
    polls.splice(0, some.length);
    pages.written += step.written;
    pages.deleted += step.deleted;
    if (step.done && polls.length === 0) return pages;
    print(`Rendering: ${step.remaining} pages to go`);
  }
}
