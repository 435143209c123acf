import type { Results } from "../../core/results/results.ts";
import type { PollView } from "../../poll/rpc-types.ts";

/** Results as the version before told them. */
type OldResults = Omit<
  Results,
  "revised" | "withdrawn" | "voided" | "looked" | "voids" | "revisable" | "guard" | "votes"
>;

/** A view in which what an object of the version before does not tell stands for nothing. */
export function completeView(view: PollView): PollView {
  const { results } = view;
  if (!results || "voids" in results) return view;
  const old: OldResults = results;
  const nothing = { revised: 0, withdrawn: 0, voided: 0, looked: 0, voids: [], revisable: false };
  const { guard } = view.definition;
  const none = { runoff: null, texts: [], audiences: [] };
  const questions = old.questions.map((question) => ({ ...question, ...none }));
  return { ...view, results: { ...old, ...nothing, guard, votes: old.counted, questions } };
}
