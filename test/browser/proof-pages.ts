/** An article of the sample publication, with an open poll whose numbers everybody sees. */
export const ARTICLE = "/articles/the-arctic-route-is-a-calendar";

/** Pages of the sample publication, one of every kind that a reader meets. `shows`: what that kind has in it, as a selector. */
export const PAGES: readonly [name: string, path: string, shows: string][] = [
  ["the front page", "/", ".front .lead-story"],
  ["an article with an open poll", ARTICLE, ".article .poll form input[type=radio]"],
  [
    "an article with a closed poll",
    "/articles/a-long-view-from-the-neva",
    ".article .poll:not(:has(form)) .figure",
  ],
  ["an article in Russian", "/articles/kak-chitat-kartu-rossii", "html[lang=ru] .article"],
  ["an open poll", "/polls/arctic-route", "main > .poll form input[type=radio]"],
  ["a poll to put in order", "/polls/aims-of-sanctions", "[data-movable]"],
  ["a closed poll", "/polls/next-ten-years", "main > .poll:not(:has(form)) .figure"],
  ["the list of polls", "/polls", ".poll-list a"],
  ["an audience's page", "/for/business", ".audience-polls"],
  ["an audience's page with data", "/for/researchers", ".audience-polls"],
  ["a tag's page", "/tags/history", ".teaser"],
  ["an author's page", "/authors/vera-lindqvist", ".teaser"],
  ["the archive", "/archive", ".archive a"],
  ["search", "/search", "form input[type=search]"],
  ["a search that found something", "/search?q=grain", ".teaser mark, li mark"],
  ["a plain page", "/about", ".article h1"],
  ["404", "/no-such-page", "main form input[type=search]"],
];
