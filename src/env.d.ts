/** Secrets are not in wrangler.toml: `wrangler types` does not know them. */
interface Env {
  /** What `Authorization: Bearer` must say to publish. Without it, publishing is closed. */
  PUBLISH_TOKEN?: string;
}
