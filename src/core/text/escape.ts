// What is no Char of XML 1.0 (2.2). Content has none of them, but Markdown's `&#12;` makes one.
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text as it stands in HTML, between tags or in an attribute in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Text as it stands in XML 1.0, likewise; what may not stand in it is replaced. */
export function escapeXml(text: string): string {
  return escapeHtml(text.replace(ILLEGAL, "\uFFFD"));
}
