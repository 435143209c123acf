import type { PollDefinition } from "../../core/polls/poll.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { languageOf } from "../../core/i18n/language.ts";
import { sentence } from "../page/sentence.tsx";
import { UnaskedPoll } from "../polls/poll-section.tsx";
import type { Publication } from "../page/publication.ts";

/** What the page of a preview says of itself. */
export interface Preview {
  /** When the link ends. */
  until: number;
  /** When readers may see the article; `null`: it is a draft. */
  liveFrom: number | null;
  now: number;
}

/** What stands over an article that is not, or not yet, what readers see. */
export function PreviewBanner({ preview, language }: { preview: Preview; language: string }) {
  const { until, liveFrom, now } = preview;
  const { preview: words, dateTime } = wordsFor(language);
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

/** A poll as it will look, its form out of use: a vote cast in trying it out would count. */
export function PreviewPoll(props: { definition: PollDefinition; site: Publication["site"] }) {
  const words = wordsFor(languageOf(props.definition, props.site)).preview;
  return (
    <fieldset class="preview" disabled>
      <legend>{words.poll}</legend>
      <UnaskedPoll {...props} />
    </fieldset>
  );
}
