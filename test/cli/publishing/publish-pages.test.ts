import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishContent } from "../../../src/cli/publishing/publish.ts";
import { SMALL, writeContent } from "../../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../../support/site.ts";

let home: Home;
let site: RunningSite;
let token: string;

beforeAll(async () => {
  home = await makeHome();
  site = await startSite(home, ["--content", await writeContent(home.folder)]);
  token = (await readFile(join(home.folder, "token"), "utf8")).trim();
}, 120_000);

afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

test("plain pages are sent, are sent again where they changed, and go with their files", async () => {
  const content = await writeContent(join(home.folder, "edition"), {
    ...SMALL,
    "pages/about.md": "---\ntitle: About\n---\nWho we are.\n",
    "pages/terms.md": "---\ntitle: Terms\n---\nWhat holds.\n",
  });
  const publish = async (): Promise<string> => {
    const lines: string[] = [];
    const print = (line: string): void => void lines.push(line);
    await publishContent({ content, to: site.url, token, print });
    return lines.join("\n");
  };
  const get = (path: string) => fetch(site.url + path);

  expect(await publish()).toContain("Plain pages: 2 added, 0 changed, 0 unchanged, 0 removed");
  expect(await (await get("/about")).text()).toContain("Who we are.");
  expect(await (await get("/articles/one")).text()).toContain('<a href="/terms">Terms</a>');

  await writeFile(join(content, "pages/about.md"), "---\ntitle: About\n---\nWho we were.\n");
  await rm(join(content, "pages/terms.md"));
  const out = await publish();
  expect(out).toContain("Plain pages: 0 added, 1 changed, 0 unchanged, 1 removed");
  expect(await (await get("/about")).text()).toContain("Who we were.");
  expect((await get("/terms")).status).toBe(410);
  expect(await (await get("/articles/one")).text()).not.toContain("/terms");

  expect(await publish()).toContain("Pages: 0 written, 0 deleted");
});
