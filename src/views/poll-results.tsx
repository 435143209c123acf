import { percentages } from "../core/percent.ts";
import type {
  AudienceResults,
  PublishedRunoff,
  QuestionResults,
  Results,
} from "../core/results.ts";
import { OTHER_AUDIENCE } from "../core/site.ts";
import { longDate, number } from "./dates.ts";
import type { OwnVoteView, PollProps } from "./poll-props.ts";

/** A poll's numbers, question by question. */
export function ResultList(props: PollProps) {
  const { results, language } = props;
  if (!results) return null;
  const Heading = props.level === 1 ? "h2" : "h3";
  return (
    <>
      <ol class="questions">
        {results.questions.map((question, index) => (
          <li>
            <Heading>
              <span class="number">{index + 1}.</span> {question.text}
            </Heading>
            <ul class="results">
              {question.options.map((option) => {
                const tag = tagOf(question, option.id, props.own);
                return (
                  <li class={tag ? "option mine" : "option"} data-o={option.id}>
                    <span class="text">
                      {option.text}
                      {tag && <span class="tag">{tag}</span>}
                    </span>
                    <Figure option={option} language={language} />
                  </li>
                );
              })}
            </ul>
            <Total question={question} language={language} />
            <MoreNumbers {...props} question={question} />
          </li>
        ))}
      </ol>
    </>
  );
}

function tagOf(question: QuestionResults, option: string, own: OwnVoteView | null): string | null {
  if (own?.state !== undefined && own.state !== "counted") return null;
  const place = own?.answers[question.id]?.indexOf(option) ?? -1;
  if (place < 0) return null;
  return question.kind === "ranked" ? `Your no. ${place + 1}` : "Your choice";
}

/** What of a question's numbers is not in its bars. */
export function MoreNumbers(props: MoreProps) {
  const { question, language } = props;
  return (
    <>
      {question.texts.length > 0 && <Texts texts={question.texts} />}
      {question.runoff && (
        <Rounds question={question} runoff={question.runoff} language={language} />
      )}
      {question.audiences.length > 0 && <ByAudience {...props} />}
    </>
  );
}

type MoreProps = Pick<PollProps, "audiences" | "language"> & { question: QuestionResults };

/** Votes that the publication struck out: part of the numbers. */
export function Voids({ results, language }: { results: Results; language: string }) {
  return (
    <>
      {results.voids.map(({ at, votes, reason }) => (
        <p class="note">
          {number(votes, language)} {votes === 1 ? "vote" : "votes"} voided on{" "}
          {longDate(Date.parse(at), language)}: {reason}
        </p>
      ))}
    </>
  );
}

/** `33 (31%)` and its bar. The script renews both. */
export function Figure(props: { option: { total: number; percent: number }; language: string }) {
  const { total, percent } = props.option;
  return (
    <>
      <span class="figure">{`${number(total, props.language)} (${percent}%)`}</span>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width={percent} height="1" />
      </svg>
    </>
  );
}

/** The sums below a question. The script renews the numbers in `data-n`, so no word depends on them. */
export function Total({ question, language }: { question: QuestionResults; language: string }) {
  const { kind, opening } = question;
  const n = (name: "total" | "opening" | "voters" | "selections") => (
    <span data-n={name}>{number(question[name], language)}</span>
  );
  if (kind === "ranked") {
    return <p class="total">First preferences of {n("voters")} in all.</p>;
  }
  if (kind === "multiple") {
    return (
      <p class="total">
        Voters: {n("voters")}. Selections: {n("total")}
        {opening > 0 && (
          <>
            {" "}
            ({n("opening")} of them counted before, {n("selections")} here)
          </>
        )}
        . Percentages are of selections.
      </p>
    );
  }
  return (
    <p class="total">
      {n("total")} in all
      {opening > 0 && (
        <>
          : {n("opening")} counted before, {n("voters")} here
        </>
      )}
      .
    </p>
  );
}

function Texts({ texts }: { texts: readonly string[] }) {
  return (
    <details class="more">
      <summary>What readers wrote</summary>
      <ul class="texts">
        {texts.map((text) => (
          <li>
            {/* Whatever way it runs, it leaves the page as it is. */}
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Rounds(props: { question: QuestionResults; runoff: PublishedRunoff; language: string }) {
  const { question, runoff, language } = props;
  const { rounds, winner } = runoff;
  const nameOf = (id: string | null): string =>
    question.options.find((o) => o.id === id)?.text ?? "";
  const count = `${rounds.length} ${rounds.length === 1 ? "round" : "rounds"}`;
  const title = winner === null ? `No winner after ${count}` : `${nameOf(winner)} wins in ${count}`;
  return (
    <details class="more">
      <summary>Instant runoff: {title}</summary>
      <p class="hint">
        In each round every ballot counts for the option that it ranks highest among those left. An
        option with more than half of them wins; else the one with the fewest leaves. A tie is
        broken by the rounds before, from the last to the first, and then against the option that
        the poll lists later. Counted up to entry {number(runoff.seq, language)} of the ledger.
      </p>
      <div class="scroll" role="region" aria-label={`Rounds: ${question.text}`} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Option</th>
              {rounds.map((_, i) => (
                <th scope="col">Round {i + 1}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {question.options.map(({ id, text }) => (
              <tr class={id === winner ? "winner" : undefined}>
                <th scope="row">{text}</th>
                {rounds.map((round) => {
                  const n = round.counts[id];
                  const out = round.eliminated === id ? " (leaves)" : "";
                  return <td>{n === undefined ? "" : `${number(n, language)}${out}`}</td>;
                })}
              </tr>
            ))}
            <tr>
              <th scope="row">Rank none of those left</th>
              {rounds.map((round) => (
                <td>{number(round.exhausted, language)}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </details>
  );
}

function ByAudience(props: MoreProps) {
  const { question, language } = props;
  const nameOf = ({ audience }: AudienceResults): string => {
    if (audience === null) return "Did not say";
    const found = props.audiences.find((a) => a.id === audience)?.name;
    return found ?? (audience === OTHER_AUDIENCE ? "Another" : audience);
  };
  return (
    <details class="more">
      <summary>By audience</summary>
      <div class="scroll" role="region" aria-label={`By audience: ${question.text}`} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Option</th>
              {question.audiences.map((audience) => (
                <th scope="col">{nameOf(audience)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {question.options.map(({ id, text }, row) => (
              <tr>
                <th scope="row">{text}</th>
                {question.audiences.map((audience) => (
                  <td>{cell(question, audience, row, id, language)}</td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">Voters</th>
              {question.audiences.map(({ voters }) => (
                <td>{voters === null ? "–" : number(voters, language)}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <p class="hint">–: fewer than five, or a number from which such a one could be worked out.</p>
    </details>
  );
}

/** An audience's votes for an option, with their percentage where all of its numbers are known; `–`: withheld. */
export function cell(
  { options }: QuestionResults,
  audience: AudienceResults,
  row: number,
  option: string,
  language: string,
): string {
  const votes = audience.options[option] ?? null;
  if (votes === null) return "–";
  const all = options.map((o) => audience.options[o.id] ?? null);
  const text = number(votes, language);
  // A percentage of numbers that are not all known would tell the others.
  if (all.includes(null)) return text;
  return `${text} (${percentages(all.map((n) => n ?? 0))[row] ?? 0}%)`;
}
