/** Options as in a content file. */
export const options = [
  { id: "a", text: "A" },
  { id: "b", text: "B" },
  { id: "c", text: "C" },
];

/** A minimal question. */
export const small = { id: "q", text: "Which?", kind: "single", options };

/** A poll as in a content file. */
export function source(over: object = {}): object {
  return { id: "summit", title: "The summit", questions: [small], ...over };
}

/** A poll whose only question is changed. */
export function asked(over: object): object {
  return source({ questions: [{ ...small, ...over }] });
}
