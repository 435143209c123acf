import { css } from "./css.ts";

/** The citation and the embedding code below a poll on its own page. */
export const reuse = css`
  .reuse {
    max-inline-size: var(--measure);
    margin: 1.25rem auto 0;
    color: var(--soft);
    font: 0.875rem/1.5 var(--sans);
  }
  .reuse summary {
    padding-block: 0.7rem;
    color: var(--accent);
    cursor: pointer;
  }
  .reuse pre {
    overflow-x: auto;
    padding: 0.75rem;
    background: var(--card);
    font-size: 0.8125rem;
  }
`;

/** A poll embedded in another site. */
export const embed = css`
  .embed main {
    inline-size: auto;
    padding: 0;
  }
  .embed .poll {
    max-inline-size: none;
  }
  .embed .source {
    padding: 0.75rem 1rem;
    color: var(--soft);
    font: 0.875rem/1.5 var(--sans);
  }
`;

/** The notice above a preview. */
export const preview = css`
  p.preview {
    max-inline-size: var(--measure);
    margin: 0 auto 1.5rem;
    padding: 0.625rem 0.875rem;
    border: 2px dashed var(--line);
    font: 0.9375rem/1.5 var(--sans);
  }
`;
