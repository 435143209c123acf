import { isoInstant } from "../core/instant.ts";
import type { PollDefinition } from "../core/poll.ts";
import type { PollStatus } from "../core/schedule.ts";
import type { Site } from "../core/site.ts";
import { dateRange, longDate, longDateTime, number } from "./dates.ts";
import { Method } from "./method.tsx";
import { BallotForm, Credentials } from "./poll-form.tsx";
import type { OwnVoteView, PollProps } from "./poll-props.ts";
import { ResultList, Voids } from "./poll-results.tsx";

/** A poll: the form while it is open, the numbers when they may be seen, this reader's receipt. */
export function PollSection(props: PollProps) {
  const { definition, status, results, own, language } = props;
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
      aria-labelledby={titleId}
    >
      <header>
        <p class="kicker">{conducted(definition, status, language)}</p>
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
          The ballot that you just sent is one that you had replaced before, so it was taken for a
          late copy. To go back to it, change your vote here.
        </p>
      )}
      {canVote ? <BallotForm {...props} /> : results && <ResultList {...props} />}
      {results && <Voids results={results} language={language} />}
      {mayRevise && own?.state === "counted" && <Revise {...props} own={own} />}
      {canVote && own === null && definition.results === "after-vote" && <Look {...props} />}
      <Note {...props} />
      <Method {...props} />
    </section>
  );
}

/** A poll whose object was not, or could not be, asked: its form, without numbers. The same for every reader. */
export function UnaskedPoll({ definition, site }: { definition: PollDefinition; site: Site }) {
  return (
    <PollSection
      definition={definition}
      status={null}
      results={null}
      own={null}
      language={site.language}
      audiences={site.audiences}
      signIn={site.signIn}
      base={`/polls/${definition.id}`}
    />
  );
}

function conducted(poll: PollDefinition, status: PollStatus | null, language: string) {
  const { opensAt, closesAt } = poll;
  if (status === "closed" && closesAt !== null) {
    // The last day of voting: a poll that closes at midnight was open on the day before.
    const last = closesAt - 1;
    const days =
      opensAt === null || opensAt > last
        ? longDate(last, language)
        : dateRange(opensAt, last, language);
    return <>Poll conducted {days}</>;
  }
  if (status === "upcoming" && opensAt !== null) {
    return (
      <>
        Poll opens{" "}
        <time datetime={isoInstant(opensAt) ?? ""}>{longDateTime(opensAt, language)}</time>
      </>
    );
  }
  if (closesAt === null) return <>{status === "open" ? "Open poll" : "Poll"}</>;
  return (
    <>
      Poll open until{" "}
      <time datetime={isoInstant(closesAt) ?? ""}>{longDateTime(closesAt, language)}</time>
    </>
  );
}

/** Under the numbers of a voter who may still think again. */
function Revise(props: PollProps & { own: OwnVoteView }) {
  return (
    <details class="more revise" open={props.error !== undefined}>
      <summary>Change or withdraw your vote</summary>
      <BallotForm {...props} results={null} />
      <form method="post" action={`${props.base}/withdraw`}>
        <input type="hidden" name="vote" value={props.own.seq} />
        <Credentials {...props} hidden />
        <button type="submit" class="quiet">
          Withdraw your vote
        </button>
      </form>
    </details>
  );
}

function Look(props: PollProps) {
  const id = `poll-${props.definition.id}-look`;
  return (
    <form method="post" action={`${props.base}/look`} class="look">
      <p class="note" id={id}>
        You can see the numbers without voting. You can't vote in this poll afterwards.
      </p>
      <Credentials {...props} hidden />
      <button type="submit" class="quiet" aria-describedby={id}>
        Show results without voting
      </button>
    </form>
  );
}

function ReceiptBox(props: PollProps & { own: OwnVoteView }) {
  const { own, definition } = props;
  const { seq, receipt } = own;
  const href = `${props.home ?? ""}/polls/${definition.id}?vote=${seq}&receipt=${receipt}`;
  const texts = Object.values(own.texts ?? {});
  return (
    <div class="receipt" role="status">
      <p>
        <OwnState {...props} />
      </p>
      {texts.length > 0 && own.byReceipt !== true && <p>You wrote: {texts.join("; ")}</p>}
      {own.state !== "looked" && (
        <p>
          Receipt{" "}
          <a href={href}>
            <code>{receipt}</code>
          </a>
        </p>
      )}
    </div>
  );
}

function OwnState({ own, language, results }: PollProps & { own: OwnVoteView }) {
  const whose = own.byReceipt === true ? "This" : "Your";
  const when = longDateTime(own.castAt, language);
  const state = own.state ?? "counted";
  switch (state) {
    case "counted":
      return (
        <>
          <strong>{whose} vote is counted.</strong>{" "}
          {/* While the numbers are hidden, so is how many there are. */}
          {results ? (
            <>
              It is entry {number(own.seq, language)} of this poll, cast {when}.
            </>
          ) : (
            <>It was cast {when}.</>
          )}
        </>
      );
    case "withdrawn":
      return (
        <>
          <strong>{whose} vote is withdrawn.</strong> It no longer counts, since {when}.
        </>
      );
    case "voided":
      return (
        <>
          <strong>{whose} vote was struck out by the publication.</strong> The reason: {own.reason}
        </>
      );
    case "looked":
      return (
        <>
          <strong>You chose to see the numbers without voting</strong>, {when}.
        </>
      );
    default:
      return state satisfies never;
  }
}

function Note(props: PollProps) {
  const { definition, status, results, own, language } = props;
  if (status === "upcoming") return <p class="note">Voting has not begun.</p>;
  return (
    <>
      {definition.guard === "member" && status !== "closed" && own === null && (
        <p class="note">
          This poll is for members of the publication.{" "}
          {props.signIn && <a href={props.signIn}>Sign in</a>}
        </p>
      )}
      {!results && <p class="note">{whenShown(definition, status, own, language)}</p>}
    </>
  );
}

function whenShown(
  { results, closesAt }: PollDefinition,
  status: PollStatus | null,
  own: OwnVoteView | null,
  language: string,
): string {
  if (status === null) {
    return "The numbers can't be shown just now. Voting may work all the same.";
  }
  if (results === "after-vote" && (own === null || own.state === "withdrawn")) {
    return "The numbers are shown to those who have voted, and to everybody when the poll has closed.";
  }
  const when = closesAt === null ? "" : `, on ${longDateTime(closesAt, language)}`;
  return `The numbers are published when the poll closes${when}.`;
}
