import { app } from "./web/app.ts";
import { scheduled } from "./web/scheduled.ts";

export { Poll } from "./poll/poll.ts";

export default { fetch: app.fetch, scheduled } satisfies ExportedHandler<Env>;
