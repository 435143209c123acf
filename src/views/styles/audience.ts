import { css } from "./css.ts";

/** The polls on the page of an audience. */
export const audience = css`
  .audience-polls {
    max-inline-size: 46rem;
    margin-block: 2rem 2.5rem;
    padding: 1.25rem clamp(1.125rem, 3vw, 2rem) 1.5rem;
    border-block-start: 4px solid var(--ink);
    background: var(--card);
  }
  .audience-polls h2 {
    font-size: 1.1875rem;
  }
  .audience-polls h3 {
    font-size: 1.0625rem;
    line-height: 1.3;
  }
  .audience-polls h3 a {
    color: inherit;
    text-decoration: none;
  }
  .audience-polls h3 a:hover {
    color: var(--accent);
    text-decoration: underline;
  }
  @media (min-width: 64rem) {
    main:has(.audience-polls) {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 26rem;
      gap: 0 2.5rem;
    }
    main > :is(.list-head, .pager) {
      grid-column: 1 / -1;
    }
    main > .latest {
      grid-area: 2 / 1;
      align-content: start;
    }
    main > .audience-polls {
      grid-area: 2 / 2;
      align-self: start;
      margin-block: 0 2rem;
    }
  }
  .audience-polls :is(.hint, .note, .more, .how-to-read ul, table, dl) {
    color: var(--soft);
    font: 0.875rem/1.5 var(--sans);
  }
  .how-to-read {
    margin-block-start: 1rem;
  }
  .how-to-read ul {
    padding-inline-start: 1.25rem;
    list-style: disc;
  }
  .audience-poll {
    margin-block-start: 1rem;
    padding-block-start: 1rem;
    border-block-start: 1px solid var(--line);
  }
  .audience-poll .scroll {
    overflow-x: auto;
  }
  .audience-poll table {
    inline-size: 100%;
    margin-block: 0.5rem;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .audience-poll :is(th, td) {
    padding: 0.45rem 0.75rem 0.45rem 0;
    border-block-end: 1px solid var(--line);
    text-align: end;
    vertical-align: top;
  }
  .audience-poll th {
    font-weight: 600;
  }
  .audience-poll tr > :first-child {
    text-align: start;
  }
  .headline {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
    gap: 0.5rem 2rem;
    margin-block: 0.5rem;
  }
  .headline .figure {
    color: var(--ink);
    font: 700 1.75rem/1.2 var(--serif);
  }
  .audience-poll summary {
    padding-block: 0.7rem;
    color: var(--accent);
    cursor: pointer;
  }
  .data-links {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    font: 0.875rem/1.5 var(--sans);
  }
  .data-links a {
    display: inline-block;
    padding-block: 0.65rem;
  }
`;
