// Makes the types of the Worker's bindings refer to its source. wrangler refers to the build output, which doesn't
// exist before a build and has no types. With --check, it only checks whether they do.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../worker-configuration.d.ts", import.meta.url));
const before = await readFile(file, "utf8");
const after = before.replaceAll('"./dist/index"', '"./src/index"');
if (!process.argv.includes("--check")) await writeFile(file, after);
else if (after !== before) {
  console.error("worker-configuration.d.ts names what is built. Run: npm run generate");
  process.exitCode = 1;
}
