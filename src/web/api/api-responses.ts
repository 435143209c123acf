import type { Problem } from "../../publish/save/save.ts";
import type { AppContext } from "../context.ts";
import { problemResponse } from "../http/problems.ts";

/** The JSON of a request; `undefined` where it has none that can be read. */
export async function json(c: AppContext): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

/** Something that is wrong with the whole of a thing. */
export function about(what: string, message: string): Problem {
  return { what, at: "", message };
}

/** Refuses content, and says all that is wrong with it. */
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
