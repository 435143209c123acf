import { MAX_QUERY_LENGTH } from "../../core/text/query.ts";
import type { Piece } from "../../core/text/search-text.ts";
import { Byline, DateOf, Kicker } from "../article/bylines.tsx";
import { languageAttributes } from "../../core/i18n/language.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { Layout } from "../page/layout.tsx";
import type { Publication } from "../page/publication.ts";
import { sentence } from "../page/sentence.tsx";
import { type Entry, Teaser } from "./teaser.tsx";

/** A search result, with the matches marked in its title and in an excerpt of its text. */
interface Hit extends Entry {
  title: Piece[];
  excerpt: Piece[];
}

/** What the search page shows below its form. */
export type SearchOutcome =
  | { kind: "newest"; entries: Entry[] }
  | {
      kind: "hits";
      hits: Hit[];
      /** How many articles the pages show, and whether more match. */
      total: number;
      more: boolean;
      page: number;
      pages: number;
    };

/** The search page. `query`: as typed; empty if nothing was searched for. */
export function SearchPage(props: {
  publication: Publication;
  query: string;
  shown: SearchOutcome;
}) {
  const { publication, query, shown } = props;
  const { language } = publication.site;
  const { search: words, list, site } = wordsFor(language);
  const titled = query === "" ? site.search : words.titleOf(query);
  const title = shown.kind === "hits" && shown.page > 1 ? list.paged(titled, shown.page) : titled;
  return (
    // Without a path: search results should not be indexed.
    <Layout publication={publication} title={title}>
      <header class="list-head">
        <h1>{site.search}</h1>
        <SearchForm query={query} language={language} />
        {query === "" && <p class="search-tips">{sentence(words.tips, <q>{words.quoted}</q>)}</p>}
      </header>
      {shown.kind === "newest" ? (
        <Newest publication={publication} entries={shown.entries} />
      ) : (
        <Hits publication={publication} query={query} {...shown} />
      )}
    </Layout>
  );
}

/** The search form. `query`: its initial value. */
export function SearchForm({ query = "", language }: { query?: string; language: string }) {
  const { search: words, site } = wordsFor(language);
  return (
    <form class="search-form" role="search" action="/search">
      <label for="search-q">{words.label}</label>
      <input
        id="search-q"
        type="search"
        name="q"
        value={query}
        maxlength={MAX_QUERY_LENGTH}
        dir="auto"
        autocapitalize="off"
        enterkeyhint="search"
      />
      <button type="submit">{site.search}</button>
    </form>
  );
}

function Newest({ publication, entries }: { publication: Publication; entries: Entry[] }) {
  if (entries.length === 0) return null;
  const words = wordsFor(publication.site.language).search;
  return (
    <div class="search-newest">
      <h2>{words.newest}</h2>
      <section class="latest" aria-label={words.newest}>
        {entries.map((entry) => (
          <Teaser publication={publication} entry={entry} />
        ))}
      </section>
    </div>
  );
}

function Hits(props: {
  publication: Publication;
  query: string;
  hits: Hit[];
  total: number;
  more: boolean;
  page: number;
  pages: number;
}) {
  const { publication, query, hits, total, more, page, pages } = props;
  const { language } = publication.site;
  if (total === 0) return <Nothing query={query} language={language} />;
  const { search: words, list } = wordsFor(language);
  return (
    <>
      <p class="search-count">
        {more ? words.countOver(total) : words.count(total)}
        {page > 1 && ` · ${list.pageOf(page, pages)}`}
      </p>
      <ol class="search-hits">
        {hits.map((hit) => (
          <li>
            <article class="teaser">
              <Kicker ids={hit.meta.audiences} site={publication.site} />
              <h2 dir="auto" lang={langOf(hit, language)}>
                <a href={`/articles/${hit.slug}`}>
                  <Pieces of={hit.title} />
                </a>
              </h2>
              {hit.excerpt.length > 0 && (
                <p class="summary" dir="auto" lang={langOf(hit, language)}>
                  <Pieces of={hit.excerpt} />
                </p>
              )}
              <p class="meta">
                <Byline ids={hit.meta.authors} site={publication.site} />
                <DateOf date={hit.meta.date} language={language} />
              </p>
            </article>
          </li>
        ))}
      </ol>
      <SearchPager query={query} page={page} pages={pages} language={language} />
    </>
  );
}

/** The language of an article, if it is not the page's. */
function langOf({ meta }: Entry, page: string): string | undefined {
  return languageAttributes(page, meta.language ?? page).lang;
}

function Nothing({ query, language }: { query: string; language: string }) {
  const words = wordsFor(language).search;
  return (
    <section class="search-nothing">
      <p class="search-count">{sentence(words.nothing, <q dir="auto">{query}</q>)}</p>
      <p>{words.otherWords}</p>
      <p>{sentence(words.lookThrough, <a href="/archive">{words.archive}</a>)}</p>
    </section>
  );
}

function Pieces({ of }: { of: readonly Piece[] }) {
  return <>{of.map(({ text, found }) => (found ? <mark>{text}</mark> : text))}</>;
}

function SearchPager(props: { query: string; page: number; pages: number; language: string }) {
  const { query, page, pages } = props;
  if (pages === 1) return null;
  const { search: words, list } = wordsFor(props.language);
  const link = (to: number, rel: string, text: string) =>
    to >= 1 && to <= pages ? (
      <a rel={rel} href={searchPath(query, to)}>
        {text}
      </a>
    ) : (
      <span />
    );
  return (
    <nav class="pager" aria-label={list.pages}>
      {link(page - 1, "prev", words.back)}
      <span>{list.pageOf(page, pages)}</span>
      {link(page + 1, "next", words.more)}
    </nav>
  );
}

/**
 * The one address of a page of a query's results, as a browser sends it from the form.
 *
 * @param query from `tidyQuery`
 */
export function searchPath(query: string, page: number): string {
  const parameters = new URLSearchParams();
  if (query !== "") parameters.set("q", query);
  if (page > 1) parameters.set("page", String(page));
  return parameters.size === 0 ? "/search" : `/search?${parameters.toString()}`;
}
