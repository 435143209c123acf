// Builds the Worker into dist/: the modules that `wrangler deploy` uploads, and that `hustings start` serves. Code that
// most requests don't need is in modules of its own, which are loaded when they are asked for.
import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({ options: { outdir: { type: "string", default: "dist" } } });
await rm(values.outdir, { recursive: true, force: true });
await build({
  entryPoints: ["src/index.ts"],
  outdir: values.outdir,
  bundle: true,
  splitting: true,
  minify: true,
  sourcemap: "linked",
  sourcesContent: false,
  format: "esm",
  target: "es2024",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["workerd", "worker", "browser"],
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  external: ["cloudflare:*"],
  logLevel: "warning",
});
