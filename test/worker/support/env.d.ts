/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    /** The D1 migrations, for the setup of the tests. */
    MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
