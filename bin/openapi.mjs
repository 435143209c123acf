// Generates the description of the HTTP API from the schemas that validate requests: static/api/openapi.json, and the
// JSON Schema of results.json, to which the Worker adds its address. With --check, it only checks whether they are up
// to date.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { openApiDocument, resultsJsonSchema } from "../src/web/openapi/document.ts";

const files = {
  "static/api/openapi.json": openApiDocument(),
  "src/web/polls/results-schema.json": resultsJsonSchema(),
};
for (const [name, content] of Object.entries(files)) {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const text = `${JSON.stringify(content)}\n`;
  if (!process.argv.includes("--check")) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } else if ((await readFile(path, "utf8").catch(() => null)) !== text) {
    console.error(`${name} is not what src/web/openapi makes. Run: npm run generate`);
    process.exitCode = 1;
  }
}
