import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRedirects, redirectsSchema } from "../../src/core/content/redirects.ts";
import { normalPath, readablePath } from "../../src/core/path.ts";
import * as v from "valibot";

/** Each line: spellings of one address. */
const ONE: string[][] = [
  [
    "/2019/привет",
    "/2019/%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82",
    "/2019/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82/",
  ],
  ["/~user/page", "/%7Euser/page", "/%7euser/page/"],
  [
    "/about",
    "/%61bout",
    "/about/",
    "/about//",
    "//about".slice(1),
    "/x/../about",
    "/x/%2e%2E/about",
    "/./about",
  ],
  ["/a(b)", "/a%28b%29", "/a%28b)"],
  ["/it's", "/it%27s"],
  ["/tag/c++", "/tag/c%2B%2B", "/tag/c%2b+"],
  ["/a:b;c=d,e@f&g$h!i*j", "/a%3Ab%3Bc%3Dd%2Ce%40f%26g%24h%21i%2Aj"],
  ["/caf\u00e9", "/cafe\u0301", "/caf%C3%A9", "/cafe%cc%81"],
  ["/2019/post", "/2019//post", "/2019///post//"],
  ["/latin/caf%E9", "/latin/caf%e9", "/latin/%63af%e9"],
  ["/100%", "/100%25", "/100%/"],
  ["/a%zz", "/a%25zz"],
  ["/🔥-deals", "/%f0%9f%94%a5-deals"],
  ["/a%5Bb%5D", "/a%5bb%5d", "/a[b]"],
  ["/with%20space", "/with%20space/"],
];

/** Addresses that must stay apart. */
const APART: [string, string][] = [
  ["/wp/x%2Fy", "/wp/x/y"],
  ["/a%3Fb", "/a"],
  ["/a%23b", "/a"],
  ["/a%2520b", "/a%20b"],
  ["/a+b", "/a%20b"],
  ["/Old-Page.HTML", "/old-page.html"],
  ["/caf%E9", "/caf%C3%A9"],
  ["/%252e%252e/about", "/about"],
];

describe("an address", () => {
  it.each(ONE)("is one in all its spellings: %s", (first, ...others) => {
    for (const other of others) expect(normalPath(other), other).toBe(normalPath(first));
  });

  it.each(APART)("%s is not %s", (one, other) => {
    expect(normalPath(one)).not.toBe(normalPath(other));
  });

  it("is spelled as RFC 3986 says", () => {
    expect(normalPath("/2019/привет/")).toBe("/2019/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82");
    expect(normalPath("/%7euser/a%28b%29/it%27s/c%2b%2b")).toBe("/~user/a(b)/it's/c++");
    expect(normalPath("/")).toBe("/");
  });

  it("is no path of this site with a host, a query, a fragment, a space or a control character", () => {
    for (const path of [
      "//x.test/a",
      "/\\x.test",
      "a",
      "",
      "/a?b",
      "/a#b",
      "/a b",
      "/a\nb",
      "/\u0000",
      "/\ud800",
    ]) {
      expect(normalPath(path), path).toBeNull();
    }
  });

  it("is normal for good, and asked for by browsers as it is spelled", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 6 }),
      fc.constantFrom(
        "%",
        "%2",
        "%2F",
        "%2e",
        "%e9",
        "%D0%BF",
        "%zz",
        "/",
        "//",
        "..",
        "%00",
        "e\u0301",
        "'",
        "|",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const normal = normalPath(`/${pieces.join("")}`);
        if (normal === null) return;
        expect(normalPath(normal)).toBe(normal);
        expect(new URL(`https://x.test${normal}`).pathname).toBe(normal);
        expect(normal).toMatch(/^\/(?:$|[^/])[\x21-\x7e]*$/);
      }),
    );
  });

  it("is told to people in letters", () => {
    expect(readablePath("/%D1%81")).toBe("/с");
    expect(readablePath("/caf%E9")).toBe("/caf%E9");
  });
});

describe("redirects", () => {
  it("that begin at one address in two spellings are found, with the one that stood first", () => {
    const list = v.parse(redirectsSchema, [
      { from: "/%d1%81", to: "/about" },
      { from: "/%D1%81", to: "/privacy" },
      { from: "/с", to: "/archive" },
    ]);
    const message = "/с stands twice in this list";
    expect(checkRedirects(list, () => false)).toEqual([
      { index: 1, first: 0, message },
      { index: 2, first: 0, message },
    ]);
  });

  it("that lead back to themselves in another spelling are found", () => {
    const list = v.parse(redirectsSchema, [{ from: "/%7Eann", to: "/~ann/?x=1" }]);
    expect(checkRedirects(list, () => false)).toMatchObject([{ index: 0 }]);
  });

  it("may not begin below a reserved name in any spelling", () => {
    for (const from of ["/%61pi/x", "/x/..//polls/y", "/polls%2Fx/../../embed/z"]) {
      expect(v.safeParse(redirectsSchema, [{ from, to: "/" }]).success, from).toBe(false);
    }
  });
});
