import { publishedInstant, timeOf } from "../../core/instant.ts";
import { leftOverWarnings } from "./leftover-warnings.ts";
import { linkFindings } from "./check-links.ts";
import { authorFindings, imageFindings, pollFindings, textFindings } from "./check-texts.ts";
import { validate } from "../content/content.ts";
import { imageProblem } from "../publishing/image-files.ts";
import type { Finding, Report } from "../output/report.ts";
import type { FileProblem } from "../content/source.ts";
import { type ArticleFile, type ContentFolder, readFolder } from "../content/content-folder.ts";

/**
 * Checks a content folder: everything that prevents publishing it, and everything that could be published but would not
 * be right. Needs no site and uses no network.
 *
 * @param options `now` in milliseconds since 1970 (UTC); `strict`: treat warnings as errors
 * @throws CliError if the folder does not exist
 */
export async function checkContent(
  path: string,
  { now, strict = false }: { now: number; strict?: boolean },
): Promise<Report> {
  const folder = await readFolder(path, now);
  const read = await validate(folder, imageProblem);
  const as =
    (level: Finding["level"]) =>
    (problem: FileProblem): Finding => ({ level, ...problem });
  const problems: Finding[] = [
    ...(read.ok ? [] : read.problems.map(as("error"))),
    ...read.warnings.map(as("warning")),
    ...folder.notes.map(as("note")),
    ...leftOverWarnings(folder).map(as("warning")),
    ...(await linkFindings(folder)),
    ...imageFindings(folder),
    ...textFindings(folder),
    ...pollFindings(folder),
    ...authorFindings(folder),
  ].toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  const count = (level: Finding["level"]): number =>
    problems.filter((problem) => problem.level === level).length;
  const [errors, warnings] = [count("error"), count("warning")];
  return {
    ok: errors === 0 && !(strict && warnings > 0),
    errors,
    warnings,
    notes: count("note"),
    problems,
    ...unpublished(folder),
    checked: {
      articles: countOf(folder, "articles"),
      pages: countOf(folder, "pages"),
      polls: countOf(folder, "polls"),
      images: folder.images.length,
    },
  };
}

/** Number of files of a kind, valid or not. */
function countOf(folder: ContentFolder, kind: "articles" | "pages" | "polls"): number {
  const broken = folder.broken.filter(({ file }) => file.startsWith(`${kind}/`));
  return folder[kind].length + broken.length;
}

function unpublished({ articles }: ContentFolder): Pick<Report, "drafts" | "scheduled"> {
  const entry = ({ article: { slug, meta }, file }: ArticleFile) => ({
    slug,
    title: meta.title,
    file,
  });
  return {
    drafts: articles.filter(({ state }) => state === "draft").map(entry),
    scheduled: articles
      .filter(({ state }) => state === "scheduled")
      .map((one) => ({
        ...entry(one),
        publishAt: publishedInstant(one.article.meta.publishAt ?? ""),
      }))
      .toSorted((a, b) => timeOf(a.publishAt) - timeOf(b.publishAt)),
  };
}
