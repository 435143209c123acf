// Builds the scripts of readers' pages: static/*.js from src/client/*.js. With --check, it only checks whether they are
// up to date.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = (await readdir(`${root}src/client`)).filter((name) => name.endsWith(".js"));
const isCheck = process.argv.includes("--check");
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: files.map((name) => `src/client/${name}`),
  outdir: "static",
  minify: true,
  // Browsers of the last three years; older ones get plain forms.
  target: "es2022",
  charset: "utf8",
  write: !isCheck,
});
for (const { path, contents } of isCheck ? outputFiles : []) {
  const there = await readFile(path).catch(() => null);
  if (!there?.equals(contents)) {
    console.error(`${path} is not what src/client makes. Run: npm run generate`);
    process.exitCode = 1;
  }
}
