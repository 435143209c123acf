import type { Child } from "hono/jsx";

/** The first of the private-use characters that stand for elements while a sentence is assembled. */
const FIRST = 0xe000;

/**
 * A translated sentence with elements in it, in the order that the language needs.
 *
 * @param say gets a placeholder for each of `parts` and returns the sentence. Authors' texts must be passed as parts
 */
export function sentence(say: (...signs: string[]) => string, ...parts: Child[]) {
  const signs = parts.map((_, i) => String.fromCharCode(FIRST + i));
  const pieces = say(...signs).split(/([\uE000-\uE00F])/u);
  return (
    <>{pieces.map((piece) => (signs.includes(piece) ? parts[signs.indexOf(piece)] : piece))}</>
  );
}
