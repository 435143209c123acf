import { fetch } from "./web/fetch.ts";
import { scheduled } from "./web/scheduled.ts";

export { Poll } from "./poll/poll.ts";

export default { fetch, scheduled } satisfies ExportedHandler<Env>;
