import type { PollDefinition } from "../core/poll.ts";
import type { Results } from "../core/results.ts";
import { longDateTime, number } from "./dates.ts";

const REASONS: Record<string, string> = {
  repeated: "the same ballot sent again",
  "already-voted": "a second, different ballot",
  "not-open": "before the opening",
  closed: "after the closing",
  invalid: "not filled in as the poll asks",
};

/**
 * What a reader must know to judge the numbers: the items of AAPOR's disclosure list that apply to a poll
 * whose voters select themselves. There is no margin of error, because there is no sample.
 */
export function Method(props: {
  definition: PollDefinition;
  results: Results | null;
  language: string;
}) {
  const { definition, results, language } = props;
  const time = (at: number | null): string =>
    at === null ? "not set" : longDateTime(at, language);
  const refused = Object.entries(results?.refused ?? {});
  const hasOpening = definition.questions.some((q) => q.options.some((o) => o.opening > 0));
  return (
    <details class="method">
      <summary>How this poll was made</summary>
      <dl>
        <dt>Who could vote</dt>
        <dd>
          Any reader of this site. Voters chose to take part: the result does not represent any
          population, and no margin of error can be given for it.
        </dd>
        <dt>Repeats</dt>
        <dd>
          One ballot for each browser, known by a cookie. A ballot that is sent twice counts once; a
          person with several browsers is not recognised.
        </dd>
        <dt>Wording and order</dt>
        <dd>Exactly as shown here, to every reader alike.</dd>
        <dt>Opened</dt>
        <dd>{time(definition.opensAt)}</dd>
        <dt>Closes</dt>
        <dd>{time(definition.closesAt)}</dd>
        {hasOpening && (
          <>
            <dt>Counted before</dt>
            <dd>{definition.openingSource ?? "Counts brought from another system."}</dd>
          </>
        )}
        {results && (
          <>
            <dt>Ballots received here</dt>
            <dd>
              {number(results.received, language)}: {number(results.counted, language)} counted
              {refused.map(
                ([reason, n]) => `, ${number(n, language)} refused (${REASONS[reason] ?? reason})`,
              )}
              .
            </dd>
            <dt>Data</dt>
            <dd>
              <a href={`/polls/${definition.id}/results.json`}>JSON</a>,{" "}
              <a href={`/polls/${definition.id}/results.csv`}>CSV</a>
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}
