/** Options as content files write them. */
export const options = [
  { id: "a", text: "A" },
  { id: "b", text: "B" },
  { id: "c", text: "C" },
];

/** A question with the least that one needs. */
export const small = { id: "q", text: "Which?", kind: "single", options };

/** A poll as a content file writes it. */
export function source(over: object = {}): object {
  return { id: "summit", title: "The summit", questions: [small], ...over };
}

/** A poll whose one question says something else. */
export function asked(over: object): object {
  return source({ questions: [{ ...small, ...over }] });
}
