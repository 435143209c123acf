import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const CORES = Math.min(4, availableParallelism());
/** The kinds of test run one after the other, so many files of a kind at a time. */
const inTurn = (place: number, files: number) => ({
  maxWorkers: files,
  sequence: { groupOrder: place },
});

/** Chooses the samples of campaigns. */
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
/** Whether a test file, or what it imports from beside it, has a campaign. */
const hasCampaign = (file: string): boolean => {
  const text = readFileSync(file, "utf8");
  const support = [...text.matchAll(/from "(\.\/[\w-]+-support\.ts)"/g)];
  return (
    text.includes("support/campaign.ts") ||
    support.some(([, name = ""]) => hasCampaign(join(dirname(file), name)))
  );
};

// Six kinds of test, one folder each. `npx vitest run --project core` runs one of them.
export default defineConfig(({ mode }) => {
  // `npm run test:all`: the files with a campaign, and all that each of them has.
  const full = mode === "full";
  const provide = { campaign: { full, seed: SEED } };
  const filesOf = (kind: string): string[] => {
    const all = `test/${kind}/**/*.test.{ts,tsx}`;
    return full ? globSync(all).filter(hasCampaign) : [all];
  };
  return {
    test: {
      reporters: ["default", "./test/support/slowest-files.ts"],
      projects: [
        {
          // Nothing in them outlives a test: they share a process for each core.
          test: {
            name: "core",
            ...inTurn(0, CORES),
            isolate: false,
            testTimeout: full ? 600_000 : 30_000,
            provide,
            include: filesOf("core"),
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
                  MIGRATIONS: await readD1Migrations("./migrations"),
                },
              },
            })),
          ],
          test: {
            name: "worker",
            // The files share a workerd for each core. Each empties its stores and its memory first: see setup.ts.
            isolate: false,
            ...inTurn(1, CORES),
            testTimeout: full ? 600_000 : 60_000,
            hookTimeout: 60_000,
            provide,
            include: filesOf("worker"),
            setupFiles: ["test/worker/support/setup.ts"],
          },
        },
        {
          test: {
            name: "cli",
            ...inTurn(2, CORES),
            provide,
            include: filesOf("cli"),
            globalSetup: ["./test/support/built-worker.ts"],
            testTimeout: full ? 600_000 : 60_000,
            hookTimeout: 60_000,
          },
        },
        {
          test: {
            name: "browser",
            ...inTurn(3, Math.min(2, CORES)),
            provide,
            include: filesOf("browser"),
            globalSetup: ["./test/support/built-worker.ts", "./test/support/shared-browser.ts"],
            testTimeout: full ? 600_000 : 60_000,
            hookTimeout: 120_000,
          },
        },
        {
          test: {
            name: "faults",
            ...inTurn(4, Math.min(2, CORES)),
            provide,
            include: filesOf("faults"),
            globalSetup: ["./test/support/built-worker.ts"],
            testTimeout: full ? 600_000 : 300_000,
            hookTimeout: 120_000,
          },
        },
        {
          // Each deploys with wrangler to a stand-in for Cloudflare.
          test: {
            name: "deploys",
            ...inTurn(5, Math.min(2, CORES)),
            provide,
            include: filesOf("deploys"),
            globalSetup: ["./test/support/built-worker.ts"],
            testTimeout: full ? 3_600_000 : 300_000,
          },
        },
      ],
    },
  };
});
