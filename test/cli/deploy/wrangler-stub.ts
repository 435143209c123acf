/** Stands in for wrangler: notes how it was called, gives the "Worker" its secret, fails where FAIL says. */
export const WRANGLER = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const [root, args] = [process.cwd(), process.argv.slice(2)];
const stdin = readFileSync(0, "utf8");
const env = { ci: process.env.CI, metrics: process.env.WRANGLER_SEND_METRICS };
appendFileSync(root + "/calls.ndjson", JSON.stringify({ args, stdin, env }) + "\\n");
const setup = JSON.parse(readFileSync(root + "/wrangler.json", "utf8"));
const note = (entry) => appendFileSync(process.env.WRANGLER_OUTPUT_FILE_PATH, JSON.stringify(entry) + "\\n");
note({ type: "wrangler-session", version: 1 });
const one = args.join(" ");
if (one.startsWith("deployments list")) {
  const there = setup.worker ?? require("node:fs").existsSync(root + "/deployed");
  if (!there) note({ type: "command-failed", version: 1, code: setup.lookCode ?? 10007, message: "no such Worker" });
  if (!there) console.error("[ERROR] no answer");
  process.exit(there ? 0 : 1);
}
if (one === "kv namespace list") {
  console.log(JSON.stringify([{ id: "kv-1", title: "my-paper-pages" }, { id: "kv-2", title: "other" }]));
  process.exit(0);
}
if (setup.failOnce === args[0] && !require("node:fs").existsSync(root + "/failed")) {
  writeFileSync(root + "/failed", "");
  setup.fail = args[0];
}
if (args[0] === setup.fail) {
  console.log("starting");
  console.error(setup.says ?? "it broke " + stdin);
  note({ type: "command-failed", version: 1, code: setup.code, message: "it broke" });
  process.exit(2);
}
if (args[0] === "deploy") {
  note({ type: "deploy", version: 1, targets: setup.targets, version_id: setup.version ?? "v1" });
  writeFileSync(root + "/deployed", args[2] === undefined ? "" : readFileSync(args[2], "utf8"));
}
if (args[0] === "d1") console.log(setup.migrated ? "✅ No migrations to apply!" : "Migrations to be applied:");
if (args[0] === "secret") writeFileSync(root + "/secret", stdin);
`;
