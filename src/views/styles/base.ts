import { css } from "./css.ts";

/** Colours, typography and the frame of every page. */
export const base = css`
  :root {
    color-scheme: light dark;
    --paper: #fcfbf8;
    --card: #f3f0e9;
    --ink: #1b1a18;
    --soft: #59554e;
    --line: #d9d3c6;
    --accent: #0b5471;
    --bar: #6a9cb0;
    --mark: #c6dbe2;
    --alert: #9c1c12;
    --serif:
      "Iowan Old Style", Charter, "Bitstream Charter", "Source Serif 4", "Noto Serif", Cambria,
      Georgia, serif;
    --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    --measure: 38rem;
    --gutter: clamp(1.125rem, 5vw, 2.5rem);
  }
  /* Follows the system's preference or the reader's choice. Browsers without light-dark() stay light. */
  :root[data-theme="light"] {
    color-scheme: light;
  }
  :root[data-theme="dark"] {
    color-scheme: dark;
  }
  @supports (color: light-dark(#fff, #000)) {
    :root {
      --paper: light-dark(#fcfbf8, #131518);
      --card: light-dark(#f3f0e9, #1c1f24);
      --ink: light-dark(#1b1a18, #e9e5dc);
      --soft: light-dark(#59554e, #a8a398);
      --line: light-dark(#d9d3c6, #363a42);
      --accent: light-dark(#0b5471, #8ac8e0);
      --bar: light-dark(#6a9cb0, #4d8299);
      --mark: light-dark(#c6dbe2, #2f4d59);
      --alert: light-dark(#9c1c12, #ff9d8f);
    }
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  html {
    text-size-adjust: 100%;
    -webkit-text-size-adjust: 100%;
  }
  body {
    background: var(--paper);
    color: var(--ink);
    font: 1.0625rem/1.6 var(--serif);
    /* No word is wider than the page (WCAG 1.4.10), whatever stands beside it. */
    overflow-wrap: anywhere;
    hyphens: auto;
    hyphenate-limit-chars: 10 4 4;
  }
  /* A table scrolls; its columns are as wide as their words. */
  table {
    overflow-wrap: break-word;
  }
  code,
  nav {
    hyphens: manual;
  }
  h1,
  h2,
  h3 {
    line-height: 1.2;
    text-wrap: balance;
  }
  ul,
  ol {
    list-style: none;
  }
  a {
    color: var(--accent);
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
  }
  h1 a,
  h2 a,
  .masthead a,
  .kicker a,
  .byline a,
  .colophon a,
  figcaption a {
    color: inherit;
  }
  h1 a,
  h2 a,
  .masthead a,
  .kicker a,
  .colophon a {
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
    text-decoration-thickness: 2px;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  [tabindex="-1"]:focus {
    outline: none;
  }
  img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    background: var(--card);
  }
  button,
  input,
  select {
    border: 1px solid var(--soft);
    border-radius: 2px;
    background: var(--paper);
    color: inherit;
    font: 1rem/1.3 var(--sans);
  }
  button {
    cursor: pointer;
  }
  .visually-hidden,
  .skip:not(:focus) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .skip {
    display: block;
    padding: 0.75rem;
  }

  /* The frame */
  .masthead,
  main,
  .colophon {
    inline-size: min(70rem, 100% - 2 * var(--gutter));
    margin-inline: auto;
  }
  .masthead {
    display: grid;
    grid-template-columns: 1fr 1fr;
    align-items: center;
    padding-block-start: clamp(0.25rem, 2vw, 1.75rem);
    font: 0.875rem/1.2 var(--sans);
  }
  .masthead .tool {
    min-inline-size: 2.75rem;
    padding-block: 0.9rem;
  }
  .masthead .theme,
  .masthead .place {
    justify-self: end;
  }
  .masthead svg {
    display: inline-block;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    vertical-align: -0.2rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
  }
  .theme {
    border: 0;
    background: none;
    text-align: end;
  }
  .title {
    grid-column: 1 / -1;
    text-align: center;
  }
  .title .name {
    font: 700 clamp(1.875rem, 1.2rem + 3vw, 3.375rem)/1.1 var(--serif);
    letter-spacing: -0.02em;
  }
  .tagline {
    margin-block-start: 0.25rem;
    color: var(--soft);
    font: italic 1rem/1.4 var(--serif);
    text-wrap: balance;
  }
  .masthead nav {
    grid-column: 1 / -1;
    margin-block-start: clamp(0.75rem, 2vw, 1.25rem);
    border-block: 1px solid var(--line);
    border-block-start: 3px double var(--ink);
    font-size: clamp(0.8125rem, 3.3vw, 0.9375rem);
    font-weight: 600;
  }
  .masthead nav ul {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    column-gap: clamp(0.8rem, 3.4vw, 2.5rem);
  }
  .masthead nav a {
    display: block;
    padding-block: 0.85rem;
  }
  .masthead [aria-current] {
    color: var(--accent);
  }
  .masthead nav [aria-current] {
    box-shadow: inset 0 -3px;
  }
  @media (min-width: 48rem) {
    .masthead {
      grid-template-columns: 1fr auto 1fr;
    }
    .title {
      grid-area: 1 / 2;
    }
  }
  main {
    padding-block: clamp(1.5rem, 4vw, 3rem) 4rem;
  }
  .colophon {
    padding-block: 1.25rem 3rem;
    border-block-start: 3px double var(--ink);
    color: var(--soft);
    font: 0.875rem/1.6 var(--sans);
  }
  .colophon ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.5rem;
    margin-block-start: 0.35rem;
  }
  .colophon a {
    display: inline-block;
    padding-block: 0.65rem;
  }
  .kicker,
  .meta,
  figcaption {
    color: var(--soft);
    font: 0.875rem/1.5 var(--sans);
  }
  .kicker {
    color: var(--accent);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .kicker a {
    display: inline-block;
    padding-block: 0.25rem;
  }
  .kicker a:not(:last-child)::after,
  .meta > :not(:last-child)::after {
    content: "·";
    display: inline-block;
    inline-size: 1.1em;
    text-align: center;
    color: var(--soft);
    font-weight: 400;
  }
  .meta time {
    white-space: nowrap;
  }
  .byline {
    color: var(--ink);
    font-weight: 600;
  }
  .lead {
    color: var(--soft);
    font-size: clamp(1.1875rem, 1.1rem + 0.4vw, 1.375rem);
    line-height: 1.42;
  }
  figcaption {
    padding-block-start: 0.5rem;
    font-size: 0.8125rem;
  }
`;
