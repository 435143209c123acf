import { basename } from "node:path";
import * as v from "valibot";
import { type Article, articleSchema } from "../../core/content/article.ts";
import { parseInstant } from "../../core/instant.ts";
import { type RenderedMarkdown, renderMarkdown } from "../../core/text/markdown.ts";
import { type PlainPage, plainPageSchema } from "../../core/content/plain-page.ts";
import { type PollDefinition, pollSchema } from "../../core/polls/poll.ts";
import { type Redirect, redirectsSchema } from "../../core/content/redirects.ts";
import { type Site, siteSchema } from "../../core/content/site.ts";
import { requireFolder } from "./content.ts";
import { listFiles, readText } from "./read-item.ts";
import { cutFrontMatter, readYaml, type YamlSource } from "./source.ts";

/** Markdown of a file that is valid, and where in the file it stands. */
export interface SurveyedText {
  file: string;
  source: YamlSource;
  markdown: RenderedMarkdown;
  /** The line on which its text begins. */
  bodyLine: number;
  /** Whether readers find it: not yet where it is scheduled. */
  state: "live" | "draft" | "scheduled";
}

/** An article. */
export interface SurveyedArticle extends SurveyedText {
  article: Article;
}

/** A plain page. */
export interface SurveyedPage extends SurveyedText {
  page: PlainPage;
}

/** What a content folder has, as far as it can be read: what is wrong with the rest is for others to tell. */
export interface Survey {
  /** All files of articles, pages and polls. */
  files: string[];
  site: Site | null;
  siteSource: YamlSource | null;
  articles: SurveyedArticle[];
  pages: SurveyedPage[];
  polls: { poll: PollDefinition; file: string; source: YamlSource }[];
  redirects: Redirect[];
  redirectsSource: YamlSource | null;
  /** Names of pictures. */
  images: string[];
  /** Files that can't be read as what they are, with what they say. */
  broken: { file: string; text: string }[];
}

/** Reads a content folder as far as it can be read. @param now milliseconds since 1970 (UTC) */
export async function surveyContent(folder: string, now: number): Promise<Survey> {
  await requireFolder(folder);
  const survey: Survey = {
    files: [],
    site: null,
    siteSource: null,
    articles: [],
    pages: [],
    polls: [],
    redirects: [],
    redirectsSource: null,
    images: await listFiles(folder, "images", /./),
    broken: [],
  };
  await readSiteAndRedirects(folder, survey);
  for (const file of await listFiles(folder, "articles", /\.md$/)) {
    await readMarkdown(folder, file, survey, (input, text) => {
      const parsed = v.safeParse(articleSchema, input);
      if (!parsed.success) return false;
      const { draft, publishAt } = parsed.output.meta;
      const later = (parseInstant(publishAt ?? "") ?? 0) > now;
      const state = draft ? "draft" : later ? "scheduled" : "live";
      survey.articles.push({ ...text, article: parsed.output, state });
      return true;
    });
  }
  for (const file of await listFiles(folder, "pages", /\.md$/)) {
    await readMarkdown(folder, file, survey, (input, text) => {
      const parsed = v.safeParse(plainPageSchema, input);
      if (parsed.success) survey.pages.push({ ...text, page: parsed.output, state: "live" });
      return parsed.success;
    });
  }
  for (const file of await listFiles(folder, "polls", /\.ya?ml$/)) {
    survey.files.push(file);
    const text = (await readText(folder, file, [])) ?? "";
    const source = readYaml(file, text);
    const parsed = v.safeParse(pollSchema, source.value);
    if (parsed.success) survey.polls.push({ poll: parsed.output, file, source });
    else survey.broken.push({ file, text });
  }
  return survey;
}

async function readSiteAndRedirects(folder: string, survey: Survey): Promise<void> {
  const site = await readText(folder, "site.yaml", []);
  if (site !== null) {
    const source = readYaml("site.yaml", site);
    const parsed = v.safeParse(siteSchema, source.value);
    if (parsed.success) {
      survey.site = parsed.output;
      survey.siteSource = source;
    } else survey.broken.push({ file: "site.yaml", text: site });
  }
  const redirects = await readText(folder, "redirects.yaml", []);
  if (redirects === null) return;
  const source = readYaml("redirects.yaml", redirects);
  const parsed = v.safeParse(redirectsSchema, source.value ?? []);
  if (parsed.success) {
    survey.redirects = parsed.output;
    survey.redirectsSource = source;
  } else survey.broken.push({ file: "redirects.yaml", text: redirects });
}

/** @param keep takes what is valid; says whether it was */
async function readMarkdown(
  folder: string,
  file: string,
  survey: Survey,
  keep: (
    input: { slug: string; meta: unknown; body: string },
    text: Omit<SurveyedText, "state">,
  ) => boolean,
): Promise<void> {
  survey.files.push(file);
  const text = (await readText(folder, file, [])) ?? "";
  const parts = cutFrontMatter(text);
  if (parts) {
    const { frontMatter, body, bodyLine } = parts;
    const source = readYaml(file, frontMatter, 2);
    const input = { slug: basename(file, ".md"), meta: source.value, body };
    const markdown = renderMarkdown(body, null);
    if (keep(input, { file, source, markdown, bodyLine })) return;
  }
  survey.broken.push({ file, text });
}
