import { css } from "./css.ts";

/** Print styles of every page. */
export const print = css`
  @page {
    margin: 18mm 16mm;
  }
  @media print {
    :root {
      color-scheme: light;
    }
    body {
      background: none;
      color: #000;
      font-size: 10.5pt;
    }
    .masthead nav,
    .masthead .tool,
    .masthead .theme,
    .share,
    .colophon nav,
    .onward,
    .pager,
    .skip,
    .preview,
    .look,
    form button,
    form .field {
      display: none;
    }
    main {
      padding-block-end: 1rem;
    }
    h1,
    h2,
    h3 {
      break-after: avoid;
    }
    figure,
    .option,
    .teaser,
    blockquote,
    tr {
      break-inside: avoid;
    }
    p {
      orphans: 3;
      widows: 3;
    }
    /* Print the addresses of links. */
    .body a[href^="http"]::after {
      content: " (" attr(href) ")";
      color: var(--soft);
      font-size: 0.8em;
      overflow-wrap: anywhere;
    }
  }
`;
