import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { AppContext, AppEnv } from "../context.ts";

/** The routes of requests that a mounted app answers. */
const routes = new WeakMap<Request, string>();

/**
 * Logs a line for each response: method, route, status and milliseconds. The route is the pattern that matched, not the
 * address, which may contain a code or a token. Nothing in the line identifies the client.
 *
 * Writes and failures are always logged. Of successful reads, REQUEST_LOG is the share that is logged, from 0 to 1
 * (default 1); `off` logs nothing. The platform's clock only advances during I/O, so the time is that spent waiting for
 * stores.
 */
export const requestLog: MiddlewareHandler<AppEnv> = async (c, next) => {
  const begun = Date.now();
  await next();
  const { method } = c.req;
  const ms = Date.now() - begun;
  tellRequest(c.env, { method, route: routeOf(c), status: c.res.status, ms });
};

/** Logs one response, if REQUEST_LOG asks for it. */
export function tellRequest(
  env: Env,
  { method, route, status, ms }: { method: string; route: string; status: number; ms: number },
): void {
  const setting = env.REQUEST_LOG ?? "1";
  if (setting === "off") return;
  const isRead = (method === "GET" || method === "HEAD") && status < 400;
  const share = Number(setting);
  if (isRead && share < 1 && Math.random() >= share) return;
  // As text: some consoles print an object over several lines.
  console.log(JSON.stringify({ event: "request", method, route, status, ms }));
}

/** Records the route that a mounted app has matched. */
export const noteRoute: MiddlewareHandler<AppEnv> = async (c, next) => {
  // The body limit replaces the request object.
  const request = c.req.raw;
  await next();
  routes.set(request, routePath(c));
};

/** The pattern that a request matched. */
export function routeOf(c: AppContext): string {
  const route = routes.get(c.req.raw) ?? routePath(c);
  // Middleware patterns match every request.
  return route === "/*" || route === "*" || route === "/api/*" ? "none" : route;
}
