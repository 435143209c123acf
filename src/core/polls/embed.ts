/** Width and height of a frame with a poll, in CSS pixels, until its script says how high it is. */
export const EMBED_WIDTH = 640;
export const EMBED_HEIGHT = 640;

/** What somebody puts into a page to have a poll there: a frame, and the script that gives it its height. */
export function embedSnippet(
  origin: string,
  poll: string,
  title: string,
  width: number,
  height: number = EMBED_HEIGHT,
): string {
  const name = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return [
    `<iframe src="${origin}/embed/polls/${poll}" title="${name}" width="${width}" height="${height}" loading="lazy" style="border:0;max-width:100%"></iframe>`,
    `<script src="${origin}/embed.js" async></script>`,
  ].join("\n");
}
