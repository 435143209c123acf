import type { ContentFolder, TextFile } from "../content/content-folder.ts";
import type { FileProblem } from "../content/source.ts";
import { leftOvers, plainLeftOvers } from "./leftovers.ts";

type Path = (string | number)[];

/** Warns of what other tools left in the texts of a content folder, and of notes that nothing refers to. */
export function leftOverWarnings({ site, articles, pages, polls }: ContentFolder): FileProblem[] {
  return [
    ...articles.flatMap((one) => [
      ...ofFields(one, [
        [["title"], one.article.meta.title],
        [["summary"], one.article.meta.summary],
        [["image", "alt"], one.article.meta.image?.alt],
      ]),
      ...ofText(one, one.article.body),
    ]),
    ...pages.flatMap((one) => [
      ...ofFields(one, [
        [["title"], one.page.meta.title],
        [["summary"], one.page.meta.summary],
      ]),
      ...ofText(one, one.page.body),
    ]),
    ...polls.flatMap((one) =>
      ofFields(one, [
        [["title"], one.poll.title],
        ...one.poll.questions.flatMap(({ text, options }, q): [Path, string][] => [
          [["questions", q, "text"], text],
          ...options.map((option, o): [Path, string] => [
            ["questions", q, "options", o, "text"],
            option.text,
          ]),
        ]),
      ]),
    ),
    ...(site
      ? ofFields(site, [
          [["name"], site.site.name],
          [["tagline"], site.site.tagline],
          ...site.site.authors.flatMap(({ name, bio }, i): [Path, string | undefined][] => [
            [["authors", i, "name"], name],
            [["authors", i, "bio"], bio],
          ]),
          ...(site.site.tags ?? []).flatMap(
            ({ name, description }, i): [Path, string | undefined][] => [
              [["tags", i, "name"], name],
              [["tags", i, "description"], description],
            ],
          ),
          ...site.site.audiences.flatMap(({ name, intro }, i): [Path, string | undefined][] => [
            [["audiences", i, "name"], name],
            [["audiences", i, "intro"], intro],
          ]),
        ])
      : []),
  ];
}

function ofFields(
  { file, source }: Pick<TextFile, "file" | "source">,
  fields: readonly (readonly [Path, string | undefined])[],
): FileProblem[] {
  return fields.flatMap(([path, text]) =>
    plainLeftOvers(text ?? "").map((message) => {
      const place = source.placeOf(path, "value") ?? { line: source.lineOf(path) };
      return { file, ...place, message: `${path.join(".")}: ${message}` };
    }),
  );
}

function ofText({ file, markdown, bodyLine }: TextFile, body: string): FileProblem[] {
  const at = (line: number, message: string): FileProblem => ({
    file,
    line: bodyLine + line - 1,
    message,
  });
  const lines = body.split("\n");
  return [
    ...leftOvers(markdown.tokens).map(({ line, message }) => at(line, message)),
    ...markdown.unusedNotes.map((label) => {
      const line = lines.findIndex((text) => text.trimStart().startsWith(`[^${label}]:`)) + 1;
      return at(
        Math.max(line, 1),
        `nothing refers to the note “${label}”, so readers do not see it: write [^${label}] where it belongs`,
      );
    }),
  ];
}
