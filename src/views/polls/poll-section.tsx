import { isoInstant } from "../../core/instant.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import type { Site } from "../../core/content/site.ts";
import { directionOf, languageOf } from "../../core/i18n/language.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { Method } from "./method.tsx";
import { BallotForm, CredentialFields } from "./ballot-form.tsx";
import type { OwnVoteView, PollProps } from "./poll-props.ts";
import { ResultList, Voids } from "./poll-results.tsx";
import { sentence } from "../page/sentence.tsx";

/** A poll: the ballot form while it is open, the results if they are public, and the reader's receipt. */
export function PollSection(props: PollProps) {
  const { definition, status, results, own, language } = props;
  const words = wordsFor(language).poll;
  const titleId = `poll-${definition.id}-title`;
  const isOpen = status === "open" || status === null;
  const mayRevise = isOpen && definition.revisable && own?.byReceipt !== true;
  const canVote = (isOpen && own === null) || (mayRevise && own?.state === "withdrawn");
  const Title = props.level === 1 ? "h1" : "h2";
  return (
    <section
      class="poll"
      id={`poll-${definition.id}`}
      data-poll={definition.id}
      data-live={results !== null && status === "open" ? "" : undefined}
      data-words={pollWords(language)}
      // Always set: the same bytes go into pages of every language.
      lang={language}
      dir={directionOf(language)}
      aria-labelledby={titleId}
    >
      <header>
        <p class="kicker">{conducted(props)}</p>
        <Title id={titleId}>
          {props.level === 1 ? (
            definition.title
          ) : (
            <a href={`/polls/${definition.id}`}>{definition.title}</a>
          )}
        </Title>
      </header>
      {props.error && (
        <p class="error" role="alert" id={`poll-${definition.id}-error`}>
          {props.error.text}
        </p>
      )}
      {own && <ReceiptBox {...props} own={own} />}
      {props.notice === "earlier" && (
        <p class="note" role="status">
          {words.earlier}
        </p>
      )}
      {canVote ? <BallotForm {...props} /> : results && <ResultList {...props} />}
      {results && <Voids results={results} language={language} timeZone={props.timeZone} />}
      {mayRevise && own?.state === "counted" && <Revise {...props} own={own} />}
      {canVote && own === null && definition.results === "after-vote" && <Look {...props} />}
      <Note {...props} />
      <Method {...props} />
    </section>
  );
}

/** The texts of the poll script (src/client/poll.js), in the order that it expects. */
function pollWords(language: string): string {
  const { script, polls } = wordsFor(language);
  return JSON.stringify([
    script.sending,
    script.failed,
    script.newNumbers("%1"),
    script.closed,
    polls.level("%1", { closed: false, first: false }),
  ]);
}

/** A poll while its object is unavailable: the form without numbers, the same for every reader. */
export function PollFallback({ definition, site }: { definition: PollDefinition; site: Site }) {
  return (
    <PollSection
      definition={definition}
      status={null}
      results={null}
      own={null}
      language={languageOf(definition, site)}
      timeZone={site.timeZone}
      audiences={site.audiences}
      signIn={site.signIn}
      base={`/polls/${definition.id}`}
    />
  );
}

function conducted({ definition, status, language, timeZone }: PollProps) {
  const { opensAt, closesAt } = definition;
  const { poll: words, date, dateTime, dateRange } = wordsFor(language, timeZone);
  if (status === "closed" && closesAt !== null) {
    // A poll that closes at midnight has its last day of voting on the day before.
    const last = closesAt - 1;
    const days = opensAt === null || opensAt > last ? date(last) : dateRange(opensAt, last);
    return <>{words.conducted(days)}</>;
  }
  if (status === "upcoming" && opensAt !== null) {
    return sentence(
      words.opens,
      <time datetime={isoInstant(opensAt) ?? ""}>{dateTime(opensAt)}</time>,
    );
  }
  if (closesAt === null) return <>{status === "open" ? words.open : words.poll}</>;
  return sentence(
    words.openUntil,
    <time datetime={isoInstant(closesAt) ?? ""}>{dateTime(closesAt)}</time>,
  );
}

/** The forms to change or withdraw a vote. */
function Revise(props: PollProps & { own: OwnVoteView }) {
  const words = wordsFor(props.language).poll;
  return (
    <details class="more revise" open={props.error !== undefined}>
      <summary>{words.revise}</summary>
      <BallotForm {...props} results={null} />
      <form method="post" action={`${props.base}/withdraw`}>
        <input type="hidden" name="vote" value={props.own.seq} />
        <CredentialFields {...props} hidden />
        <button type="submit" class="quiet">
          {words.withdraw}
        </button>
      </form>
    </details>
  );
}

function Look(props: PollProps) {
  const words = wordsFor(props.language).poll;
  const id = `poll-${props.definition.id}-look`;
  return (
    <form method="post" action={`${props.base}/look`} class="look">
      <p class="note" id={id}>
        {words.lookNote}
      </p>
      <CredentialFields {...props} hidden />
      <button type="submit" class="quiet" aria-describedby={id}>
        {words.look}
      </button>
    </form>
  );
}

function ReceiptBox(props: PollProps & { own: OwnVoteView }) {
  const { own, definition } = props;
  const { seq, receipt } = own;
  const words = wordsFor(props.language).poll;
  const href = `${props.home ?? ""}/polls/${definition.id}?vote=${seq}&receipt=${receipt}`;
  const texts = Object.values(own.texts ?? {});
  return (
    <div class="receipt" role="status">
      <p>
        <OwnVoteState {...props} />
      </p>
      {texts.length > 0 && own.byReceipt !== true && <p>{words.wrote(texts.join("; "))}</p>}
      {own.state !== "looked" && (
        <p>
          {sentence(
            words.receipt,
            <a href={href}>
              <code>{receipt}</code>
            </a>,
          )}
        </p>
      )}
    </div>
  );
}

function OwnVoteState({ own, language, timeZone, results }: PollProps & { own: OwnVoteView }) {
  const whose = own.byReceipt === true ? "byReceipt" : "yours";
  const { poll: words, dateTime, number } = wordsFor(language, timeZone);
  const when = dateTime(own.castAt);
  const state = own.state ?? "counted";
  switch (state) {
    case "counted":
      return (
        <>
          <strong>{words.counted[whose]}</strong>{" "}
          {/* While the results are hidden, so is the number of votes. */}
          {results ? words.entry(number(own.seq), when) : words.cast(when)}
        </>
      );
    case "withdrawn":
      return (
        <>
          <strong>{words.withdrawn[whose]}</strong> {words.since(when)}
        </>
      );
    case "voided":
      return (
        <>
          <strong>{words.voided[whose]}</strong> {words.reason(own.reason ?? "")}
        </>
      );
    case "looked":
      return (
        <>
          <strong>{words.looked}</strong>, {when}.
        </>
      );
    default:
      return state satisfies never;
  }
}

function Note(props: PollProps) {
  const { definition, status, results, own } = props;
  const words = wordsFor(props.language).poll;
  if (status === "upcoming") return <p class="note">{words.notBegun}</p>;
  return (
    <>
      {definition.guard === "member" && status !== "closed" && own === null && (
        <p class="note">
          {words.members} {props.signIn && <a href={props.signIn}>{words.signIn}</a>}
        </p>
      )}
      {!results && <p class="note">{whenShown(props)}</p>}
    </>
  );
}

function whenShown({ definition, status, own, language, timeZone }: PollProps): string {
  const { results, closesAt } = definition;
  const { poll: words, dateTime } = wordsFor(language, timeZone);
  if (status === null) return words.cannotShow;
  if (results === "after-vote" && (own === null || own.state === "withdrawn")) {
    return words.afterVote;
  }
  return words.afterClose(closesAt === null ? null : dateTime(closesAt));
}
