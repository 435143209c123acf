import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { THEME_HASH, THEME_SCRIPT } from "../../../src/core/content/theme.ts";

test("the hash is that of the script", () => {
  const digest = createHash("sha256").update(THEME_SCRIPT).digest("base64");
  expect(THEME_HASH).toBe(`sha256-${digest}`);
});
