import { expect, test } from "vitest";
import { css } from "../../../src/views/styles/css.ts";

test("leaves out comments and white space", () => {
  const sheet = css`
    /* one */
    .a,
    .b > .c {
      color: red; /* two */
      margin: 0 auto;
    }
  `;
  expect(sheet).toBe(".a,.b>.c{color:red;margin:0 auto}");
});

test("keeps the spaces that mean something", () => {
  const sheet = css`
    .a :is(b, c) {
      inline-size: calc(1px + 2 * (3px - 1px));
    }
    .d + .e {
      font: 1rem/1.5 "Iowan Old Style";
    }
    @media (min-width: 1px) and (max-width: 2px) {
      .f {
        color: red;
      }
    }
  `;
  expect(sheet).toBe(
    ".a :is(b,c){inline-size:calc(1px + 2 * (3px - 1px))}" +
      '.d + .e{font:1rem/1.5 "Iowan Old Style"}' +
      "@media (min-width:1px) and (max-width:2px){.f{color:red}}",
  );
});
