import { css } from "./css.ts";

/** Ranked questions. */
export const ranking = css`
  .ranking .text {
    touch-action: none;
    user-select: none;
  }
  .ranking div.option .text {
    cursor: grab;
  }
  /* Reserves space beside the bar for the buttons, which the script adds, so that the layout does not shift. */
  .ballot .ranking .bar {
    grid-area: 2 / 2;
    align-self: center;
  }
  @media (scripting: enabled) {
    .ballot .ranking .option {
      grid-template: auto 2.75rem / auto 1fr minmax(5.75rem, auto);
    }
  }
  .ranking .placed .text {
    font-weight: 600;
  }
  .ranking .dragged {
    background: var(--paper);
  }
  .steps {
    grid-area: 2 / 3;
    display: flex;
    gap: 0.25rem;
    justify-self: end;
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
