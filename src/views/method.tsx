import type { Guard } from "../core/poll.ts";
import { NETWORK_BURST, NETWORK_PER_MINUTE } from "../core/network.ts";
import type { Results } from "../core/results.ts";
import { longDateTime, number } from "./dates.ts";
import type { PollProps } from "./poll-props.ts";

const REASONS: Record<string, string> = {
  repeated: "the same ballot sent again",
  "already-voted": "a second, different ballot",
  looked: "after a look at the numbers",
  "no-vote": "to change a vote that is not the sender's",
  outdated: "to change a vote that was changed already",
  "not-open": "before the opening",
  closed: "after the closing",
  invalid: "not filled in as the poll asks",
  throttled: "too many at once from one network",
  "invitation-needed": "without a valid code",
  "membership-needed": "not signed in",
};

const WHO: Record<Guard, string> = {
  open: "Any reader of this site.",
  careful: "Any reader of this site.",
  invited: "Whoever was given a code by the publication.",
  member: "Members of the publication, signed in with their accounts.",
};

const REPEATS: Record<Guard, string> = {
  open: "One ballot for each browser, known by a cookie. A ballot that is sent twice counts once; a person with several browsers is not recognised, nor one who votes here and in another site's page.",
  careful: `One ballot for each browser, known by a cookie. A ballot that is sent twice counts once; a person with several browsers is not recognised. From one network at most ${NETWORK_BURST} ballots are taken at once, and ${NETWORK_PER_MINUTE} a minute after that, unless it is shown that people send them.`,
  invited: "One ballot for each code. A ballot that is sent twice counts once.",
  member: "One ballot for each account. A ballot that is sent twice counts once.",
};

/**
 * What a reader must know to judge the numbers: the items of AAPOR's disclosure list that apply to a poll
 * whose voters select themselves. There is no margin of error, because there is no sample.
 */
export function Method({ definition, results, language, home = "" }: PollProps) {
  const { guard, questions } = definition;
  const time = (at: number | null): string =>
    at === null ? "not set" : longDateTime(at, language);
  const hasOpening = questions.some((q) => q.options.some((o) => o.opening > 0));
  const shuffled = questions.some((q) => q.shuffle);
  return (
    <details class="method">
      <summary>How this poll was made</summary>
      <dl>
        <dt>Who could vote</dt>
        <dd>
          {WHO[guard]} Voters chose to take part: the result does not represent any population, and
          no margin of error can be given for it.
        </dd>
        <dt>Repeats</dt>
        <dd>
          {REPEATS[guard]}
          {definition.revisable && " Votes could be changed or withdrawn until the poll closed."}
        </dd>
        <dt>Wording and order</dt>
        <dd>
          Exactly as shown here
          {shuffled
            ? "; options in an order of its own for each reader."
            : ", to every reader alike."}
        </dd>
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
            <dt>Ballots that reached the poll</dt>
            <dd>{accounts(results, language)}</dd>
            <dt>Data</dt>
            <dd>
              <Data base={`${home}/polls/${definition.id}`} />
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}

/** The accounting identity, in words. */
function accounts(results: Results, language: string): string {
  const n = (count: number): string => number(count, language);
  const { received, counted, votes, revised, withdrawn, voided, looked } = results;
  const refused = Object.entries(results.refused).map(
    ([reason, count]) => `, ${n(count)} refused (${REASONS[reason] ?? reason})`,
  );
  const taken = [
    revised > 0 && `${n(revised)} changed later`,
    withdrawn > 0 && `${n(withdrawn)} withdrawn`,
    voided > 0 && `${n(voided)} voided`,
  ].filter(Boolean);
  const of = taken.length > 0 ? `. Of those counted ${n(votes)} stand, ${taken.join(", ")}` : "";
  const looks = looked > 0 ? `. Looked without voting: ${n(looked)}` : "";
  return `${n(received)}: ${n(counted)} counted${refused.join("")}${of}${looks}.`;
}

function Data({ base }: { base: string }) {
  return (
    <>
      <a href={`${base}/results.json`}>JSON</a>, <a href={`${base}/results.csv`}>CSV</a>,{" "}
      <a href={`${base}/votes.csv`}>every vote</a>, <a href={`${base}/results.svg`}>chart</a>,{" "}
      <a href={`${base}/codebook.txt`}>codebook</a>
    </>
  );
}
