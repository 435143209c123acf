import type { PollDefinition } from "../core/poll.ts";
import { longDateTime } from "./dates.ts";
import { UnaskedPoll } from "./poll.tsx";
import type { Publication } from "./layout.tsx";

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
  return (
    <p class="preview" role="note">
      <strong>{liveFrom === null ? "Draft" : "Preview"}</strong>,{" "}
      {liveFrom === null && "seen only by who has this link, "}
      {liveFrom !== null && liveFrom > now && (
        <>seen by readers from {longDateTime(liveFrom, language)} on; this link is good </>
      )}
      {liveFrom !== null && liveFrom <= now && "of an article that is published, "}
      until <time datetime={new Date(until).toISOString()}>{longDateTime(until, language)}</time>.
      No vote can be cast in it.
    </p>
  );
}

/** A poll as it will look, its form out of use: a vote cast in trying it out would count. */
export function PreviewPoll(props: { definition: PollDefinition; site: Publication["site"] }) {
  return (
    <fieldset class="preview" disabled>
      <legend>A preview of the poll: no vote can be cast here.</legend>
      <UnaskedPoll {...props} />
    </fieldset>
  );
}
