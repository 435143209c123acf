import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const CORES = Math.min(4, availableParallelism());
/** The kinds of test run one after the other, so many files of a kind at a time. */
const inTurn = (place: number, files: number) => ({
  maxWorkers: files,
  sequence: { groupOrder: place },
});

// Five kinds of test, one folder each. `npx vitest run --project core` runs one of them.
export default defineConfig({
  test: {
    projects: [
      {
        // Nothing in them outlives a test: they share a process for each core.
        test: {
          name: "core",
          ...inTurn(0, CORES),
          isolate: false,
          testTimeout: 30_000,
          include: ["test/core/**/*.test.ts"],
        },
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
          ...inTurn(1, CORES),
          testTimeout: 30_000,
          include: ["test/worker/**/*.test.{ts,tsx}"],
          setupFiles: ["test/worker/support/setup.ts"],
        },
      },
      {
        test: {
          name: "cli",
          ...inTurn(2, CORES),
          include: ["test/cli/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          ...inTurn(3, Math.min(2, CORES)),
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "faults",
          ...inTurn(4, Math.min(2, CORES)),
          include: ["test/faults/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
