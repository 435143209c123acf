// Builds the Worker into dist/: the modules that `wrangler deploy` uploads, and that `hustings start` serves. Code that
// most requests don't need is in modules of its own, which are loaded when they are asked for.
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({
  options: {
    outdir: { type: "string", default: "dist" },
    // For a debugger: not minified, with source maps and sources inside.
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
  // A debugger finds the files in src/, wherever the code says that it comes from.
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
