import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { PROJECT } from "./site.ts";

const TOOL = join(PROJECT, "node_modules/drizzle-kit/bin.cjs");
const SCHEMA = "src/store/schema.ts";

// Asks drizzle-kit, on a copy, for the next migration: there must be none.
const copy = mkdtempSync(join(PROJECT, "node_modules", ".migrations-"));
try {
  cpSync(join(PROJECT, "migrations"), copy, { recursive: true });
  const before = readdirSync(copy).length;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [TOOL, "generate", "--dialect", "sqlite", "--schema", SCHEMA, "--out", relative(PROJECT, copy)],
    { cwd: PROJECT, encoding: "utf8" },
  );
  if (status !== 0) {
    console.error(`${stdout}${stderr}`);
    process.exitCode = 1;
  } else if (readdirSync(copy).length > before) {
    console.error(
      "src/store/schema.ts has changes without a migration. Make it: npm run migration",
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
