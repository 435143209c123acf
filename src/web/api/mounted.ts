import { Hono } from "hono";
import { api } from "./api.ts";
import type { AppEnv } from "../context.ts";
import { notFound, problemResponse } from "../http/problems.ts";
import { isOverPlan, overPlan } from "./over-plan.ts";
import { noteRoute } from "../http/request-log.ts";

/** The publishing API, mounted below `/api`. The site handles its errors. */
export const mounted = new Hono<AppEnv>()
  .use(noteRoute)
  .route("/api", api)
  .notFound(() => problemResponse(notFound))
  .onError((error) => {
    if (isOverPlan(error)) return problemResponse(overPlan);
    throw error;
  });
