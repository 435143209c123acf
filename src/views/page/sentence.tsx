import type { Child } from "hono/jsx";

/** The first of the characters that stand for elements while a sentence is put together: they mean nothing else. */
const FIRST = 0xe000;

/**
 * A sentence with elements in it, in whatever order its language puts them.
 *
 * @param say is given a sign for each of `parts`. Nothing else that it puts into the sentence may be an author's text
 */
export function sentence(say: (...signs: string[]) => string, ...parts: Child[]) {
  const signs = parts.map((_, i) => String.fromCharCode(FIRST + i));
  const pieces = say(...signs).split(/([\uE000-\uE00F])/u);
  return (
    <>{pieces.map((piece) => (signs.includes(piece) ? parts[signs.indexOf(piece)] : piece))}</>
  );
}
