import { parseArgs } from "node:util";
import type { Bench, Row } from "./bench.ts";
import { besideBench } from "./beside.ts";
import { costBench } from "./cost.ts";
import { floodsBench } from "./floods.ts";
import { freePlanBench } from "./free-plan.ts";
import { growthBench } from "./growth.ts";
import { lighthouseBench } from "./lighthouse.ts";
import { publishingBench } from "./publishing.ts";
import { readBench } from "./read.ts";
import { shardsBench } from "./shards.ts";
import { voteBench } from "./vote.ts";
import { workerBench } from "./worker.ts";

const BENCHES: readonly Bench[] = [
  lighthouseBench,
  readBench,
  voteBench,
  shardsBench,
  growthBench,
  floodsBench,
  publishingBench,
  workerBench,
  costBench,
  freePlanBench,
  besideBench,
];

const USAGE = `npm run bench -- [NAME…] [--quick] [--json]

${BENCHES.map(({ name, shows }) => `  ${name.padEnd(14)}${shows}`).join("\n")}

Without a name: all of them. It fails where a limit is broken that is not one of time.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (values.help) {
  console.log(USAGE);
} else if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}.\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  const found: (Row & { bench: string })[] = [];
  for (const { name, shows, run } of BENCHES) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    if (!values.json) console.log(`${name}: ${shows}`);
    const since = performance.now();
    const rows = await run({ quick: values.quick });
    const seconds = ((performance.now() - since) / 1000).toFixed(0);
    if (!values.json) console.log(`${table(rows)}\n  in ${seconds} s\n`);
    found.push(...rows.map((row) => ({ bench: name, ...row })));
  }
  if (values.json) console.log(JSON.stringify(found, null, 2));
  if (found.some(({ ok }) => ok === false)) process.exitCode = 1;
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, value, unit, limit = "", ok }) => [
    name,
    `${value} ${unit}`.trim(),
    limit,
    ok === undefined ? "" : verdict(ok),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

function verdict(ok: boolean): string {
  return ok ? "ok" : "BROKEN";
}
