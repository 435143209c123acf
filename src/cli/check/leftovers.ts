import type { Token } from "markdown-it";
import { markdownParser } from "../../core/text/markdown-parser.ts";

/** What another tool would have understood, and readers would see as it stands. `line`: from 1, in the text. */
interface LeftOver {
  line: number;
  message: string;
}

const { unescapeAll } = markdownParser().utils;

/** HTML elements, and what to write instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  br: "end the line with a backslash",
  b: "write **bold**",
  strong: "write **bold**",
  i: "write *italic*",
  em: "write *italic*",
  a: "write [text](address)",
  img: "write ![what it shows](images/…)",
  del: "write ~~struck out~~",
  code: "write `code`",
  blockquote: "begin the lines with >",
  li: "begin the line with -",
  hr: "write --- on a line of its own",
};

/** WordPress's own shortcodes and those of well-known plug-ins; others are known by their attributes or closing tags. */
const SHORTCODE =
  /\[\/?(?:caption|gallery|embed|video|audio|playlist|poll|tweet|youtube|contact-form(?:-7)?|wp[_-]\w+|vc_\w+|et_pb_\w+)\b[^\]]*\]|\[\w[\w-]*(?:\s+[\w-]+\s*=\s*["'“”″][^\]]*)\/?\]|\[\/[a-z][\w-]*\]/i;

type Rule = readonly [pattern: RegExp, say: (found: string, ...groups: string[]) => string];
const shown = (found: string): string => `“${short(found)}” is shown to readers as it stands`;

/** In the order in which they are tried: what one has found, the next ones do not see. */
const RULES: readonly Rule[] = [
  [/<!--[^]*?(?:-->|$)/, (found) => `${shown(found)}: comments are not hidden. Take it out`],
  [
    /\{\{[^]*?(?:\}\}|$)|\{%[^]*?(?:%\}|$)|\{#[^}]*#\}/,
    (found) => `${shown(found)}: it is a template's or a shortcode of another tool. Take it out`,
  ],
  [
    /\{:[^{}]*\}|\{[#.][\w-][^{}]*\}/,
    (found) => `${shown(found)}: attributes are not taken. Take it out`,
  ],
  [
    /!\[\[[^\]]+\]\]/,
    (found) =>
      `${shown(found)}: write a picture as ![what it shows](images/…), and a link as [text](address)`,
  ],
  [/\[\[[^\]]+\]\]/, (found) => `${shown(found)}: write a link as [text](address)`],
  [
    /\[\^[^\]\s]+\]/,
    (found) => `${shown(found)}: there is no note of this name. Write its text as ${found}: …`,
  ],
  [
    SHORTCODE,
    (found) =>
      /^\[poll\b/i.test(found)
        ? `${shown(found)}: write a poll as ::poll{id="…"} on a line of its own`
        : `${shown(found)}: shortcodes are not run. Take it out`,
  ],
  [
    /(?:\[[^\][]*)?\]\(\s*<?([a-z][a-z0-9+.-]*):[^)]*\)?|^\[[^\]]+\]:\s*<?([a-z][a-z0-9+.-]*):\S*|<([a-z][a-z0-9+.-]{1,31}):[^\s<>]*>/i,
    (found, inline = "", defined = "", auto = "") =>
      `${shown(found)}: a link can't lead to “${inline || defined || auto}:”. Links lead to https:, http:, mailto:, tel: and sms:, and to paths of this site`,
  ],
  [
    /(?:\[[^\][]*)?\]\(\s*<?\/\/[^)]*\)?/,
    (found) => `${shown(found)}: write the whole address, with https:`,
  ],
  [
    /<\/?([a-z][a-z0-9-]*)(?:\s[^<>]*)?\/?>|<([a-z][a-z0-9-]*)\s+[\w:@-]+=[^<>]*$/i,
    (found, closed = "", open = "") => {
      const instead = INSTEAD[(closed || open).toLowerCase()];
      return `${shown(found)}: HTML is not markup here${instead === undefined ? ". Take it out" : `: ${instead}`}`;
    },
  ],
  [
    /^(?:import\s.+\sfrom\s+["'][^"']+["'];?|import\s+["'][^"']+["'];?|export\s+(?:default|const|function)\b.*)$/,
    (found) => `${shown(found)}: it is a program's (MDX). Take it out`,
  ],
  [/&(?:#\d{2,6}|#x[\da-f]{2,6}|[a-z]{2,24}\d?);/i, (found) => character(found)],
  [
    /\*\*|~~/,
    (found) =>
      `“${found}” is shown as it stands: it marks nothing here. It goes with no space on the inside, and a partner in the same paragraph`,
  ],
  [
    /==[^=\s](?:[^=]*[^=\s])?==/,
    (found) => `${shown(found)}: there is no highlighting. Take the signs out`,
  ],
  [
    /(?<=\p{L})[~^][^\s~^]{1,20}[~^]/u,
    (found) => `${shown(found)}: write small figures as letters of their own, such as ² and ₂`,
  ],
  [/%%[^%]+%%/, (found) => `${shown(found)}: comments are not hidden. Take it out`],
  [
    /^:{3,}.*$|^!{3}\s+\w+.*$|^\[!\w+\].*$/,
    (found) =>
      `${shown(found)}: there are no boxes of this kind. A line that begins with > makes a quote`,
  ],
  [/^\[(?:[xX ])\](?=\s)/, (found) => `${shown(found)}: there are no task lists. Take it out`],
  [/^\[(?:toc|_toc_)\]$/i, (found) => `${shown(found)}. Take it out`],
  [
    /\$\$[^$]+(?:\$\$|$)|\$[^\s$][^$]*[\\^_][^$]*\$/,
    (found) => `${shown(found)}: formulas are not set. Write it in words and signs`,
  ],
  [/(?<![\w:]):[a-z][a-z0-9_+-]+:(?![\w:])/, (found) => `${shown(found)}: write the sign itself`],
  [
    /\[[^\][]+\]\[[^\][]*\]/,
    (found) =>
      `${shown(found)}: there is no address of this name. Write it as [name]: https://… on a line of its own`,
  ],
];

/**
 * Finds what other tools left in Markdown: shortcodes, templates, HTML, comments, attributes, links and notes that lead
 * nowhere. Not in code.
 */
export function leftOvers(tokens: readonly Token[]): LeftOver[] {
  const found: LeftOver[] = [];
  walk(tokens, 1, found);
  return found;
}

function walk(tokens: readonly Token[], line: number, found: LeftOver[]): void {
  let here = line;
  // A text goes on over entities and escapes, until a line ends or markup begins.
  let text = "";
  const flush = (): void => {
    for (const message of inText(text)) found.push({ line: here, message });
    text = "";
  };
  for (const token of tokens) {
    if (token.map) here = token.map[0] + 1;
    if (token.type === "text") text += token.content;
    else flush();
    if (token.type === "softbreak" || token.type === "hardbreak") here += 1;
    if (token.children && token.type !== "image") walk(token.children, here, found);
  }
  flush();
}

/** Each left-over in a piece of text once, the first of its kind. */
function inText(text: string): string[] {
  const messages = new Set<string>();
  let rest = text.trim();
  for (const [pattern, say] of RULES) {
    const every = new RegExp(pattern, `${pattern.flags}g`);
    rest = rest.replace(every, (whole: string, ...more: unknown[]) => {
      const groups = more
        .slice(0, -2)
        .map((group) => (typeof group === "string" ? group : undefined));
      messages.add(say(whole, ...(groups as string[])));
      return " ";
    });
  }
  return withoutEnds(messages);
}

/** Where the beginning of something is told of, its end (`</em>`, `[/caption]`) need not be. */
function withoutEnds(messages: ReadonlySet<string>): string[] {
  const all = [...messages].join("\n");
  return [...messages].filter((message) => {
    const [, bracket = "", name = ""] = /^“([<[])\/([\w-]+)/.exec(message) ?? [];
    return name === "" || !new RegExp(`“[${bracket}]${name}\\b`).test(all);
  });
}

/** Left-overs in a text that is not Markdown: a title, a lead, an option. */
export function plainLeftOvers(text: string): string[] {
  const patterns: readonly Rule[] = [
    [
      /<!--[^]*?-->|<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/i,
      (found) => `${shown(found)}: HTML is not markup here. Take it out`,
    ],
    [/&(?:#\d{2,6}|#x[\da-f]{2,6}|[a-z]{2,24}\d?);/i, (found) => character(found)],
    [/\{\{[^]*?\}\}|\{%[^]*?%\}/, (found) => `${shown(found)}: it is a template's. Take it out`],
    [SHORTCODE, (found) => `${shown(found)}: shortcodes are not run. Take it out`],
    [
      /\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\)/,
      (found) => `${shown(found)}: this field takes no Markdown`,
    ],
  ];
  const messages = new Set<string>();
  for (const [pattern, say] of patterns) {
    for (const [found] of text.matchAll(new RegExp(pattern, `${pattern.flags}g`)))
      messages.add(say(found));
  }
  return withoutEnds(messages);
}

/** An entity, with the character to write instead; nothing of a name that is none. */
function character(entity: string): string {
  const meant = unescapeAll(entity);
  const instead = meant === entity || /^\s$/u.test(meant) ? "the character itself" : `“${meant}”`;
  return `“${entity}” is shown to readers as it stands: write ${instead}`;
}

function short(found: string): string {
  const line = found.trim().split("\n")[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
