import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readContent } from "../../src/cli/content/content.ts";
import { writeContent } from "../support/content.ts";
import { type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { MARKDOWN, TEXTS } from "../support/xss-corpus.ts";
import { contentOf } from "./markup-content.ts";

/** A publication made of texts. */
export interface Marked {
  site: RunningSite;
  /** Bodies of articles that can be published; the others are told by file. */
  bodies: string[];
  refused: string[];
  stop(): Promise<void>;
}

/** Starts a site whose texts are all of the corpus. */
export async function startMarked(): Promise<Marked> {
  const home = await makeHome();
  const tried = await writeContent(join(home.folder, "tried"), await contentOf(TEXTS, MARKDOWN));
  const read = await readContent(tried);
  const refused = read.ok ? [] : read.problems.map(({ file }) => file);
  const bodies = MARKDOWN.filter((_, i) => !refused.includes(`articles/m-${i}.md`));
  return { ...(await start(home, TEXTS, bodies)), bodies, refused };
}

const WORDS = Array.from({ length: 14 }, (_, i) => `Plain words ${i}`);

/** Starts one of the same kind in whose texts nothing is wrong. */
export async function startPlain(): Promise<Pick<Marked, "site" | "stop">> {
  return start(await makeHome(), WORDS, WORDS.slice(0, 3));
}

async function start(
  home: Home,
  texts: readonly string[],
  bodies: readonly string[],
): Promise<Pick<Marked, "site" | "stop">> {
  const content = await writeContent(home.folder, await contentOf(texts, bodies));
  const site = await startSite(home, ["--content", content]);
  const token = (await readFile(join(home.folder, "token"), "utf8")).trim();
  await writeOwn(site.url, "p0", texts, token);
  return {
    site,
    async stop() {
      await site.interrupt();
      await home.remove();
    },
  };
}

/** Readers answer in words of their own, and an editor lets them through. */
async function writeOwn(
  url: string,
  id: string,
  texts: readonly string[],
  key: string,
): Promise<void> {
  for (const [i, text] of texts.entries()) {
    const ballot = { answers: { q: ["c"] }, texts: { q: text.slice(0, 200) } };
    const response = await fetch(`${url}/polls/${id}/votes`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": `writer-number-${i}` },
      body: JSON.stringify(ballot),
    });
    if (response.status !== 201) throw new Error(await response.text());
    const act = { act: "approve", question: "q", text: text.slice(0, 200).trim() };
    await fetch(`${url}/api/polls/${id}/acts`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
      body: JSON.stringify(act),
    });
  }
}
