// Characters that XML 1.0 (2.2) does not allow. Content has none, but Markdown's `&#12;` produces one.
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Escapes text for HTML, between tags or in a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Escapes text for XML 1.0 likewise, and replaces characters that XML does not allow by U+FFFD. */
export function escapeXml(text: string): string {
  return escapeHtml(text.replace(ILLEGAL, "\uFFFD"));
}

/** Escapes text for one line of Markdown, so that nothing in it is markup. White space is collapsed. */
export function escapeMarkdown(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>&|~#]/g, "\\$&")
    .replace(/^[-+=]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}
