import { raw } from "hono/html";
import type { Audience } from "../core/site.ts";
import { slotMarker } from "../core/slots.ts";

/** The polls in an audience's articles: what its readers answered, beside all. Each is a slot of its own. */
export function AudiencePolls(props: { audience: Audience; polls: readonly { id: string }[] }) {
  const { audience, polls } = props;
  if (polls.length === 0) return null;
  return (
    <section class="audience-polls" aria-labelledby="audience-polls">
      <h2 id="audience-polls">How these readers voted</h2>
      <p class="hint">
        Whoever votes may say which readers they belong to. These are the answers of those who chose
        “{audience.name}”, beside those of all who voted.
      </p>
      {audience.show === "method" && <HowToRead />}
      {polls.map(({ id }) => raw(slotMarker(votedSlot(audience.id, id))))}
    </section>
  );
}

/** The slot of a poll on the page of an audience. */
export function votedSlot(audience: string, poll: string): string {
  return `voted:${audience}:${poll}`;
}

function HowToRead() {
  return (
    <div class="how-to-read">
      <h3>How to read these numbers</h3>
      <ul>
        <li>
          Nobody was drawn by lot: readers chose to vote. The numbers say what those who voted
          think, and nothing about anybody else.
        </li>
        <li>
          A percentage of few votes moves a long way with each one. Look at the number of voters
          before you compare.
        </li>
        <li>
          That two groups differ does not say why. They may have read different articles before they
          voted.
        </li>
        <li>
          Counts below five are left out, and others with them, so that nobody’s answer can be
          worked out.
        </li>
      </ul>
    </div>
  );
}
