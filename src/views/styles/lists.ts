import { css } from "./css.ts";

/** Lists of articles and of polls, the front page, messages. */
export const lists = css`
  .list-head,
  .message {
    max-inline-size: 46rem;
    margin-block-end: 2rem;
  }
  .message {
    max-inline-size: var(--measure);
    margin-inline: auto;
  }
  :is(.list-head, .message) h1 {
    font-size: clamp(2rem, 1.35rem + 2.8vw, 3.25rem);
    letter-spacing: -0.02em;
    line-height: 1.08;
  }
  .list-head .lead {
    margin-block-start: 0.75rem;
  }
  .message p {
    margin-block-start: 1rem;
  }
  .teaser h2 {
    margin-block: 0.15rem 0.4rem;
    font-size: 1.375rem;
  }
  .summary {
    color: var(--soft);
    font-size: 1rem;
    line-height: 1.5;
  }
  .teaser .meta {
    margin-block-start: 0.5rem;
  }
  .teaser img {
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    object-fit: cover;
    margin-block-end: 0.75rem;
  }
  .lead-story img {
    aspect-ratio: 16 / 10;
    margin-block-end: 1.125rem;
  }
  .lead-story h2 {
    margin-block-start: 0.4rem;
    font-size: clamp(2rem, 1.4rem + 2.4vw, 3rem);
    letter-spacing: -0.02em;
    line-height: 1.08;
  }
  .lead-story .summary {
    margin-block: 0.75rem;
    color: inherit;
    font-size: 1.1875rem;
    line-height: 1.45;
  }
  .rail .teaser,
  .latest .teaser {
    padding-block: 1.25rem 1.5rem;
    border-block-start: 1px solid var(--line);
  }
  .rail .teaser {
    padding-block-end: 1.125rem;
  }
  .rail h2 {
    font-size: 1.25rem;
  }
  .front {
    margin-block-end: 1.5rem;
  }
  .front .lead-story {
    margin-block-end: 1.5rem;
  }
  .latest {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(17.5rem, 100%), 1fr));
    gap: 0 clamp(1.5rem, 3vw, 2.5rem);
  }
  @media (min-width: 60rem) {
    .front {
      display: grid;
      grid-template-columns: minmax(0, 2.1fr) minmax(0, 1fr);
      gap: clamp(1.5rem, 3vw, 2.5rem);
    }
    .front .lead-story {
      margin: 0;
    }
    .rail {
      padding-inline-start: clamp(1.5rem, 3vw, 2.5rem);
      border-inline-start: 1px solid var(--line);
    }
    .rail .teaser:first-child {
      padding-block-start: 0;
      border: 0;
    }
  }
  .pager {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    align-items: center;
    margin-block-start: 2rem;
    padding-block: 0.5rem;
    border-block: 1px solid var(--line);
    font: 0.9375rem/1.5 var(--sans);
  }
  .pager a {
    padding-block: 0.65rem;
    font-weight: 600;
  }
  .pager > :last-child {
    text-align: end;
  }
  .open-polls {
    margin-block: 2rem 2.5rem;
    padding: 1.25rem clamp(1.125rem, 3vw, 2rem) 1.5rem;
    border-block-start: 4px solid var(--ink);
    background: var(--card);
  }
  .open-polls ul,
  .audiences {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
    gap: 1.25rem clamp(1.5rem, 3vw, 2.5rem);
  }
  .open-polls h2 {
    margin-block-end: 0.75rem;
    font-size: 1.1875rem;
  }
  .open-polls li {
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--line);
  }
  .open-polls li a,
  .poll-list li a {
    color: inherit;
    font-size: 1.125rem;
    font-weight: 700;
    line-height: 1.3;
    text-decoration: none;
  }
  .open-polls li a:hover,
  .poll-list li a:hover {
    color: var(--accent);
    text-decoration: underline;
  }
  .audiences {
    padding-block-start: 1.5rem;
    border-block-start: 3px double var(--ink);
  }
  .audiences h2 {
    font-size: 1.1875rem;
  }
  .audiences h2 a {
    color: var(--accent);
  }
  .audiences p {
    margin-block-start: 0.35rem;
    color: var(--soft);
    font-size: 1rem;
    line-height: 1.5;
  }
  .archive {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(10rem, 100%), 1fr));
    gap: 2rem;
  }
  .archive li a {
    display: inline-block;
    padding-block: 0.5rem;
  }
  .archive h2 {
    padding-block-end: 0.35rem;
    border-block-end: 4px solid var(--ink);
    font-size: 1.125rem;
  }
  .poll-list {
    max-inline-size: 46rem;
  }
  .poll-list + .poll-list {
    margin-block-start: 2.25rem;
  }
  .poll-list h2 {
    padding-block-end: 0.35rem;
    border-block-end: 4px solid var(--ink);
    font-size: 1.125rem;
  }
  .poll-list li {
    padding-block: 0.9rem;
    border-block-end: 1px solid var(--line);
  }
  .leading {
    color: var(--soft);
    font: 0.875rem/1.5 var(--sans);
  }
  .leading .figure {
    color: var(--ink);
    font-weight: 700;
  }
`;
