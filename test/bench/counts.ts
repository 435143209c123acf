/**
 * What a view and a vote take of the platform, where each comes alone (a vote that shares a commit takes less).
 * Measured at the bindings by test/worker/product/cost-counts.test.ts, which fails where they are not what they are.
 */
export const COUNTS = {
  /** A page that is not in an isolate's memory: the page, and what the site is. One of a hundred views, we assume. */
  coldView: { kvReads: 2, objectRequests: 1 },
  /** A ballot of a reader who has no cookie yet: sent on with one, then counted, then the poll's page. */
  vote: {
    /** POST, POST again with the cookie, GET of the poll's page. */
    requests: 3,
    objectRequests: 3,
    objectRowsRead: 3,
    objectRowsWritten: 3,
    /** The vote, and the poll's numbers once for all that travel together. */
    d1RowsWritten: 1,
    d1RowsWrittenTogether: 4,
  },
  /** Milliseconds of processor time, rounded up from what `npm run bench -- cost` measures. */
  cpu: { view: 0.5, vote: 2 },
} as const;
