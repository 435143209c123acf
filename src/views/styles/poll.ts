import { css } from "./css.ts";

/** A poll: form, results, method. */
export const poll = css`
  .poll {
    --room: min(var(--gutter), 2rem);
    max-inline-size: calc(var(--measure) + 2 * var(--room));
    padding: 1.25rem var(--room) 1.5rem;
    border-block-start: 4px solid var(--ink);
    background: var(--card);
    font-size: 1.0625rem;
    line-height: 1.5;
  }
  main > .poll {
    margin-inline: auto;
  }
  /* The text aligns with the article's column; the background extends beyond it. */
  .article .body > .poll {
    max-inline-size: none;
    margin: 2.75rem calc(-1 * var(--room));
  }
  @media (min-width: 44rem) {
    .article .body > .poll {
      max-inline-size: calc(var(--measure) + 2 * var(--room));
      margin-inline: auto;
    }
  }
  .poll header h2 {
    margin-block-start: 0.15rem;
    font-size: 1.5rem;
  }
  .poll header a {
    color: inherit;
    text-decoration: none;
  }
  .poll header a:hover {
    text-decoration: underline;
  }
  .poll h1 {
    margin-block-start: 0.25rem;
    font-size: clamp(1.75rem, 1.35rem + 1.8vw, 2.5rem);
    letter-spacing: -0.015em;
  }
  .poll fieldset,
  .questions > li {
    min-inline-size: 0;
    margin-block-start: 1.5rem;
    border: 0;
  }
  .poll legend,
  .questions :is(h2, h3) {
    font-size: 1.125rem;
    font-weight: 700;
    line-height: 1.35;
  }
  .number {
    color: var(--accent);
  }
  .poll :is(.hint, .total, .note, .more, .method, .receipt, .error, .source) {
    color: var(--soft);
    font: 0.875rem/1.5 var(--sans);
  }
  .poll .total {
    padding-block-start: 0.75rem;
  }
  .poll .note {
    margin-block-start: 1rem;
  }
  .option {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: baseline;
    gap: 0.3rem 0.75rem;
    padding-block: 0.65rem;
  }
  .ballot .option {
    grid-template-columns: auto minmax(0, 1fr) auto;
    min-block-size: 2.75rem;
    cursor: pointer;
  }
  .ballot .option + .option,
  .ballot .own + .option {
    border-block-start: 1px solid var(--line);
  }
  .ballot .option:hover .text {
    color: var(--accent);
  }
  .option input {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    accent-color: var(--accent);
    translate: 0 0.15rem;
  }
  .figure {
    justify-self: end;
    font: 600 1rem/1.4 var(--sans);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .bar {
    grid-column: 1 / -1;
    display: block;
    inline-size: 100%;
    block-size: 0.5rem;
    background: var(--line);
    fill: var(--bar);
  }
  .mine .bar {
    fill: var(--accent);
  }
  .ballot .bar {
    grid-column: 2 / -1;
    block-size: 0.3rem;
  }
  [dir="rtl"] .bar {
    transform: scaleX(-1);
  }
  @media (prefers-reduced-motion: no-preference) {
    .bar rect {
      transition: width 0.5s;
    }
  }
  .tag {
    display: inline-block;
    margin-inline-start: 0.6rem;
    padding: 0.05rem 0.5rem;
    border-radius: 1rem;
    background: var(--accent);
    color: var(--paper);
    font: 600 0.75rem/1.5 var(--sans);
    white-space: nowrap;
  }
  .poll button {
    min-block-size: 2.75rem;
    margin-block-start: 1.25rem;
    padding: 0.75rem 2.25rem;
    border: 1px solid var(--ink);
    background: var(--ink);
    color: var(--paper);
    font-weight: 600;
  }
  .poll button:hover {
    border-color: var(--accent);
    background: var(--accent);
  }
  .poll button[aria-disabled] {
    opacity: 0.7;
    cursor: progress;
  }
  .poll button.quiet {
    padding-inline: 1.25rem;
    background: none;
    color: inherit;
  }
  .poll button.quiet:hover {
    color: var(--accent);
  }
  .poll :is(select, input[type="text"], input:not([type])) {
    min-block-size: 2.75rem;
    max-inline-size: 100%;
    padding: 0.4rem 0.6rem;
  }
  .poll .own {
    inline-size: 100%;
    margin-block-end: 0.5rem;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.3rem;
    justify-items: start;
    margin-block-start: 1.5rem;
    font-size: 1rem;
  }
  .field label {
    font-weight: 600;
  }
  .look {
    margin-block-start: 1.5rem;
    border-block-start: 1px solid var(--line);
  }
  .look button {
    margin-block-start: 0.75rem;
  }

  /* The details below the results */
  .poll :is(.more, .method) {
    margin-block-start: 0.5rem;
  }
  .poll summary {
    min-block-size: 2.75rem;
    padding-block: 0.7rem;
    color: var(--accent);
    cursor: pointer;
  }
  .scroll {
    overflow-x: auto;
  }
  .poll table {
    inline-size: 100%;
    margin-block: 0.5rem;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .poll :is(th, td) {
    padding: 0.5rem 0.75rem 0.5rem 0;
    border-block-end: 1px solid var(--line);
    text-align: end;
    vertical-align: top;
  }
  .poll th {
    font-weight: 600;
  }
  .poll tr > :first-child {
    min-inline-size: 9rem;
    text-align: start;
  }
  .winner {
    color: var(--accent);
  }
  .texts {
    padding-inline-start: 1.25rem;
    list-style: disc;
  }
  .poll :is(.receipt, .error) {
    margin-block-start: 1rem;
    padding: 0.8rem 1rem;
    border-inline-start: 4px solid var(--accent);
    background: var(--paper);
    color: inherit;
    font-size: 0.9375rem;
  }
  .poll .error {
    border-color: var(--alert);
    color: var(--alert);
    font-weight: 600;
  }
  .receipt code {
    font-size: 1.05em;
    letter-spacing: 0.04em;
    white-space: nowrap;
  }
  .method dt {
    margin-block-start: 0.625rem;
    color: var(--ink);
    font-weight: 600;
  }
  fieldset.preview {
    margin-block: 2rem;
    border: 0;
  }
  @media (forced-colors: active) {
    .bar {
      forced-color-adjust: none;
      background: Canvas;
      fill: CanvasText;
      outline: 1px solid CanvasText;
    }
    .mine .bar {
      fill: Highlight;
    }
  }
  @media print {
    .poll {
      border: 1px solid;
      border-block-start-width: 3pt;
      break-inside: avoid;
    }
    .bar {
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
  }
`;
