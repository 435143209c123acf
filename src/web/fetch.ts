import { app } from "./app.ts";
import { hotPage } from "./site/hot-page.ts";

/** Answers a request. */
export function fetch(
  request: Request,
  env: Env,
  context: ExecutionContext,
): Response | Promise<Response> {
  return hotPage(request, env) ?? app.fetch(request, env, context);
}
