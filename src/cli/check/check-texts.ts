import type { FileProblem } from "../content/source.ts";
import { isPlaceholder } from "../content/starting-texts.ts";
import type { Finding } from "../output/report.ts";
import type { ContentFolder, ArticleFile, TextFile } from "../content/content-folder.ts";

/** Finds pictures that nothing shows, and descriptions that say nothing about the picture. */
export function imageFindings(folder: ContentFolder): Finding[] {
  const shown = new Set<string>();
  const findings: Finding[] = [];
  const checkAlt = (
    file: string,
    src: string,
    alt: string,
    place: Omit<FileProblem, "file" | "message">,
  ): void => {
    shown.add(src);
    if (!saysNothing(alt, src)) return;
    const message = `“${alt}” says nothing of what ${src} shows: describe it for those who don't see it`;
    findings.push({ level: "warning", file, ...place, message });
  };
  for (const { article, file, source } of folder.articles) {
    const { image } = article.meta;
    const at = ["image", "alt"];
    const place = source.placeOf(at, "value") ?? { line: source.lineOf(at) };
    if (image) checkAlt(file, image.src, image.alt, place);
  }
  for (const { file, markdown, bodyLine } of [...folder.articles, ...folder.pages]) {
    for (const { src, alt, line } of markdown.images)
      checkAlt(file, src, alt, { line: bodyLine + line - 1 });
  }
  for (const file of folder.images) {
    // For a file that can't be parsed, any mention in its text counts.
    if (shown.has(file) || folder.broken.some(({ text }) => text.includes(file))) continue;
    findings.push({
      level: "warning",
      file,
      line: 1,
      message: "no article and no page shows this picture",
    });
  }
  return findings;
}

/** Whether a description is just the file's name, a camera's file name, or a generic word for a picture. */
function saysNothing(alt: string, src: string): boolean {
  const text = alt.trim().toLowerCase();
  const plain = (name: string): string => name.replaceAll(/[\s_.-]+/g, " ").trim();
  const name = (src.split("/").at(-1) ?? "").toLowerCase();
  const stem = name.replace(/\.[a-z0-9]+$/, "");
  return (
    /\.(?:jpe?g|png|webp|avif|gif|heic|tiff?)$/.test(text) ||
    // One plain word may be both a description and the file's name: “harbour”.
    (plain(text) === plain(stem) && /[\d_-]/.test(stem)) ||
    /^(?:an? |the )?(?:image|picture|photo|photograph|illustration|graphic|screenshot|img|dsc|pxl)[\s_-]*\d*$/.test(
      text,
    )
  );
}

/** Finds articles without a lead, titles used twice, and starting texts that were never replaced. */
export function textFindings(folder: ContentFolder): Finding[] {
  return [
    ...folder.articles.flatMap(articleFindings),
    ...folder.pages.flatMap((one) => [
      ...placeholder(one, ["summary"], one.page.meta.summary),
      ...bodyPlaceholder(one, one.page.body),
    ]),
    ...twice(folder.articles.map((one) => ({ ...one, title: one.article.meta.title }))),
    ...twice(folder.pages.map((one) => ({ ...one, title: one.page.meta.title }))),
    ...twice(folder.polls.map((one) => ({ ...one, title: one.poll.title }))),
  ];
}

function articleFindings(one: ArticleFile): Finding[] {
  const { article, file, source } = one;
  const { title, summary } = article.meta;
  if (summary === undefined) {
    const message = `“${title}” has no summary, which stands in lists, feeds and search results. Write it like this: summary: What the reader should know first.`;
    return [{ level: "warning", file, line: source.lineOf(["title"]), message }];
  }
  // A draft is not finished yet.
  if (one.state === "draft") return [];
  return [...placeholder(one, ["summary"], summary), ...bodyPlaceholder(one, article.body)];
}

function placeholder(
  { file, source }: Pick<TextFile, "file" | "source">,
  path: (string | number)[],
  text: string | undefined,
): Finding[] {
  if (text === undefined || !isPlaceholder(text)) return [];
  const place = source.placeOf(path, "value") ?? { line: source.lineOf(path) };
  const message = `${path.join(".")}: is still what a new file begins with: “${text}”`;
  return [{ level: "warning", file, ...place, message }];
}

function bodyPlaceholder({ file, bodyLine }: TextFile, body: string): Finding[] {
  if (!isPlaceholder(body)) return [];
  const line = bodyLine + body.length - body.trimStart().length;
  return [
    {
      level: "warning",
      file,
      line,
      message: `the text is still what a new file begins with: “${body.trim()}”`,
    },
  ];
}

function twice(list: { title: string; file: string; source: TextFile["source"] }[]): Finding[] {
  const first = new Map<string, string>();
  return list.flatMap(({ title, file, source }): Finding[] => {
    const plain = title.toLowerCase().replaceAll(/\s+/g, " ");
    const other = first.get(plain);
    if (other === undefined) {
      first.set(plain, file);
      return [];
    }
    const place = source.placeOf(["title"], "value") ?? { line: source.lineOf(["title"]) };
    return [{ level: "warning", file, ...place, message: `title: is that of ${other} too` }];
  });
}

/** Finds polls that never end, that no reader meets, or whose texts are not written yet. */
export function pollFindings(folder: ContentFolder): Finding[] {
  const inTexts = (texts: readonly TextFile[]): Set<string> =>
    new Set(texts.flatMap(({ markdown }) => markdown.polls.map(({ id }) => id)));
  const all = [...folder.articles, ...folder.pages];
  const [anywhere, read] = [inTexts(all), inTexts(all.filter(({ state }) => state !== "draft"))];
  return folder.polls.flatMap((one): Finding[] => {
    const { poll, file, source } = one;
    const findings: Finding[] = [];
    const add = (level: Finding["level"], line: number, message: string): void => {
      findings.push({ level, file, line, message });
    };
    if (poll.closesAt === null) {
      const message = `“${poll.title}” has no closing date, and takes votes for ever. Write it like this: closesAt: 2027-01-31`;
      add("warning", source.lineOf(["title"]), message);
    }
    const broken = folder.broken.some(({ text }) => text.includes(`"${poll.id}"`));
    if (!anywhere.has(poll.id) && !broken) {
      const message = `“${poll.title}” stands in no article. Put it into one, on a line of its own: ::poll{id="${poll.id}"}`;
      add("warning", source.lineOf(["id"]), message);
    } else if (!read.has(poll.id) && !broken) {
      add("note", source.lineOf(["id"]), `“${poll.title}” stands in drafts alone`);
    }
    for (const [index, question] of poll.questions.entries()) {
      findings.push(...placeholder(one, ["questions", index, "text"], question.text));
      for (const [at, option] of question.options.entries()) {
        findings.push(
          ...placeholder(one, ["questions", index, "options", at, "text"], option.text),
        );
      }
    }
    return findings;
  });
}

/** Finds authors who have no page yet. */
export function authorFindings({ site, articles, broken }: ContentFolder): Finding[] {
  const writing = new Set(
    articles.flatMap(({ article, state }) => (state === "draft" ? [] : article.meta.authors)),
  );
  return (site?.site.authors ?? []).flatMap(({ id, name }, index): Finding[] => {
    if (writing.has(id) || broken.some(({ text }) => text.includes(id))) return [];
    const line = site?.source.lineOf(["authors", index]) ?? 1;
    const message = `${name} has no article yet, and so no page`;
    return [{ level: "note", file: "site.yaml", line, message }];
  });
}
