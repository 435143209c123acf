import { raw } from "hono/html";
import type { Audience } from "../../core/content/site.ts";
import { slotMarker } from "../../core/content/slots.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";

/** The polls in an audience's articles: its readers' answers beside those of all. Each poll has its own slot. */
export function AudiencePolls(props: {
  audience: Audience;
  polls: readonly { id: string }[];
  language: string;
}) {
  const { audience, polls, language } = props;
  if (polls.length === 0) return null;
  const words = wordsFor(language).audience;
  return (
    <section class="audience-polls" aria-labelledby="audience-polls">
      <h2 id="audience-polls">{words.title}</h2>
      <p class="hint">{words.hint(audience.name)}</p>
      {audience.show === "method" && <HowToRead language={language} />}
      {polls.map(({ id }) => raw(slotMarker(audienceSlotName(audience.id, id))))}
    </section>
  );
}

/** The name of a poll's slot on the page of an audience. */
export function audienceSlotName(audience: string, poll: string): string {
  return `voted:${audience}:${poll}`;
}

function HowToRead({ language }: { language: string }) {
  const words = wordsFor(language).audience;
  return (
    <div class="how-to-read">
      <h3>{words.howTitle}</h3>
      <ul>
        {words.how.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    </div>
  );
}
