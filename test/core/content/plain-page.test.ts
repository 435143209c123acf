import { readdirSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { pageLinks, plainPageSchema } from "../../../src/core/content/plain-page.ts";
import { isReserved } from "../../../src/core/routes.ts";

const PAGE = { slug: "about", meta: { title: "About" }, body: "Text." };

describe("a plain page", () => {
  it("is known by the same digest whether or not there is a field that it does not have", () => {
    expect(v.parse(plainPageSchema, PAGE)).toEqual(PAGE);
  });

  it.each(["polls", "for", "page", "feed", "source", "index", "well-known"])(
    "cannot be named %s",
    (slug) => {
      expect(v.is(plainPageSchema, { ...PAGE, slug })).toBe(false);
    },
  );

  it.each(["About", "a/b", "a.b", "", "-a"])("cannot be named “%s”", (slug) => {
    expect(v.is(plainPageSchema, { ...PAGE, slug })).toBe(false);
  });

  it("cannot have the name of a file that is served without the Worker", () => {
    // Names with a leading underscore are not valid slugs anyway.
    const served = readdirSync("static").filter((name) => !name.startsWith("_"));
    const files = served.map((name) => name.replace(/\..*$/, ""));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) expect(isReserved(name), name).toBe(true);
  });
});

describe("links to plain pages", () => {
  it("stand by their order first, then by their titles as the language sorts them", () => {
    const pages = [
      { slug: "z", meta: { title: "Öffentlich" } },
      { slug: "y", meta: { title: "Zuletzt" } },
      { slug: "x", meta: { title: "Kontakt", order: 7 } },
      { slug: "w", meta: { title: "Impressum", order: 0 } },
      { slug: "v", meta: { title: "Zuletzt" } },
    ];
    const order = (language: string) => pageLinks(pages, language).map(({ slug }) => slug);
    expect(order("de")).toEqual(["w", "x", "z", "v", "y"]);
    // In Swedish the letter comes after Z.
    expect(order("sv")).toEqual(["w", "x", "v", "y", "z"]);
  });
});
