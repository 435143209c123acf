/**
 * What a view and a vote use of the platform when each comes alone (a vote that shares a commit uses less). Measured at
 * the bindings by test/worker/product/cost-counts.test.ts, which fails if these numbers are wrong.
 */
export const COUNTS = {
  /**
   * A page that is not in an isolate's memory: reads the page, and what the site is. prices.ts assumes one view in ten.
   */
  coldView: { kvReads: 2, objectRequests: 1 },
  /** A ballot from a reader who has no cookie yet: redirected with one, then counted, then the poll's page. */
  vote: {
    /** POST, POST again with the cookie, GET of the poll's page. */
    requests: 3,
    objectRequests: 3,
    objectRowsRead: 1,
    objectRowsWritten: 3,
    /** The vote, and the poll's numbers once for all votes in the same batch. */
    d1RowsWritten: 1,
    d1RowsWrittenTogether: 4,
  },
  /** Milliseconds of CPU time, rounded up from what `npm run bench -- cost` measures. */
  cpu: { view: 0.5, vote: 2 },
} as const;
