/** Texts of pages. Functions insert their arguments as they are: plain text, or the placeholder of an element. */
export interface PageWords {
  site: {
    skip: string;
    search: string;
    sections: string;
    polls: string;
    more: string;
    archive: string;
    atomFeed: string;
    views: string;
    light: string;
    dark: string;
    toFront: string;
  };
  article: {
    by: (names: string, authors: number) => string;
    updated: (date: string) => string;
    minutes: (n: number) => string;
    alsoIn: (languages: string) => string;
    more: string;
    related: string;
    beside: string;
    previous: string;
    next: string;
  };
  list: {
    articles: string;
    latest: string;
    all: string;
    none: string;
    subject: string;
    author: string;
    pages: string;
    newer: string;
    older: string;
    pageOf: (page: number, pages: number) => string;
    /** The title of the second and later pages of a list. */
    paged: (title: string, page: number) => string;
    archiveLead: string;
    years: string;
    subjects: string;
    authors: string;
  };
  search: {
    label: string;
    titleOf: (query: string) => string;
    quoted: string;
    tips: (quoted: string) => string;
    newest: string;
    count: (articles: number) => string;
    /** Where more articles match than are shown. */
    countOver: (shown: number) => string;
    nothing: (query: string) => string;
    otherWords: string;
    archive: string;
    lookThrough: (archive: string) => string;
    back: string;
    more: string;
  };
  share: { title: string; mail: string; copy: string; copied: string; other: string };
  preview: {
    draft: string;
    preview: string;
    ofDraft: (label: string, until: string) => string;
    ofComing: (label: string, from: string, until: string) => string;
    ofPublished: (label: string, until: string) => string;
    noVote: string;
    poll: string;
  };
  feed: { voteIn: (poll: string) => string };
}
