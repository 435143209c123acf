import { raw } from "hono/html";
import { directionOf } from "../../core/i18n/language.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import type { Publication } from "../page/publication.ts";
import type { PollProps } from "./poll-props.ts";
import { PollSection } from "./poll-section.tsx";
import { sentence } from "../page/sentence.tsx";
import { Style } from "../styles/sheets.tsx";

/** A poll for a frame in another site's page: the poll and its source. */
export function EmbedPage(props: { publication: Publication; poll: PollProps }) {
  const { site, origin } = props.publication;
  const { definition, language } = props.poll;
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={language} dir={directionOf(language)}>
        <head>
          <meta charset="utf-8" />
          <title>{`${definition.title} · ${site.name}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <link rel="canonical" href={`${origin}/polls/${definition.id}`} />
          {/* Links open outside the frame, forms within it. */}
          <Style sheet="embed" />
          <script src="/poll.js" defer></script>
          <script src="/frame.js" defer></script>
        </head>
        <body class="embed">
          <main id="main">
            <PollSection {...props.poll} level={1} />
            <p class="source">
              {sentence(
                wordsFor(language).poll.source,
                <a href={`${origin}/polls/${definition.id}`} target="_blank" rel="noopener">
                  {site.name}
                </a>,
              )}
            </p>
          </main>
        </body>
      </html>
    </>
  );
}
