import type { Context } from "hono";
import type { ActDetail } from "../core/polls/audit.ts";
import type { Role } from "./auth/access.ts";

/** Who sends a request to the publishing API. */
export interface Actor {
  /** For logs: `token`, `token (Ann)`, an e-mail address, or a service token's client id. */
  who: string;
  role: Role;
}

/** What Hono knows of this Worker. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** Of the publishing API alone. */
    actor: Actor;
    /** What a request to it did, for the log; `null`: nothing. Left out: there is no more to say. */
    deed?: ActDetail | null;
    /** The answer was made with every header that it is to have. */
    complete?: boolean;
  };
}

/** A request as the routes see it. */
export type AppContext = Context<AppEnv>;
