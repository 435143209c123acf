import { stringify } from "yaml";

/** Placeholders in a new file for what the editor is to write. */
const PLACEHOLDERS = {
  summary: "What the reader should know first, in a sentence or two.",
  text: "Write here.",
  question: "What do you ask?",
  answers: ["The first answer", "The second answer"],
} as const;

/** Whether a text is still the placeholder of a new file. */
export function isPlaceholder(text: string): boolean {
  const { summary, text: body, question, answers } = PLACEHOLDERS;
  const all: string[] = [summary, body, question, ...answers];
  return all.includes(text.trim());
}

/** A new article. */
export function articleText(given: {
  title: string;
  date: string;
  authors: string[];
  audiences: string[];
  language?: string | undefined;
}): string {
  const { title, date, authors, audiences, language } = given;
  return `---
${fields({ title, date })}authors: [${authors.join(", ")}]
audiences: [${audiences.join(", ")}]
tags: []
${fields({ summary: PLACEHOLDERS.summary, ...(language === undefined ? {} : { language }) })}draft: true
---

${PLACEHOLDERS.text}
`;
}

/** A new plain page. */
export function pageText(title: string): string {
  return `---
${fields({ title, summary: PLACEHOLDERS.summary })}---

${PLACEHOLDERS.text}
`;
}

/** A new poll with one question. */
export function pollText(given: {
  id: string;
  title: string;
  closesAt: string;
  language?: string | undefined;
}): string {
  const { id, title, closesAt, language } = given;
  const [first, second] = PLACEHOLDERS.answers;
  return `${fields({ id, title, ...(language === undefined ? {} : { language }), closesAt })}# always: readers see the numbers at once. Or after-vote, or after-close.
results: always
questions:
  - id: question
    text: ${PLACEHOLDERS.question}
    # single: one answer. Or multiple, or ranked.
    kind: single
    options:
      - { id: first, text: ${first} }
      - { id: second, text: ${second} }
`;
}

/** Fields as YAML, quoted if necessary; dates are text. */
function fields(values: Record<string, string>): string {
  return stringify(values, { schema: "core", lineWidth: 0 });
}
