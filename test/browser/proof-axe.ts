import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { PROJECT } from "../support/site.ts";

const SOURCE = readFile(join(PROJECT, "node_modules/axe-core/axe.min.js"), "utf8");

// Every rule of WCAG 2.2, level AA, and axe's best practice: more than axe does by itself, which leaves `target-size` out.
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const OPTIONS = {
  runOnly: { type: "tag", values: TAGS },
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations", "passes"],
};

interface AxeResult {
  violations: { id: string; nodes: { target: string[]; html: string }[] }[];
  passes: { id: string }[];
}

/** What axe finds, a line for each element. */
export async function violations(page: Page): Promise<string[]> {
  // By the debugger: the page's own policy lets no other script in.
  const session = await page.context().newCDPSession(page);
  const run = `(async () => { ${await SOURCE}; return JSON.stringify(await axe.run(document, ${JSON.stringify(OPTIONS)})); })()`;
  const { result } = await session.send("Runtime.evaluate", {
    expression: run,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  const found = JSON.parse(String(result.value)) as AxeResult;
  // It looked at something.
  expect(found.passes.length).toBeGreaterThan(10);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 200)}`),
  );
}

/** Opens everything that can be unfolded. */
export async function unfold(page: Page): Promise<void> {
  await page.locator("details").evaluateAll((all) => {
    for (const details of all) details.setAttribute("open", "");
  });
}
