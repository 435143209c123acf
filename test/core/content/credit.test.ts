import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it, test } from "vitest";
import { articleMetaSchema } from "../../../src/core/content/article.ts";
import { creditAddress, plainCredit } from "../../../src/core/content/credit.ts";

test.each([
  ["Photo: A. Author", "Photo: A. Author"],
  ["A & B, 3 < 4", "A & B, 3 < 4"],
  ['<a href="https://example.org">Photo: A. Author</a>', "Photo: A. Author"],
  ['<a href="https://example.org">Photo: A. Author</a', "Photo: A. Author"],
  ['<a href="https://example.org>Photo: A. Author</a>', "Photo: A. Author"],
  ['<a href="https://example.org Photo: A. Author</a>', "Photo: A. Author"],
  ["<a href='https://example.org'>Photo</a> by <b>Ann", "Photo by Ann"],
  ["Photo: Ann</a>", "Photo: Ann"],
  ["Photo &copy; Ann &amp; Ben &#8212; 2026", "Photo © Ann & Ben — 2026"],
  ["&lt;script&gt;", "<script>"],
  ["&amp;lt;b&amp;gt;", "&lt;b&gt;"],
  ["Photo:\n  <br/>  Ann", "Photo: Ann"],
  [" Photo:\n\tAnn ", "Photo: Ann"],
  ["<script>alert(1)</script>", "alert(1)"],
  ["&#0;&#xD800;&#x110000;&nosuch;", "&#0;&#xD800;&#x110000;&nosuch;"],
])("%j is the credit %j", (pasted, plain) => {
  expect(plainCredit(pasted)).toBe(plain);
});

test.each([
  ['<a href="https://example.org/a">x</a>', "https://example.org/a"],
  ["<a target=_blank href='https://example.org/a'>x</a", "https://example.org/a"],
  ['<a href="https://a.org">x</a> <a href="https://b.org">y</a>', null],
  ['<a href="https://example.org/?a=1&amp;b=2">x</a>', "https://example.org/?a=1&b=2"],
  ['<a data-href="https://a.org" href="https://b.org">x</a>', "https://b.org"],
  ['<abbr href="https://a.org">x</abbr>', null],
  ['<a href="javascript:alert(1)">x</a>', null],
  ['<a href="java&#115;cript:alert(1)">x</a>', null],
  ['<a href="https:&#47;&#47;a.org&quot; onclick=&quot;alert(1)">x</a>', null],
  ['<a href="//example.org">x</a>', null],
  ["https://example.org", null],
])("the address in %j is %j", (pasted, address) => {
  expect(creditAddress(pasted)).toBe(address);
});

describe("an article's picture", () => {
  const meta = (image: object) =>
    v.safeParse(articleMetaSchema, {
      title: "T",
      date: "2026-10-05",
      authors: ["ann"],
      image: { src: "images/a.jpg", alt: "A", ...image },
    });

  it("has a pasted credit as text, and its address", () => {
    const { output } = meta({ credit: '<a href="https://example.org">Photo: Ann</a' });
    expect(output).toMatchObject({
      image: { credit: "Photo: Ann", creditUrl: "https://example.org" },
    });
  });

  it("keeps the address that the editor gave", () => {
    const { output } = meta({
      credit: '<a href="https://example.org">Photo: Ann</a>',
      creditUrl: "https://ann.example",
    });
    expect(output).toMatchObject({ image: { creditUrl: "https://ann.example" } });
  });

  it.each([
    ['<a href="https://example.org">Ann</a', "https://example.org"],
    [" https://example.org ", "https://example.org"],
    ["/articles/one", "/articles/one"],
    ["www.example.org", undefined],
    ["javascript:alert(1)", undefined],
    ["//example.org", undefined],
    ["", undefined],
  ])("leads from the address %j to %j, and is published in any case", (creditUrl, address) => {
    const { success, output } = meta({ credit: "Photo: Ann", creditUrl });
    expect(success).toBe(true);
    const { image } = output as { image: { credit: string; creditUrl?: string } };
    expect(image).toMatchObject({ credit: "Photo: Ann" });
    expect(image.creditUrl).toBe(address);
  });

  it("leads nowhere but to http, https and this site, whatever was pasted", () => {
    const tags = ["<a ", "href=", "onclick=", '"', "'", ">", "</a>", "&#58;", "&quot;"];
    const others = [
      "https://a.org",
      "javascript:",
      "alert(1)",
      "data:x,",
      "/",
      "\\",
      " ",
      "x",
      "\n",
    ];
    const piece = fc.constantFrom(...tags, ...others);
    const pasted = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(pasted, fc.option(pasted, { nil: undefined }), (credit, creditUrl) => {
        const { output } = meta({ credit, ...(creditUrl === undefined ? {} : { creditUrl }) });
        const { image } = output as { image: { creditUrl?: string } };
        const link = image.creditUrl;
        if (link === undefined) return;
        const { protocol, host } = new URL(link, "https://self.test");
        expect(protocol).toMatch(/^https?:$/);
        expect(link.startsWith("/") === (host === "self.test")).toBe(true);
        expect(link).not.toMatch(/["<>\s]/);
      }),
      { numRuns: 2000 },
    );
  });

  it("has no credit where nothing is left of it", () => {
    const { success, output } = meta({ credit: "<br>" });
    expect(success).toBe(true);
    expect(output).not.toHaveProperty("image.credit");
  });

  it("takes no longer credit because of its markup, and no endless time", () => {
    expect(meta({ credit: `<b>${"x".repeat(301)}</b>` }).success).toBe(false);
    const pieces = fc.constantFrom("<a ", "href=", '"', "'", ">", "<", "</a", " ", "&#", "x", "=");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 1500 }), (parts) => {
        const { success, output } = meta({ credit: parts.join("") });
        const image = success ? (output as { image: { credit?: string } }).image : {};
        expect(image.credit ?? "x").not.toBe("");
      }),
      { numRuns: 300 },
    );
  });
});
