import { css } from "./css.ts";

/** Within a poll: options to be put in order. */
export const ranking = css`
  /* Options to be put in order: beside them the place, and with the script the buttons that move them */
  .ranking .text {
    touch-action: none;
    user-select: none;
  }
  .ranking div.option {
    grid-template-columns: auto 1fr auto auto;
  }
  .ranking div.option .text {
    align-self: center;
    cursor: grab;
  }
  .ranking .placed .text {
    font-weight: 600;
  }
  .ranking .dragged {
    background: var(--paper);
  }
  .steps {
    display: flex;
    gap: 0.25rem;
  }
  .poll .step {
    inline-size: 2.75rem;
    margin: 0;
    padding: 0;
    border-color: var(--line);
    background: none;
    color: var(--ink);
    font-size: 1.125rem;
  }
`;
