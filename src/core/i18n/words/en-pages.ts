import { type Formats, pluralPicker } from "./formats.ts";
import type { PageWords } from "./page-words.ts";

const plural = pluralPicker("en");

/** Texts of pages. */
export function pages({ number }: Formats): PageWords {
  return {
    site: {
      skip: "Skip to the text",
      search: "Search",
      sections: "Sections",
      polls: "Polls",
      more: "More",
      archive: "Archive",
      atomFeed: "Atom feed",
      views: "Articles are their authors' views.",
      light: "Light colours",
      dark: "Dark colours",
      toFront: "To the front page",
    },
    article: {
      by: (names) => `By ${names}`,
      updated: (date) => `Updated ${date}`,
      minutes: (n) => `${number(n)} ${plural(n, { one: "minute", other: "minutes" })}`,
      alsoIn: (languages) => `Also in: ${languages}`,
      more: "More articles",
      related: "Related",
      beside: "Previous and next",
      previous: "Previous",
      next: "Next",
    },
    list: {
      articles: "Articles",
      latest: "Latest articles",
      all: "All articles",
      none: "No articles yet.",
      subject: "Subject",
      author: "Author",
      pages: "Pages",
      newer: "Newer",
      older: "Older",
      pageOf: (page, all) => `Page ${number(page)} of ${number(all)}`,
      paged: (title, page) => `${title}, page ${number(page)}`,
      archiveLead: "Every article by year, subject and author.",
      years: "Years",
      subjects: "Subjects",
      authors: "Authors",
    },
    search: {
      label: "Search the articles",
      titleOf: (query) => `Search: ${query}`,
      quoted: "Words in quotes",
      tips: (quoted) =>
        `All words must be in an article. ${quoted} must follow one another; -word leaves out the articles with a word.`,
      newest: "The newest articles",
      count: (n) => `${number(n)} ${plural(n, { one: "article", other: "articles" })}`,
      countOver: (n) => `More than ${number(n)} articles. These fit best:`,
      nothing: (query) => `No articles with ${query}`,
      otherWords: "Try fewer or other words, or the beginning of a word alone.",
      archive: "archive",
      lookThrough: (archive) =>
        `Or look through the ${archive}: every article by year, subject and author.`,
      back: "Back",
      more: "More",
    },
    share: {
      title: "Share this article",
      mail: "E-mail",
      copy: "Copy link",
      copied: "Copied",
      other: "Share…",
    },
    preview: {
      draft: "Draft",
      preview: "Preview",
      ofDraft: (label, until) => `${label}, seen only by who has this link, until ${until}.`,
      ofComing: (label, from, until) =>
        `${label}, seen by readers from ${from} on; this link is good until ${until}.`,
      ofPublished: (label, until) => `${label}, of an article that is published, until ${until}.`,
      noVote: "No vote can be cast in it.",
      poll: "A preview of the poll: no vote can be cast here.",
    },
    feed: { voteIn: (poll) => `Vote in the poll: ${poll}` },
  };
}
