import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { AppContext, AppEnv } from "../context.ts";

/** Routes of requests that another app of this Worker answers. */
const routes = new WeakMap<Request, string>();

/**
 * Writes a line for each answer: method, route, status and milliseconds. The route is the pattern that matched and not
 * the address: that may have a code or a token in it. Nothing of who asks is in it.
 *
 * Of answers to reads that are no failure, as many are told as REQUEST_LOG says, from 0 to 1 (all where it is not set);
 * writes and failures are always told. `off`: nothing is. The platform's clock stands still while there is no input or output: what is
 * measured is the waiting for stores.
 */
export const requestLog: MiddlewareHandler<AppEnv> = async (c, next) => {
  const begun = Date.now();
  await next();
  const { method } = c.req;
  const ms = Date.now() - begun;
  tellRequest(c.env, { method, route: routeOf(c), status: c.res.status, ms });
};

/** Writes the line of one answer, where REQUEST_LOG has one for it. */
export function tellRequest(
  env: Env,
  { method, route, status, ms }: { method: string; route: string; status: number; ms: number },
): void {
  const setting = env.REQUEST_LOG ?? "1";
  if (setting === "off") return;
  const isRead = (method === "GET" || method === "HEAD") && status < 400;
  const share = Number(setting);
  if (isRead && share < 1 && Math.random() >= share) return;
  // One line wherever it is read: objects are printed over several.
  console.log(JSON.stringify({ event: "request", method, route, status, ms }));
}

/** Notes the route in an app that is asked by another. */
export const noteRoute: MiddlewareHandler<AppEnv> = async (c, next) => {
  // Reading a body with a limit puts another request in its place.
  const request = c.req.raw;
  await next();
  routes.set(request, routePath(c));
};

/** The pattern that a request has matched. */
export function routeOf(c: AppContext): string {
  const route = routes.get(c.req.raw) ?? routePath(c);
  // What every request meets is no route.
  return route === "/*" || route === "*" || route === "/api/*" ? "none" : route;
}
