/** Secrets and settings are not in wrangler.toml: `wrangler types` does not know them. */
interface Env {
  /** Where polls' objects are made: `npm run deploy -- --location`. */
  LOCATION?: DurableObjectLocationHint;
  /** What `Authorization: Bearer` must say to publish. Without it and without Cloudflare Access, publishing is closed. */
  PUBLISH_TOKEN?: string;
  /** Cloudflare Access before `/api`: the team's name, the application's audience tag, and who is what. */
  ACCESS_TEAM?: string;
  ACCESS_AUDIENCE?: string;
  ACCESS_OPERATORS?: string;
  ACCESS_EDITORS?: string;
  /** Members' tokens (polls with `guard: member`): who signs them, for whom, and the keys, as JSON or as an address. */
  MEMBER_ISSUER?: string;
  MEMBER_AUDIENCE?: string;
  MEMBER_KEYS?: string;
  /** Which share of readers' requests has a line in the log, from 0 to 1 (all, where it is not set); `off`: nothing has one. */
  REQUEST_LOG?: string;
  /** Turnstile, for readers of polls with `guard: careful` whose network has sent very many ballots. */
  TURNSTILE_SITE_KEY?: string;
  TURNSTILE_SECRET?: string;
  /** In place of the page's own host, where Turnstile's keys are for another. */
  TURNSTILE_HOSTNAME?: string;
  /** In place of Cloudflare's, for tests. */
  TURNSTILE_VERIFY_URL?: string;
}
