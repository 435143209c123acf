import { expect, test } from "vitest";
import { pagePath } from "../../../src/core/content/paging.ts";

test.each([
  ["/tags/trade", 1, "/tags/trade"],
  ["/tags/trade", 2, "/tags/trade/page/2"],
  ["/archive/2026", 41, "/archive/2026/page/41"],
  ["/", 1, "/"],
  ["/", 2, "/page/2"],
  ["/", 100, "/page/100"],
])("the path of page %# of %s is without doubled slashes", (list, page, path) => {
  expect(pagePath(list, page)).toBe(path);
});
