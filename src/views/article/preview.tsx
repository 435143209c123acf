import type { PollDefinition } from "../../core/polls/poll.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { languageOf } from "../../core/i18n/language.ts";
import { sentence } from "../page/sentence.tsx";
import { PollFallback } from "../polls/poll-section.tsx";
import type { Publication } from "../page/publication.ts";

/** What distinguishes a preview from the published page. Times are milliseconds since 1970. */
export interface Preview {
  /** When the link expires. */
  until: number;
  /** When readers can see the article; `null` for a draft. */
  liveFrom: number | null;
  now: number;
}

/** The notice above a preview. */
export function PreviewBanner(props: {
  preview: Preview;
  language: string;
  timeZone: string | undefined;
}) {
  const { preview, language, timeZone } = props;
  const { until, liveFrom, now } = preview;
  const { preview: words, dateTime } = wordsFor(language, timeZone);
  const label = <strong>{liveFrom === null ? words.draft : words.preview}</strong>;
  const end = <time datetime={new Date(until).toISOString()}>{dateTime(until)}</time>;
  return (
    <p class="preview" role="note">
      {liveFrom === null && sentence(words.ofDraft, label, end)}
      {liveFrom !== null &&
        liveFrom > now &&
        sentence(words.ofComing, label, dateTime(liveFrom), end)}
      {liveFrom !== null && liveFrom <= now && sentence(words.ofPublished, label, end)}{" "}
      {words.noVote}
    </p>
  );
}

/** A poll as it will look, with its form disabled: a vote cast from a preview would count. */
export function PreviewPoll(props: { definition: PollDefinition; site: Publication["site"] }) {
  const words = wordsFor(languageOf(props.definition, props.site)).preview;
  return (
    <fieldset class="preview" disabled>
      <legend>{words.poll}</legend>
      <PollFallback {...props} />
    </fieldset>
  );
}
