import { MAX_QUERY_LENGTH } from "../core/query.ts";
import type { Piece } from "../core/search-text.ts";
import { Byline, DateOf, Kicker } from "./bylines.tsx";
import { number } from "./dates.ts";
import { Layout, type Publication } from "./layout.tsx";
import { type Entry, Teaser } from "./teaser.tsx";

/** An article that was found, with what was found marked in its title and in a piece of its text. */
export interface Hit extends Entry {
  title: Piece[];
  excerpt: Piece[];
}

/** What the page of a search shows under its form. */
export type SearchShown =
  | { kind: "newest"; entries: Entry[] }
  | { kind: "hits"; hits: Hit[]; total: number; page: number; pages: number };

/** The page of a search. `query`: as it was typed; empty where nothing was asked yet. */
export function SearchPage(props: { publication: Publication; query: string; shown: SearchShown }) {
  const { publication, query, shown } = props;
  const page = shown.kind === "hits" && shown.page > 1 ? `, page ${shown.page}` : "";
  return (
    // Without a path: nobody's search is an address to be found by.
    <Layout publication={publication} title={query === "" ? "Search" : `Search: ${query}${page}`}>
      <header class="list-head">
        <h1>Search</h1>
        <SearchForm query={query} />
        {query === "" && (
          <p class="search-tips">
            All words must be in an article. <q>Words in quotes</q> must follow one another; -word
            leaves out the articles with a word.
          </p>
        )}
      </header>
      {shown.kind === "newest" ? (
        <Newest publication={publication} entries={shown.entries} />
      ) : (
        <Hits publication={publication} query={query} {...shown} />
      )}
    </Layout>
  );
}

/** The form of a search. `query`: what it has in it. */
export function SearchForm({ query = "" }: { query?: string }) {
  return (
    <form class="search-form" role="search" action="/search">
      <label for="search-q">Search the articles</label>
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
      <button>Search</button>
    </form>
  );
}

function Newest({ publication, entries }: { publication: Publication; entries: Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <div class="search-newest">
      <h2>The newest articles</h2>
      <section class="latest" aria-label="The newest articles">
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
  page: number;
  pages: number;
}) {
  const { publication, query, hits, total, page, pages } = props;
  if (total === 0) return <Nothing query={query} />;
  const { language } = publication.site;
  return (
    <>
      <p class="search-count">
        {total === 1 ? "1 article" : `${number(total, language)} articles`}
        {page > 1 && `, page ${page} of ${pages}`}
      </p>
      <ol class="search-hits">
        {hits.map((hit) => (
          <li>
            <article class="teaser">
              <Kicker ids={hit.meta.audiences} site={publication.site} />
              <h2 dir="auto">
                <a href={`/articles/${hit.slug}`}>
                  <Pieces of={hit.title} />
                </a>
              </h2>
              {hit.excerpt.length > 0 && (
                <p class="summary" dir="auto">
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
      <SearchPager query={query} page={page} pages={pages} />
    </>
  );
}

function Nothing({ query }: { query: string }) {
  return (
    <section class="search-nothing">
      <p class="search-count">
        No articles with <q dir="auto">{query}</q>
      </p>
      <p>Try fewer or other words, or the beginning of a word alone.</p>
      <p>
        Or look through the <a href="/archive">archive</a>: every article by year, subject and
        author.
      </p>
    </section>
  );
}

function Pieces({ of }: { of: readonly Piece[] }) {
  return <>{of.map(({ text, found }) => (found ? <mark>{text}</mark> : text))}</>;
}

function SearchPager({ query, page, pages }: { query: string; page: number; pages: number }) {
  if (pages === 1) return null;
  const link = (to: number, rel: string, text: string) =>
    to >= 1 && to <= pages ? (
      <a rel={rel} href={searchPath(query, to)}>
        {text}
      </a>
    ) : (
      <span />
    );
  return (
    <nav class="pager" aria-label="Pages">
      {link(page - 1, "prev", "Back")}
      <span>
        Page {page} of {pages}
      </span>
      {link(page + 1, "next", "More")}
    </nav>
  );
}

function searchPath(query: string, page: number): string {
  const parameters = new URLSearchParams({ q: query });
  if (page > 1) parameters.set("page", String(page));
  return `/search?${parameters.toString()}`;
}
