import { SMALL } from "../../support/content.ts";

/** A picture of one dot. */
export const GIF = Buffer.from(
  "R0lGODlhAQABAIAAAExpcRI0ViH5BAUAAAAALAAAAAABAAEAAAICTAEAOw==",
  "base64",
);

/** The same in another colour. */
export const OTHER_GIF = Buffer.from(GIF).fill(0x77, 16, 19);

/** The file of an article. */
export function article(title: string, body = "A text."): string {
  return `---\ntitle: ${title}\ndate: 2026-10-05\nauthors: [ann]\n---\n${body}\n`;
}

/** The files of articles. */
export function articles(slugs: readonly string[]): Record<string, string> {
  return Object.fromEntries(slugs.map((slug) => [`articles/${slug}.md`, article(`Title ${slug}`)]));
}

/** The file of a poll. */
export function poll(id: string): string {
  return (SMALL["polls/kill.yaml"] ?? "").replace("id: kill", `id: ${id}`);
}

/** A front page without its open polls: what D1 says of those is there at once, whatever is published of the page. */
function withoutOpenPolls(html: string): string {
  return html.replace(/<section class="open-polls".*?<\/section>/s, "");
}

/**
 * Whether a page is the one that is known, but for open polls. A new page can be read before its picture for sharing is
 * drawn: its head does not name one yet.
 */
export function isLike(known = "", page = ""): boolean {
  const [one = "", other = ""] = [known, page].map(withoutOpenPolls);
  const bodyOf = (text: string): string => text.slice(text.indexOf("<body"));
  return one === other || (!page.includes("og:image") && bodyOf(one) === bodyOf(other));
}
