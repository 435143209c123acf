import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { PROJECT } from "../../support/site.ts";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: unknown;
  jobs: Record<
    string,
    { uses?: string; permissions?: unknown; environment?: string; steps?: Step[] }
  >;
}

const FOLDER = join(PROJECT, ".github", "workflows");
const files = readdirSync(FOLDER).map((name): [string, string, Workflow] => {
  const text = readFileSync(join(FOLDER, name), "utf8");
  return [name, text, parse(text) as Workflow];
});

test("there are workflows for checks, for deploys and for content", () => {
  expect(files.map(([name]) => name).toSorted()).toEqual(["ci.yml", "deploy.yml", "publish.yml"]);
});

describe.each(files)("%s", (_, text, { on, permissions, jobs }) => {
  const all = Object.values(jobs);
  const steps = all.flatMap((job) => job.steps ?? []);

  test("names every action by the hash of a commit, with its release beside it", () => {
    const lines = text.split("\n").filter((line) => /\buses:/.test(line));
    const uses = [...all, ...steps].flatMap((one) => one.uses ?? []);
    expect(lines).toHaveLength(uses.length);
    for (const line of lines) {
      expect(line).toMatch(
        /^\s*(?:- )?uses: (?:\.\/\.github\/workflows\/[\w-]+\.yml|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
      );
    }
  });

  test("may read the repository, and nothing more", () => {
    expect(permissions).toEqual({ contents: "read" });
    expect(all.filter((job) => job.permissions !== undefined)).toEqual([]);
    // Would run with secrets what a stranger proposes.
    expect(Object.keys(on)).not.toContain("pull_request_target");
  });

  test("leaves no credentials beside the code that it runs", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const step of checkouts) expect(step.with).toMatchObject({ "persist-credentials": false });
  });

  test("puts nothing from outside into a shell's text", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  test("has secrets in an environment alone", () => {
    for (const job of all) {
      const isSecret = JSON.stringify(job.steps ?? []).includes("secrets.");
      expect(isSecret).toBe(job.environment !== undefined);
    }
  });
});
