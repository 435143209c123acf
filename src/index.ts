import { app } from "./web/app.ts";

export { Poll } from "./poll/poll.ts";

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
