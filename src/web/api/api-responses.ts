import type { Problem } from "../../publish/save/save.ts";
import type { AppContext } from "../context.ts";
import { problemResponse } from "../http/problems.ts";

/** Parses the JSON body of a request; `undefined` if it is missing or malformed. */
export async function json(c: AppContext): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

/** A problem with the whole input rather than one field. */
export function about(what: string, message: string): Problem {
  return { what, at: "", message };
}

/** Refuses content with every problem found in it. */
export function invalid(problems: Problem[]): Response {
  return problemResponse({
    status: 422,
    kind: "invalid-content",
    title: "This can't be published",
    detail: problems
      .map(({ what, at, message }) => `${what}: ${at ? `${at} ` : ""}${message}`)
      .join("; "),
    extra: { problems },
  });
}
