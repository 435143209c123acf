import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/**
 * How many files at a time. Those in workerd keep one processor busy each, and depend on nothing outside. The others start
 * sites, browsers and tools of their own: one file at a time, and one kind after the other.
 */
const apart = (place: number) => ({ maxWorkers: 1, sequence: { groupOrder: place } });
const together = { maxWorkers: Math.min(2, availableParallelism()) };

// Five kinds of test, one folder each. `npx vitest run --project core` runs one of them.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "core", include: ["test/core/**/*.test.ts"], ...together } },
      {
        test: { name: "cli", include: ["test/cli/**/*.test.ts"], testTimeout: 60_000, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        // Inside workerd, with the bindings of wrangler.toml.
        plugins: [
          cloudflareTest(async () => ({
            // As it is written, not as it is built.
            main: "./src/index.ts",
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                REQUEST_LOG: "off",
                PUBLISH_TOKEN: "test-token-test-token-test-token",
                FUZZ_REQUESTS: process.env["FUZZ_REQUESTS"] ?? "10000",
                MIGRATIONS: await readD1Migrations("./migrations"),
              },
            },
          })),
        ],
        test: {
          name: "worker",
          ...together,
          include: ["test/worker/**/*.test.{ts,tsx}"],
          setupFiles: ["test/worker/setup.ts"],
        },
      },
      {
        test: {
          name: "browser",
          ...apart(2),
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "faults",
          ...apart(3),
          include: ["test/faults/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
