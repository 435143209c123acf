import {
  EMBED_HEIGHT as HEIGHT,
  EMBED_WIDTH as WIDTH,
  embedSnippet,
} from "../../core/polls/embed.ts";
import { ID_PATTERN } from "../../core/content/fields.ts";
import { OPEN, publicView } from "./open-data.ts";
import type { AppContext } from "../context.ts";
import { noSuchPoll, problemResponse } from "../http/problems.ts";
import { findPublication } from "../site/find-publication.ts";

/** `GET /oembed?url=…`: the frame for a poll's address (oEmbed 1.0, type `rich`, JSON alone). */
export async function oembed(c: AppContext): Promise<Response> {
  const format = c.req.query("format") ?? "json";
  if (format !== "json") {
    // oEmbed 1.0, 2.3.5.
    return problemResponse(
      {
        status: 501,
        kind: "format",
        title: "Only JSON",
        detail: "Ask with format=json, or without format.",
      },
      OPEN,
    );
  }
  const { origin, site } = await findPublication(c.env, c.req.url);
  const poll = pollOf(c.req.query("url") ?? "", [origin, new URL(c.req.url).origin]);
  if (poll === null) return problemResponse(noSuchPoll, OPEN);
  const view = await publicView(c, poll);
  if (view instanceof Response) return view;
  const { title } = view.definition;
  const width = atMost(c.req.query("maxwidth"), WIDTH);
  const height = atMost(c.req.query("maxheight"), HEIGHT);
  const body = {
    version: "1.0",
    type: "rich",
    title,
    provider_name: site.name,
    provider_url: origin,
    cache_age: 3600,
    html: embedSnippet(origin, poll, title, width, height),
    width,
    height,
  };
  return c.json(body, 200, { ...OPEN, "Cache-Control": "public, max-age=300" });
}

/** Our size, or the consumer's limit where that is smaller. */
function atMost(limit: string | undefined, size: number): number {
  const most = Number(limit ?? size);
  return Number.isInteger(most) && most > 0 ? Math.min(most, size) : size;
}

/** The poll that an address of this site leads to, if any. */
function pollOf(address: string, origins: readonly string[]): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname } = new URL(address);
  const id = /^(?:\/embed)?\/polls\/([^/]+)\/?$/.exec(pathname)?.[1] ?? "";
  return origins.includes(origin) && ID_PATTERN.test(id) ? id : null;
}
