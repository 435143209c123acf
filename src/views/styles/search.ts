import { css } from "./css.ts";

/** The search form, which is also on message pages, and the search results. */
export const search = css`
  .search-form {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.5rem;
    max-inline-size: var(--measure);
    margin-block-start: 1.25rem;
  }
  .message + .search-form {
    margin-inline: auto;
  }
  .search-form label {
    grid-column: 1 / -1;
    font: 600 1rem/1.3 var(--sans);
  }
  .search-form :is(input, button) {
    min-inline-size: 0;
    min-block-size: 2.75rem;
    padding: 0.4rem 0.75rem;
  }
  .search-form button {
    padding-inline: 1.5rem;
    border-color: var(--ink);
    background: var(--ink);
    color: var(--paper);
    font-weight: 600;
  }
  .search-form button:hover {
    border-color: var(--accent);
    background: var(--accent);
  }
  .search-tips {
    margin-block-start: 0.75rem;
    color: var(--soft);
    font-size: 1rem;
    line-height: 1.5;
  }
  .search-newest h2:first-child {
    margin-block-end: 0.75rem;
  }
  .search-count,
  .search-hits,
  .search-nothing,
  .search-hits + .pager {
    max-inline-size: 46rem;
  }
  .search-count {
    padding-block-end: 0.5rem;
    border-block-end: 4px solid var(--ink);
    font: 600 1rem/1.4 var(--sans);
  }
  .search-nothing p + p {
    margin-block-start: 1rem;
  }
  .search-hits > li {
    padding-block: 1.25rem;
    border-block-end: 1px solid var(--line);
  }
  .search-hits :is(h2, .summary) {
    overflow-wrap: anywhere;
  }
  mark {
    border-radius: 1px;
    background: var(--mark);
    color: var(--ink);
  }
`;
