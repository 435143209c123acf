// Builds the Worker into dist/: the modules that `wrangler deploy` uploads and `hustings start` serves. Code that most
// requests don't need is in separate modules, which are loaded on demand.
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({
  options: {
    outdir: { type: "string", default: "dist" },
    // For a debugger: not minified, with source maps and embedded sources.
    debug: { type: "boolean", default: false },
  },
});
await rm(values.outdir, { recursive: true, force: true });
await build({
  entryPoints: ["src/index.ts"],
  outdir: values.outdir,
  bundle: true,
  splitting: true,
  minify: !values.debug,
  sourcemap: values.debug ? "inline" : "linked",
  sourcesContent: values.debug,
  // So that a debugger finds the files in src/, wherever the output folder is.
  ...(values.debug ? { sourceRoot: `${pathToFileURL(resolve(values.outdir)).href}/` } : {}),
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
