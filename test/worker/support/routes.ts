import { mounted } from "../../../src/web/api/mounted.ts";
import { app } from "../../../src/web/app.ts";

/** All routes of the Worker, those of the publishing API among them, which is loaded when it is asked for. */
export const routes = [...app.routes.filter(({ path }) => path !== "/api/*"), ...mounted.routes];
