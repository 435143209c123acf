import { languageAttributes } from "../../core/i18n/language.ts";
import { tagName } from "../../core/content/tags.ts";
import type { Child } from "hono/jsx";
import { type Groups, pagePath } from "../../core/content/paging.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { Layout } from "../page/layout.tsx";
import type { Publication } from "../page/publication.ts";
import { type Entry, Teaser } from "./teaser.tsx";

/** A page of a list of articles: by audience, subject, author or year, or of all articles. */
export function ListPage(props: {
  publication: Publication;
  kicker?: string;
  title: string;
  lead?: string | undefined;
  /** The path of the list's first page. */
  path: string;
  entries: Entry[];
  page: number;
  pages: number;
  /** Content between the introduction and the articles: how an audience voted. */
  children?: Child;
}) {
  const { publication, title, page, pages } = props;
  const words = wordsFor(publication.site.language).list;
  const pageTitle = page === 1 ? title : words.paged(title, page);
  return (
    <Layout
      publication={publication}
      title={pageTitle}
      description={page === 1 ? props.lead : undefined}
      path={pagePath(props.path, page)}
      sheet={props.children ? "audience" : "list"}
    >
      <header class="list-head">
        {props.kicker && <p class="kicker">{props.kicker}</p>}
        <h1>{title}</h1>
        {props.lead && page === 1 && <p class="lead">{props.lead}</p>}
      </header>
      {props.children}
      <section class="latest" aria-label={words.articles}>
        {props.entries.map((entry) => (
          <Teaser publication={publication} entry={entry} />
        ))}
        {props.entries.length === 0 && <p>{words.none}</p>}
      </section>
      <Pager path={props.path} page={page} pages={pages} language={publication.site.language} />
    </Layout>
  );
}

/** Links to the previous and next page of a list. */
export function Pager(props: { path: string; page: number; pages: number; language: string }) {
  const { path, page, pages } = props;
  if (pages === 1) return null;
  const words = wordsFor(props.language).list;
  return (
    <nav class="pager" aria-label={words.pages}>
      {page > 1 ? (
        <a rel="prev" href={pagePath(path, page - 1)}>
          {words.newer}
        </a>
      ) : (
        <span />
      )}
      <span>{words.pageOf(page, pages)}</span>
      {page < pages ? (
        <a rel="next" href={pagePath(path, page + 1)}>
          {words.older}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}

/** The archive: links to all articles by year, subject and author. */
export function ArchivePage({ publication, groups }: { publication: Publication; groups: Groups }) {
  const { authors, language } = publication.site;
  const { list: words, site, number } = wordsFor(language);
  const known = groups.authors.flatMap(({ id, articles }) => {
    const author = authors.find((a) => a.id === id);
    return author ? [{ id, name: author.name, articles }] : [];
  });
  const years = groups.years.map((group) => ({ ...group, name: group.id }));
  const subjects = groups.tags.map((group) => {
    const tag = tagName(publication.site, group.id);
    return { ...group, name: tag.name, own: languageAttributes(language, tag.language) };
  });
  const list = (title: string, base: string, entries: Named[]) =>
    entries.length > 0 && (
      <section>
        <h2>{title}</h2>
        <ul>
          {entries.map(({ id, name, articles, own = {} }) => (
            <li>
              <a href={`/${base}/${id}`} {...own}>
                {name}
              </a>{" "}
              <span class="meta">{number(articles)}</span>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <Layout
      publication={publication}
      title={site.archive}
      description={words.archiveLead}
      path="/archive"
    >
      <header class="list-head">
        <h1>{site.archive}</h1>
      </header>
      <div class="archive">
        {list(words.years, "archive", years)}
        {list(words.subjects, "tags", subjects)}
        {list(words.authors, "authors", known)}
      </div>
    </Layout>
  );
}

interface Named {
  id: string;
  name: string;
  articles: number;
  /** Attributes of a name in another language. */
  own?: ReturnType<typeof languageAttributes>;
}
