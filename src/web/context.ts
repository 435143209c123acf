import type { Context } from "hono";
import type { ActDetail } from "../core/polls/audit.ts";
import type { Role } from "./auth/access.ts";

/** Who sends a request to the publishing API. */
export interface Actor {
  /** For logs: `token`, `token (Ann)`, an e-mail address, or a service token's client id. */
  who: string;
  role: Role;
}

/** Hono's environment for this Worker. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** Set by the publishing API only. */
    actor: Actor;
    /** What the request did, for the log; `null` means nothing, left out means no detail. */
    deed?: ActDetail | null;
    /** Whether the response already has all its headers. */
    complete?: boolean;
  };
}

/** A request as the routes see it. */
export type AppContext = Context<AppEnv>;
