/**
 * Minifies a style sheet: removes comments and insignificant white space.
 *
 * It handles only the CSS in these sheets: no string contains comments or significant white space. The space in
 * `.a :is(b)` is kept. A test checks that browsers read the same rules as before.
 */
export function css(parts: TemplateStringsArray): string {
  return parts
    .join("")
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}")
    .trim();
}
