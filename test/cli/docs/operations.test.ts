import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROJECT } from "../../support/site.ts";

const document = await readFile(join(PROJECT, "docs/operations.md"), "utf8");

/** Sources of what runs on Cloudflare. */
async function sources(): Promise<string[]> {
  const texts: string[] = [];
  for (const folder of ["web", "poll", "store", "publish", "core"]) {
    const files = await readdir(join(PROJECT, "src", folder), { recursive: true });
    for (const file of files.filter((name) => /\.tsx?$/.test(name))) {
      texts.push(await readFile(join(PROJECT, "src", folder, file), "utf8"));
    }
  }
  return texts;
}

/** Events in the first column of the table of events. */
function told(): string[] {
  const table = document.slice(document.indexOf("| `event`"), document.indexOf("### Other signs"));
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  return rows.slice(1).flatMap((row) => {
    const [, first = ""] = row.split("|");
    return [...first.matchAll(/`([^`]+)`/g)].map(([, event = ""]) => event);
  });
}

it("docs/operations.md says of every event of the log what it means, and of no other", async () => {
  const events = new Set<string>();
  for (const text of await sources()) {
    for (const [, event = ""] of text.matchAll(/\bevent: "([^"]+)"/g)) events.add(event);
    // `orNull` of /health logs what it is called with.
    for (const [, event = ""] of text.matchAll(/\borNull\("([^"]+)"/g)) events.add(event);
  }
  expect(events.size).toBeGreaterThan(15);
  expect(told().toSorted()).toEqual([...events].toSorted());
});

it("docs/operations.md says what every member of /health means", async () => {
  const source = await readFile(join(PROJECT, "src/web/openapi/health.ts"), "utf8");
  const members = [...source.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name);
  expect(members).toContain("projections");
  const table = document.slice(document.indexOf("### `/health`"), document.indexOf("### The log"));
  for (const member of members) expect(table).toContain(`\`${member}\``);
});

it("docs/operations.md names every command", async () => {
  for (const file of await readdir(join(PROJECT, "src/cli/commands"))) {
    const text = await readFile(join(PROJECT, "src/cli/commands", file), "utf8");
    for (const [, name] of text.matchAll(/^ {4}name: "(\w+)"/gm)) {
      expect(document).toMatch(new RegExp(`(?:hustings|npm|run|,) \`?${name}\\b|\`${name}\``));
    }
  }
});
