import { css } from "./css.ts";

/** An article or a plain page: header, body, footer. */
export const article = css`
  .article > :is(header, footer),
  .article .body > *,
  .onward {
    max-inline-size: var(--measure);
    margin-inline: auto;
  }
  .article h1 {
    margin-block: 0.5rem 0.9rem;
    font-size: clamp(2.125rem, 1.4rem + 3vw, 3.375rem);
    letter-spacing: -0.02em;
    line-height: 1.08;
  }
  .article > header .meta {
    margin-block-start: 1.125rem;
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--line);
  }
  .article > header .also-in {
    margin-block-start: 0.25rem;
    padding: 0;
    border: 0;
  }
  .picture {
    max-inline-size: 58rem;
    margin: 1.75rem auto 0;
  }
  .article .body {
    margin-block-start: 2rem;
    font-size: clamp(1.125rem, 1.07rem + 0.25vw, 1.25rem);
    line-height: 1.62;
    hanging-punctuation: first allow-end last;
  }
  .body > * + * {
    margin-block-start: 1.15em;
  }
  .body h2 {
    margin-block-start: 2em;
    font-size: 1.35em;
  }
  .body h3 {
    margin-block-start: 1.7em;
    font-size: 1.1em;
  }
  .body > :is(h2, h3) + * {
    margin-block-start: 0.6em;
  }
  .body :is(ul, ol):not(.poll *) {
    padding-inline-start: 1.4em;
    list-style: disc;
  }
  .body ol:not(.poll *) {
    list-style: decimal;
  }
  .body li + li:not(.poll *),
  .body li > p + p {
    margin-block-start: 0.4em;
  }
  .body blockquote {
    padding-inline-start: 1.25rem;
    border-inline-start: 3px solid var(--accent);
    font-style: italic;
  }
  .body blockquote > p + p {
    margin-block-start: 0.8em;
  }
  .body hr {
    inline-size: 5rem;
    border: 0;
    border-block-start: 1px solid var(--soft);
  }
  .body pre {
    overflow-x: auto;
    padding: 1rem;
    background: var(--card);
    font-size: 0.85em;
  }
  .table {
    overflow-x: auto;
    font: 0.9375rem/1.45 var(--sans);
  }
  .table table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .table :is(th, td) {
    padding: 0.55rem 0.75rem;
    border-block-end: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
  }
  .table thead th {
    border-block-end: 2px solid var(--ink);
  }
  .table .right {
    text-align: end;
  }
  .table .center {
    text-align: center;
  }
  .table :is(th, td):first-child {
    padding-inline-start: 0;
  }
  .footnotes {
    padding-block-start: 1rem;
    border-block-start: 1px solid var(--line);
    color: var(--soft);
    font: 0.875rem/1.5 var(--sans);
  }
  .footnote-ref {
    line-height: 0;
    font-size: 0.7em;
  }
  .footnote-ref a,
  .footnote-backref {
    padding-inline: 0.2em;
    text-decoration: none;
  }
  .article > footer {
    margin-block-start: 2.75rem;
    font: 0.9375rem/1.5 var(--sans);
  }
  .share {
    padding-block: 1rem;
    border-block: 1px solid var(--line);
  }
  .share h2 {
    font-size: 0.9375rem;
  }
  .share ul,
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-block-start: 0.625rem;
  }
  .share :is(a, button) {
    display: block;
    padding: 0.6rem 0.9rem;
    border: 1px solid var(--line);
    border-radius: 2rem;
    background: none;
    color: var(--accent);
    font: inherit;
    line-height: 1.4;
    text-decoration: none;
  }
  .share :is(a, button):hover {
    border-color: var(--accent);
  }
  .tags {
    margin-block-start: 1.25rem;
    font-size: 0.875rem;
  }
  .tags a {
    padding: 0.55rem 0.9rem;
    border-radius: 2rem;
    background: var(--card);
    color: var(--soft);
    text-decoration: none;
  }
  .tags a:hover {
    color: var(--accent);
  }
  .author {
    margin-block-start: 1.25rem;
    color: var(--soft);
  }
  .author a {
    color: var(--ink);
    font-weight: 600;
  }
  .onward {
    margin-block-start: 3rem;
    padding-block-start: 1.25rem;
    border-block-start: 4px solid var(--ink);
  }
  .onward h2 {
    font-size: 1.1875rem;
  }
  .onward li {
    padding-block: 0.75rem;
    border-block-end: 1px solid var(--line);
  }
  .onward a {
    color: inherit;
    font-weight: 700;
    line-height: 1.35;
    text-decoration: none;
  }
  .onward .byline a {
    font-weight: 600;
    text-decoration: underline;
    text-decoration-thickness: 1px;
  }
  .onward a:hover {
    color: var(--accent);
  }
  .onward nav {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
    gap: 1rem 2rem;
    margin-block-start: 1.25rem;
  }
  .onward nav .meta {
    display: block;
  }
  .onward nav [rel="next"] {
    text-align: end;
  }
  @media print {
    .article .body {
      margin-block-start: 1.25rem;
      font-size: 11pt;
      line-height: 1.5;
    }
    .picture {
      max-inline-size: var(--measure);
    }
  }
`;
