import type { ActDetail } from "../../core/polls/audit.ts";
import { forbiddenChanges } from "../../core/polls/allowed-changes.ts";
import { rankedQuestions } from "../../core/ballots/ballot.ts";
import { type Control, controlled, type PollDefinition } from "../../core/polls/poll.ts";
import { rewordingProblem, wordingOf } from "../../core/polls/rewording.ts";
import { pollStatus } from "../../core/polls/schedule.ts";
import { shardsOf } from "../../core/polls/shards.ts";
import { changeTallies, type Tallies } from "../../core/results/tally.ts";
import type { Books, BookState } from "../ledger/poll-state.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Act, ActOutcome, DefineOutcome } from "../rpc-types.ts";
import { newSalt } from "../voting/networks.ts";
import { newReceipt } from "../ledger/receipt.ts";
import type { LedgerTables } from "../ledger/tables.ts";

/** The acts of the publication on a poll. Each is recorded with actor and time in the same commit as its effect. */
export class AdminActions {
  readonly #books: Books;
  readonly #ledger: Ledger;

  constructor(books: Books, ledger: Ledger) {
    this.#books = books;
    this.#ledger = ledger;
  }

  /**
   * Adopts a new definition, unless it would change the meaning of counted votes.
   *
   * @param dryRun report what would happen, without changing anything
   * @param lastElsewhere time of the last entry in the other objects of a poll that is split
   */
  define(
    next: PollDefinition,
    who: string,
    now: number,
    dryRun: boolean,
    lastElsewhere: number,
  ): DefineOutcome {
    const { definition: before, removed, control } = this.#books.state;
    if (before && !removed && JSON.stringify(before) === JSON.stringify(next)) {
      return { outcome: "unchanged" };
    }
    if (this.#books.state.restore?.done === false) {
      const reason = "its ledger is being put back from a backup: repeat hustings restore first";
      return { outcome: "refused", reasons: [reason] };
    }
    const { counts, fixed } = this.#books.state;
    if (before && this.#hasVotes()) {
      const reasons = forbiddenChanges(controlled(before, control), next);
      if (reasons.length > 0) return { outcome: "refused", reasons };
    }
    const outcome = before ? "changed" : "created";
    if (!dryRun) {
      const kept: Control = { ...control };
      // A time newly set in the definition file overrides the one set by an act.
      if (before?.opensAt !== next.opensAt) delete kept.opensAt;
      if (before?.closesAt !== next.closesAt) delete kept.closesAt;
      // A poll cannot have closed before votes that it counted. It closes now instead. While it is open, another object
      // may have counted a vote since it was asked.
      const mayCount = fixed && this.#isOpen(now);
      const lastCastAt = mayCount ? now : Math.max(counts.lastCastAt, lastElsewhere);
      const isPast = next.closesAt !== null && next.closesAt <= lastCastAt;
      if (isPast && lastCastAt > 0 && before?.closesAt !== next.closesAt) kept.closesAt = now;
      // The same `closesAt` may be set again after it was reached. It is a new closing.
      const closed = before?.closesAt === next.closesAt ? this.#books.state.closed : null;
      const salt = this.#saltFor(next, closed);
      const state = { definition: next, control: kept, removed: false, closed, salt };
      this.#books.commit({ ...state, counts: this.#books.nextCounts() }, (tables) => {
        tables.addDefinition(next, now);
        tables.addAct({ at: now, who, what: "define", detail: { outcome } });
      });
    }
    return { outcome };
  }

  /** Unpublishes the poll until it is defined again. Everything counted is kept. */
  remove(who: string, now: number): void {
    const { definition, removed } = this.#books.state;
    if (!definition || removed) return;
    this.#do(who, now, "remove", {}, { removed: true });
  }

  /**
   * Performs an act, or returns the reason why not.
   *
   * @param standsElsewhere whether another object of the poll has a standing vote with the text to be approved
   */
  perform(act: Act, who: string, now: number, standsElsewhere = false): ActOutcome {
    const poll = this.#books.poll;
    if (!poll || this.#books.state.removed) return { outcome: "no-such-poll" };
    switch (act.act) {
      case "open":
      case "close":
      case "reopen":
      case "extend":
        return this.#schedule(poll, act, who, now);
      case "hide":
      case "show": {
        const hidden = act.act === "hide";
        if ((this.#books.state.control.hidden ?? false) === hidden) {
          return refusedAct(`the poll is ${hidden ? "hidden" : "shown"} already`);
        }
        return this.#control(who, now, act.act, { hidden }, {});
      }
      case "reword":
        return this.#reword(poll, act, who, now);
      case "void":
        return this.#void(poll, act, who, now);
      case "approve":
      case "disapprove":
        return this.#approve(act, who, now, standsElsewhere);
      case "invite":
        if (poll.guard !== "invited") return refusedAct("the poll's guard is not “invited”");
        return this.#do(who, now, "invite", { count: act.hashes.length }, {}, (tables) =>
          tables.addInvitations(act.hashes, now),
        );
      default:
        return act satisfies never;
    }
  }

  #isOpen(now: number): boolean {
    const { poll, state } = this.#books;
    return poll !== null && pollStatus(poll, now, state.closed) === "open";
  }

  /**
   * Whether votes may have been counted. A look counts as well: the reader gave up a vote for it. Once the number of
   * objects is fixed, another object may count a vote at any moment.
   */
  #hasVotes(): boolean {
    const { counts, fixed } = this.#books.state;
    return fixed || counts.counted + counts.looked > 0;
  }

  /** Mends a typo. The other objects of a poll that is split get the wording with the other rules. */
  #reword(
    poll: PollDefinition,
    { question, option, text, reason }: Extract<Act, { act: "reword" }>,
    who: string,
    now: number,
  ): ActOutcome {
    if (!this.#hasVotes())
      return refusedAct("nobody has voted yet: change its file and publish it");
    const problem = rewordingProblem(poll, { question, option, text });
    if (problem !== null) return refusedAct(problem);
    const from = wordingOf(poll, { question, option }) ?? "";
    const change = { question, option, from, to: text, reason };
    const reworded = [...(poll.reworded ?? []), { at: now, ...change }];
    return this.#control(who, now, "reword", { reworded }, change);
  }

  #schedule(
    poll: PollDefinition,
    act: Extract<Act, { act: "open" | "close" | "reopen" | "extend" }>,
    who: string,
    now: number,
  ): ActOutcome {
    const status = pollStatus(poll, now, this.#books.state.closed);
    if (act.act === "open") {
      if (status !== "upcoming") return refusedAct(`the poll is ${status}, not upcoming`);
      return this.#control(who, now, "open", { opensAt: now }, {});
    }
    if (act.act === "close") {
      if (status === "closed") return refusedAct("the poll is closed already");
      const outcome = this.#control(who, now, "close", { closesAt: now }, {});
      this.#ledger.close(now);
      return outcome;
    }
    const { closesAt } = act;
    if (closesAt !== null && closesAt <= now) return refusedAct("the new end is not in the future");
    if (act.act === "reopen" && status !== "closed") return refusedAct(`the poll is ${status}`);
    if (act.act === "extend" && status === "closed") {
      return refusedAct("the poll is closed: reopen it");
    }
    if (closesAt !== null && poll.opensAt !== null && closesAt <= poll.opensAt) {
      return refusedAct("the new end is before the poll opens");
    }
    // The same `closesAt` may be set again after it was reached. It is a new closing.
    const salt = this.#saltFor(poll, null);
    return this.#control(who, now, act.act, { closesAt }, { closesAt }, { closed: null, salt });
  }

  /** All objects of a poll that is split must digest a network alike, so the first generates the salt for all. */
  #saltFor(poll: PollDefinition, closed: number | null): string | null {
    const needed = shardsOf(poll) > 1 && closed === null;
    return this.#books.state.salt ?? (needed ? newSalt() : null);
  }

  /**
   * Voids votes by one entry each, in one transaction: a crash before its commit leaves all of them standing.
   */
  #void(
    poll: PollDefinition,
    act: Extract<Act, { act: "void" }>,
    who: string,
    now: number,
  ): ActOutcome {
    const seqs =
      "receipts" in act
        ? this.#books.queries.findReceipts(act.receipts)
        : this.#books.queries.findVotes(act.from, act.to, act.network);
    if (seqs.length === 0) return refusedAct("no vote that stands fits");
    const { counts } = this.#books.state;
    const ranked = rankedQuestions(poll);
    const castAt = Math.max(now, counts.lastCastAt);
    const detail = { reason: act.reason, votes: seqs.length, ...spanOf(act) };
    let tallies: Tallies = counts.tallies;
    let last = counts.seq;
    const entries = seqs.flatMap((supersedes) => {
      const vote = this.#books.tables.entry(supersedes);
      if (!vote) return [];
      tallies = changeTallies(tallies, vote, ranked, -1);
      const seq = this.#books.nextSeq(last);
      last = seq;
      const own = { answers: {}, texts: null, audience: null, note: act.reason };
      return [{ kind: "void" as const, seq, castAt, receipt: newReceipt(), supersedes, ...own }];
    });
    const next = this.#books.nextCounts({
      tallies,
      seq: last,
      lastCastAt: castAt,
      voided: counts.voided + entries.length,
      voids: [...counts.voids, { at: castAt, votes: entries.length, reason: act.reason }],
    });
    return this.#do(who, now, "void", detail, { counts: next }, (tables) => {
      for (const entry of entries) tables.addEntry(entry);
    });
  }

  #approve(
    { act, question, text }: Extract<Act, { act: "approve" | "disapprove" }>,
    who: string,
    now: number,
    standsElsewhere: boolean,
  ): ActOutcome {
    const { approved } = this.#books.state;
    const before = approved[question] ?? [];
    const wanted = act === "approve";
    if (before.includes(text) === wanted) return refusedAct(`the text is ${act}d already`);
    const stands = (): boolean =>
      standsElsewhere || this.#books.queries.standingTexts({ [question]: [text] }).length > 0;
    if (wanted && !stands()) {
      return refusedAct("no vote that stands has this text");
    }
    const after = wanted ? [...before, text] : before.filter((other) => other !== text);
    const state = { approved: { ...approved, [question]: after } };
    return this.#do(
      who,
      now,
      act,
      { question, text },
      { ...state, counts: this.#books.nextCounts() },
    );
  }

  #control(
    who: string,
    now: number,
    what: string,
    change: Control,
    detail: ActDetail,
    state: Partial<BookState> = {},
  ): ActOutcome {
    const control = { ...this.#books.state.control, ...change };
    const counts = this.#books.nextCounts();
    return this.#do(who, now, what, detail, { ...state, control, counts });
  }

  #do(
    who: string,
    at: number,
    what: string,
    detail: ActDetail,
    state: Partial<BookState>,
    rows?: (tables: LedgerTables) => void,
  ): ActOutcome {
    this.#books.commit(state, (tables) => {
      tables.addAct({ at, who, what, detail });
      rows?.(tables);
    });
    return { outcome: "done", detail };
  }
}

/** The period of a void by time, and whether it was for one network. The digest is deleted at close, so is omitted. */
function spanOf(act: Extract<Act, { act: "void" }>): ActDetail {
  if ("receipts" in act) return {};
  const time = (at: number): string => new Date(at).toISOString();
  return { from: time(act.from), to: time(act.to), network: act.network === null ? "all" : "one" };
}

function refusedAct(reason: string): ActOutcome {
  return { outcome: "refused", reason };
}
