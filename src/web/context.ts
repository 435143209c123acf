import type { Context } from "hono";

/** What Hono knows of this Worker. */
export interface AppEnv {
  Bindings: Env;
}

/** A request as the routes see it. */
export type AppContext = Context<AppEnv>;
