import type { Site } from "./sites.ts";

export const SITE = {
  name: "On Russia in World Affairs",
  tagline: "Opinion and polls",
  audiences: [
    { id: "business", name: "For business" },
    { id: "researchers", name: "For researchers" },
    { id: "students", name: "For students" },
  ],
  authors: [{ id: "editors", name: "The editors" }],
};

/** The questions of the model page: three, with four options each. */
const QUESTIONS = ["q1", "q2", "q3"].map((id, n) => ({
  id,
  text: `Which of these will matter most to the region in year ${n + 1}?`,
  kind: "single",
  options: ["a", "b", "c", "d"].map((option) => ({
    id: option,
    text: `The course that governments have announced under the letter ${option}`,
  })),
}));

/** A poll with the shape of the model page's. */
export function pollOf(id: string, parts: Record<string, unknown> = {}) {
  return { id, title: `Poll ${id}`, questions: QUESTIONS, ...parts };
}

/** A ballot for it. */
export function ballotFor(n: number): string {
  const option = (of: number): string => "abcd".charAt((n + of) % 4);
  return JSON.stringify({
    answers: { q1: [option(0)], q2: [option(1)], q3: [option(2)] },
    audience: ["business", "researchers", "students"][n % 3],
  });
}

const PARAGRAPH =
  "Trade follows the rails that are there, and the rails that are there follow decisions of a century ago. " +
  "Whoever wants to know what the next ten years bring must look at what is being built, by whom and with whose money, " +
  "and at what is announced and never begun. The figures are public; few read them to the end.";

/** An article of about a thousand words, with or without a poll. */
export function articleOf(slug: string, poll: string | null, words = 1000, tag = "trade") {
  const paragraphs = Array.from({ length: Math.ceil(words / 55) }, () => PARAGRAPH);
  return {
    slug,
    meta: {
      title: `What the map does not show: ${slug}`,
      date: "2026-11-01",
      authors: ["editors"],
      audiences: ["business"],
      tags: [tag],
      summary: "What is built tells more than what is announced.",
    },
    body: [...paragraphs, ...(poll === null ? [] : [`::poll{id="${poll}"}`])].join("\n\n"),
  };
}

/** Sends content to a site and publishes it. */
export async function publish(
  site: Site,
  { articles = [], polls = [] }: { articles?: unknown[]; polls?: unknown[] },
): Promise<void> {
  await site.api("PUT", "/api/site", SITE);
  if (polls.length > 0) await site.api("POST", "/api/polls", { polls });
  for (let from = 0; from < articles.length; from += 20) {
    await site.api("POST", "/api/articles", { articles: articles.slice(from, from + 20) });
  }
  for (let done = false; !done;) {
    ({ done } = await site.api<{ done: boolean }>("POST", "/api/publish", {}));
  }
}
