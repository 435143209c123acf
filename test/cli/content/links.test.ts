import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { readContent } from "../../../src/cli/content/content.ts";
import { writeContent } from "../../support/content.ts";
import { ARTICLE, makeFolder } from "./content-support.ts";

const OUT = "is a symbolic link that leads out of the content folder: put the file itself here";

let folder: string;
let content: string;
beforeEach(async () => {
  folder = await makeFolder();
  content = await writeContent(folder);
});

/** The files that have been refused for leading out. */
async function refused(): Promise<string[]> {
  const read = await readContent(content);
  if (read.ok) return [];
  expect(read.problems.filter(({ message }) => message !== OUT)).toEqual([]);
  return read.problems.map(({ file }) => file);
}

it("reads no text and no picture through a link that leads out of the folder", async () => {
  await writeFile(join(folder, "secret"), ARTICLE);
  await mkdir(join(content, "images"));
  await symlink(join(folder, "secret"), join(content, "articles/two.md"));
  await symlink("../../secret", join(content, "images/two.jpg"));
  expect(await refused()).toEqual(["articles/two.md", "images/two.jpg"]);
});

it("reads no folder through a link that leads out, nor one whose name begins as the content's does", async () => {
  await rename(join(content, "articles"), `${content}-articles`);
  await symlink(`${content}-articles`, join(content, "articles"));
  expect(await refused()).toEqual(["articles/one.md"]);
});

it("reads no site.yaml and no redirects.yaml through a link that leads out", async () => {
  await rename(join(content, "site.yaml"), join(folder, "site.yaml"));
  await writeFile(join(folder, "redirects.yaml"), "- from: /a\n  to: /\n");
  for (const name of ["site.yaml", "redirects.yaml"]) {
    await symlink(join(folder, name), join(content, name));
  }
  expect(await refused()).toEqual(["redirects.yaml", "site.yaml"]);
});

it("reads through links that stay inside, and a content folder that is a link itself", async () => {
  await writeFile(join(content, "draft-of-two"), ARTICLE);
  await symlink("../draft-of-two", join(content, "articles/two.md"));
  const link = join(folder, "link");
  await symlink(content, link);
  const read = await readContent(link);
  expect(read.ok && [...read.content.articles.keys()]).toEqual(["one", "two"]);
});
