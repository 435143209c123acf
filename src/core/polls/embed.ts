/** Default size of an embedded poll in CSS pixels. The script adapts the height later. */
export const EMBED_WIDTH = 640;
export const EMBED_HEIGHT = 640;

/** The HTML that embeds a poll in another site's page: a frame, and the script that sets its height. */
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
