import { checkMarkdown } from "../../core/content/check-article.ts";
import { jsonDigest } from "../../core/digest.ts";
import { plainPageSchema } from "../../core/content/plain-page.ts";
import { asMeta, type Item, listFiles, parse, readMarkdown } from "./read-item.ts";
import type { FileProblem } from "./source.ts";

/** The plain pages of a content folder: there need be none. */
export async function readPages(
  folder: string,
  problems: FileProblem[],
  around: { polls: ReadonlySet<string>; images: ReadonlySet<string> },
): Promise<Map<string, Item>> {
  const pages = new Map<string, Item>();
  for (const file of await listFiles(folder, "pages", /\.md$/)) {
    const found = await readMarkdown(folder, file, problems);
    if (!found) continue;
    const { input, source, bodyLine } = found;
    const page = parse(plainPageSchema, input, file, asMeta(source), problems);
    for (const { at, message } of checkMarkdown(input.body, around)) {
      const line = typeof at === "number" ? bodyLine + at - 1 : 1;
      problems.push({ file, line, message });
    }
    if (!page) continue;
    const other = pages.get(page.slug);
    if (other) problems.push({ file, line: 1, message: `has the same name as ${other.file}` });
    pages.set(page.slug, { digest: jsonDigest(page), input, file });
  }
  return pages;
}
