import { NETWORK_BURST, NETWORK_PER_MINUTE } from "../../core/polls/network.ts";
import type { Results } from "../../core/results/results.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import type { PollProps } from "./poll-props.ts";

/**
 * How the poll was conducted: the items of AAPOR's disclosure list that apply to a poll with self-selected voters. There
 * is no margin of error, because there is no sample.
 */
export function Method({ definition, results, language, timeZone, home = "" }: PollProps) {
  const { guard, questions, reworded = [] } = definition;
  const { method: words, date, dateTime } = wordsFor(language, timeZone);
  const time = (at: number | null): string => (at === null ? words.notSet : dateTime(at));
  const hasOpening = questions.some((q) => q.options.some((o) => o.opening > 0));
  const shuffled = questions.some((q) => q.shuffle);
  return (
    <details class="method">
      <summary>{words.title}</summary>
      <dl>
        <dt>{words.who}</dt>
        <dd>
          {words.whoOf[guard]} {words.chose}
        </dd>
        <dt>{words.repeats}</dt>
        <dd>
          {words.repeatsOf[guard]}
          {guard === "careful" && ` ${words.network(NETWORK_BURST, NETWORK_PER_MINUTE)}`}
          {definition.revisable && ` ${words.revisable}`}
        </dd>
        <dt>{words.wording}</dt>
        <dd>
          {shuffled ? words.shuffled : words.alike}
          {reworded.length > 0 && ` ${words.exceptMended}`}
        </dd>
        {reworded.length > 0 && (
          <>
            <dt>{words.reworded}</dt>
            {reworded.map(({ from, to, at, reason }) => (
              <dd>{words.mended(from, to, date(at), reason)}</dd>
            ))}
          </>
        )}
        <dt>{words.opened}</dt>
        <dd>{time(definition.opensAt)}</dd>
        <dt>{words.closes}</dt>
        <dd>{time(definition.closesAt)}</dd>
        {hasOpening && (
          <>
            <dt>{words.before}</dt>
            <dd>{definition.openingSource ?? words.brought}</dd>
          </>
        )}
        {results && (
          <>
            <dt>{words.ballots}</dt>
            <dd>{accounts(results, language)}</dd>
            <dt>{words.data}</dt>
            <dd>
              <Data base={`${home}/polls/${definition.id}`} language={language} />
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}

/** What became of all ballots, as a sentence. */
function accounts(results: Results, language: string): string {
  const { method: words, number } = wordsFor(language);
  const { received, counted, votes, revised, withdrawn, voided, looked } = results;
  const reasons: Readonly<Record<string, string>> = words.reasons;
  const refused = Object.entries(results.refused).map(([reason, count]) =>
    words.refused(count, reasons[reason] ?? reason),
  );
  const taken = [
    ...(revised > 0 ? [words.changed(revised)] : []),
    ...(withdrawn > 0 ? [words.withdrawn(withdrawn)] : []),
    ...(voided > 0 ? [words.voided(voided)] : []),
  ];
  const sentences = [
    `${number(received)}: ${[words.counted(counted), ...refused].join(", ")}`,
    ...(taken.length > 0 ? [words.standing(votes, taken.join(", "))] : []),
    ...(looked > 0 ? [words.looks(looked)] : []),
  ];
  return `${sentences.join(". ")}.`;
}

function Data({ base, language }: { base: string; language: string }) {
  const { method: words } = wordsFor(language);
  return (
    <>
      <a href={`${base}/results.json`}>JSON</a>, <a href={`${base}/results.csv`}>CSV</a>,{" "}
      <a href={`${base}/results.xlsx`}>XLSX</a>, <a href={`${base}/votes.csv`}>{words.everyVote}</a>
      , <a href={`${base}/results.svg`}>{words.chart}</a>,{" "}
      <a href={`${base}/codebook.txt`}>{words.codebook}</a>
    </>
  );
}
