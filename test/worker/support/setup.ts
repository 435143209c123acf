import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { forgetAll } from "./site.ts";

// Files share a workerd, one after the other. Each begins with empty stores, in what is as good as a new isolate.
vi.useRealTimers();
vi.restoreAllMocks();
await reset();
await applyD1Migrations(env.DB, env.MIGRATIONS);
forgetAll();
