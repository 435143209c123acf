import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { SMALL, writeContent } from "../support/content.ts";
import { checkout, cloudflareFor, deployFrom, SITE } from "./support.ts";

const TOKEN = "kept-as-a-secret-of-the-environment";

interface Workflow {
  jobs: Record<string, { steps?: { run?: string; env?: Record<string, string> }[] }>;
}

/** Runs the commands of a workflow's last job in a checkout, with the secrets and variables that its steps ask for. */
async function runWorkflow(
  root: string,
  name: string,
  values: Record<string, string>,
): Promise<string> {
  const workflow = parse(
    await readFile(join(root, ".github", "workflows", name), "utf8"),
  ) as Workflow;
  let out = "";
  for (const { run, env = {} } of Object.values(workflow.jobs).at(-1)?.steps ?? []) {
    // The packages are there.
    if (run === undefined || run === "npm ci") continue;
    const given = Object.entries(env).map(([key, text]) => {
      const [, asked = ""] = /^\$\{\{ (?:secrets|vars)\.(\w+) \}\}$/.exec(text) ?? [];
      return [key, values[asked] ?? process.env[asked] ?? ""];
    });
    const preload = new URL("standin/redirect.js", import.meta.url).href;
    const { stdout } = await promisify(execFile)("bash", ["-ec", run], {
      cwd: root,
      env: {
        ...process.env,
        CI: "true",
        NODE_OPTIONS: `--import=${preload}`,
        ...Object.fromEntries(given),
      },
    });
    out += stdout;
  }
  return out;
}

test("the workflows deploy a push of code and publish a push of content, each from a clone of its own", async () => {
  const { account } = await cloudflareFor();
  const secrets = { HUSTINGS_TOKEN: TOKEN, HUSTINGS_URL: SITE };
  const first = await checkout();
  await writeContent(first);
  expect(await runWorkflow(first, "deploy.yml", secrets)).toContain(`Done: ${SITE}/`);
  expect(account.workers.get("hustings")?.secrets.get("PUBLISH_TOKEN")).toBe(TOKEN);

  const second = await checkout();
  const text = (SMALL["articles/one.md"] ?? "").replace("A paragraph.", "Another paragraph.");
  await writeContent(second, { ...SMALL, "articles/one.md": text });
  expect(await runWorkflow(second, "publish.yml", secrets)).toContain(
    "Articles: 0 added, 1 changed",
  );
  expect(await (await fetch(`${SITE}/articles/one`)).text()).toContain("Another paragraph.");
});

test("“Deploy to Cloudflare” deploys over the Worker that it has made, from a new clone each time", async () => {
  const { account } = await cloudflareFor();
  account.namespaces.set("0123456789abcdef0123456789abcdef", "hustings-PAGES");
  account.databases.set("01234567-89ab-cdef-0123-456789abcdef", {
    name: "hustings",
    location: null,
    jurisdiction: null,
  });
  const clone = async (): Promise<string> => {
    const root = await checkout();
    const config = join(root, "wrangler.toml");
    // As Cloudflare writes it: with the ids of what it has made.
    const text = (await readFile(config, "utf8"))
      .replace('binding = "PAGES"', 'binding = "PAGES"\nid = "0123456789abcdef0123456789abcdef"')
      .replace(
        'binding = "DB"',
        'binding = "DB"\ndatabase_id = "01234567-89ab-cdef-0123-456789abcdef"',
      );
    await writeFile(config, text);
    return root;
  };
  for (let push = 0; push < 2; push += 1) {
    const root = await clone();
    const content = await writeContent(root);
    expect((await deployFrom(root, { content, isChosen: true })).failure).toBeNull();
    expect(await (await fetch(`${SITE}/`)).text()).toContain("The only article");
  }
  expect([...account.namespaces]).toHaveLength(1);
  expect([...account.databases]).toHaveLength(1);
});

test("--location makes the database and the objects where it says, and writes it into wrangler.toml", async () => {
  const { account } = await cloudflareFor();
  const root = await checkout();
  const before = await readFile(join(root, "wrangler.toml"), "utf8");
  expect((await deployFrom(root, { location: "weur" })).failure).toBeNull();
  expect([...account.databases.values()]).toMatchObject([{ name: "hustings", location: "weur" }]);
  expect(account.workers.get("hustings")?.bindings).toContainEqual({
    type: "plain_text",
    name: "LOCATION",
    text: "weur",
  });
  const after = await readFile(join(root, "wrangler.toml"), "utf8");
  expect(after).toBe(`${before}\n[vars]\nLOCATION = "weur"\n`);
  // From then on it is chosen.
  expect((await deployFrom(root)).failure).toBeNull();
  expect([...account.databases.values()]).toHaveLength(1);
  expect((await deployFrom(root, { location: "mars" })).failure).toContain(
    "--location takes one of",
  );
});
