import { type Document, isScalar, type Pair, Scalar, visit } from "yaml";
import { quoted } from "./yaml-words.ts";

/** Something that YAML reads otherwise than its writer may have meant; or that other YAML readers do. */
interface Surprise {
  /** `note`: it is published as written, but other tools would read something else. */
  level: "warning" | "note";
  /** Offset and length in the text. */
  at: number;
  width: number;
  message: string;
}

/** Fields whose values are texts for readers. */
const TEXTS: ReadonlySet<string> = new Set(
  "title text name tagline summary description intro bio alt credit openingSource".split(" "),
);
/** Plain words that are text in YAML 1.2, and something else in YAML 1.1, which most tools still read. */
const OTHER_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:y|n|yes|no|on|off)$/i, "a Boolean"],
  [/^\d{4}-\d\d?-\d\d?(?:[Tt ].*)?$/, "a date"],
  [/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/, "a number of minutes or seconds"],
  [/^[-+]?(?:0b[01_]+|0x[\da-f_]+|\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?)$/i, "a number"],
];

/**
 * Finds what YAML drops or changes without an error, from the parser's own tokens: comments that cut a text, anchors,
 * escapes, commas that end a text, numbers in other notations.
 *
 * @param document parsed with `keepSourceTokens`, and without errors
 */
export function yamlSurprises(document: Document.Parsed, text: string): Surprise[] {
  const found: Surprise[] = [];
  visit(document, {
    Map(_, map) {
      if (!map.flow) return;
      let before: Pair | null = null;
      for (const pair of map.items) {
        const cut = before === null ? null : commaIn(before, pair);
        if (cut) found.push(cut);
        before = pair;
      }
    },
    Pair(_, pair) {
      const { key, value } = pair;
      if (!isScalar(key) || !isScalar(value)) return;
      const name = String(key.value);
      const one = TEXTS.has(name)
        ? (ofText(name, value, text) ?? null)
        : ofNumber(name, value);
      if (one) found.push(one);
    },
  });
  return found;
}

function ofText(name: string, value: Scalar, text: string): Surprise | null {
  const [at, end] = value.range ?? [0, 0];
  const place = { at, width: Math.max(1, end - at) };
  const token = value.srcToken;
  if (value.anchor !== undefined) {
    const whole = `&${value.anchor} ${String(value.value ?? "")}`.trim();
    const start = Math.max(0, text.lastIndexOf("&", at));
    const message = `${name}: YAML takes &${value.anchor} for a label and leaves it out of the text. If it belongs to it, write ${name}: ${quoted(whole)}`;
    return { level: "warning", at: start, width: Math.max(1, end - start), message };
  }
  const comment =
    token && "end" in token ? token.end?.find(({ type }) => type === "comment") : undefined;
  const between = comment ? text.slice(end, comment.offset) : "";
  if (value.type === Scalar.PLAIN && comment && !between.includes("\n")) {
    const whole = text.slice(at, comment.offset + comment.source.length).trimEnd();
    const message = `${name}: the text ends before “${comment.source}”, which YAML takes for a comment. If it belongs to the text, write ${name}: ${quoted(whole)}. If not, put the text before it in quotes, or the comment on a line of its own`;
    return { level: "warning", at: comment.offset, width: comment.source.length, message };
  }
  if (value.type === Scalar.QUOTE_DOUBLE) return ofEscapes(name, text.slice(at, end), place);
  if (value.type !== Scalar.PLAIN || typeof value.value !== "string") return null;
  const written = value.value;
  const other = OTHER_TYPES.find(([pattern]) => pattern.test(written))?.[1];
  if (other === undefined) return null;
  const message = `${name}: is published as “${written}”, but other tools take it for ${other}. To be sure, write ${name}: ${quoted(written)}`;
  return { level: "note", ...place, message };
}

/** `\n` in double quotes, as in "C:\new". */
function ofEscapes(
  name: string,
  source: string,
  place: { at: number; width: number },
): Surprise | null {
  const escape = /(?:^|[^\\])(?:\\\\)*(\\[0abefnrtvNLP_])/.exec(source)?.[1];
  if (escape === undefined) return null;
  const inside = source.slice(1, -1).replaceAll("'", "''");
  const message = `${name}: within double quotes YAML takes ${escape} for a character that nobody sees. If the backslash belongs to the text, write ${name}: '${inside}'`;
  return { level: "warning", ...place, message };
}

/** Numbers that are not written in plain decimal digits: `017`, `0x1F`, `1e3`. */
function ofNumber(name: string, { value, source, range, type }: Scalar): Surprise | null {
  if (typeof value !== "number" || type !== Scalar.PLAIN) return null;
  if (source === undefined || /^[-+]?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(source)) return null;
  const message = `${name}: ${source} is read as ${value}, and otherwise by other tools. Write ${name}: ${value}, or ${name}: ${quoted(source)} if it is a text`;
  return { level: "warning", at: range?.[0] ?? 0, width: source.length, message };
}

/** `{ id: a, text: Yes, of course }`: what follows the comma is a field without a value. */
function commaIn(before: Pair, { key, value }: Pair): Surprise | null {
  const isAlone = value === null || (isScalar(value) && value.value === null && !value.source);
  if (!isScalar(key) || !isAlone || !isScalar(before.key) || !isScalar(before.value)) return null;
  const [at, end] = key.range ?? [0, 0];
  const name = String(before.key.value);
  const whole = `${String(before.value.value)}, ${String(key.value)}`;
  const message = `${name}: within { } a comma ends the text. Write ${name}: ${quoted(whole)}`;
  return { level: "warning", at, width: Math.max(1, end - at), message };
}
