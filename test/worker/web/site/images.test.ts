import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { readImage } from "../../../../src/store/pages/pages.ts";
import {
  api,
  ask,
  page,
  publish,
  putArticle,
  putPoll,
  putSite,
  send,
  TOKEN,
} from "../../support/site.ts";

async function sendFile(bytes: string, type = "image/jpeg"): Promise<string> {
  const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": type };
  const response = await ask("/api/files", { method: "POST", headers, body: bytes });
  return (await response.json<{ digest: string }>()).digest;
}

/** Files as the command line makes them. */
async function files(name: string) {
  const made: [type: string, width: number, height: number][] = [
    ["image/jpeg", 1200, 600],
    ["image/webp", 480, 240],
    ["image/webp", 1600, 800],
    ["image/avif", 480, 240],
  ];
  return Promise.all(
    made.map(async ([type, width, height]) => ({
      digest: await sendFile(`${name} ${type} ${width}`, type),
      type,
      width,
      height,
    })),
  );
}

/** The bytes of a picture of these tests: words. */
async function textOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

const digest = (digit: string): string => digit.repeat(64);
/** A picture of one file. */
const ofOne = (file: object) => ({
  digest: digest("a"),
  variants: [{ digest: digest("a"), ...file }],
});

beforeAll(async () => {
  await putSite();
  await send("PUT", "/images/a.jpg", { digest: digest("a"), variants: await files("a") });
  await putPoll("one");
  const image = { src: "images/a.jpg", alt: "A harbour", credit: "Photo: Ann" };
  const body = 'Text.\n\n![In the text](images/a.jpg "A caption")';
  await putArticle("shown", { image }, body);
  await publish();
});

describe("a picture of several files", () => {
  it("is offered in each format and width, the best first", async () => {
    const html = await page("/articles/shown");
    const [own = ""] = /<figure class="picture">.*?<\/figure>/s.exec(html) ?? [];
    const sources = [...own.matchAll(/<source type="([^"]*)" srcset="([^"]*)" sizes="([^"]+)">/g)];
    expect(sources.map(([, type]) => type)).toEqual(["image/avif", "image/webp"]);
    expect(sources[1]?.[2]).toMatch(
      /^\/images\/[0-9a-f]{64}\/a\.webp 480w, \/images\/[0-9a-f]{64}\/a\.webp 1600w$/,
    );
    expect(own).toMatch(
      /<img src="[^"]*\/a\.jpg" alt="A harbour" width="1200" height="600" fetchpriority="high"/,
    );
  });

  it("is fetched late within the text, and has its title as a caption", async () => {
    const html = await page("/articles/shown");
    const [figure = ""] = /<figure><picture>.*?<\/figure>/s.exec(html) ?? [];
    expect(figure).toContain('loading="lazy"');
    expect(figure).toContain("<figcaption>A caption</figcaption>");
  });

  it("has every file under an address that never has other bytes", async () => {
    const html = await page("/articles/shown");
    const addresses = new Set(html.match(/\/images\/[0-9a-f]{64}\/a\.\w+/g));
    expect(addresses.size).toBe(4);
    for (const address of addresses) {
      const response = await ask(address);
      expect(response.status).toBe(200);
      expect(response.headers.get("Cache-Control")).toBe(
        "public, max-age=31536000, immutable, stale-if-error=0",
      );
      expect(response.headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
      expect(await textOf(response)).toContain(response.headers.get("Content-Type"));
    }
  });

  it("is what it was while new files come, and new as a whole once its name stands for them", async () => {
    const before = await page("/articles/shown");
    const variants = await files("b");
    // A crash here.
    await publish();
    expect(await page("/articles/shown")).toBe(before);
    await send("PUT", "/images/a.jpg", { digest: digest("b"), variants });
    await publish();
    const after = await page("/articles/shown");
    for (const variant of variants) expect(after).toContain(variant.digest);
    for (const [address] of before.matchAll(/\/images\/[0-9a-f]{64}/g)) {
      expect(after).not.toContain(address);
      // Pages that caches still have name them.
      expect(await readImage(env.PAGES, address.slice("/images/".length))).not.toBeNull();
    }
  });

  it.each([
    ["no files", { digest: digest("a"), variants: [] }],
    ["no digest", { ...ofOne({ type: "image/png", width: 1, height: 1 }), digest: undefined }],
    ["a type that is none", ofOne({ type: "image/svg+xml", width: 1, height: 1 })],
    ["no width", ofOne({ type: "image/png", height: 1 })],
    ["nothing", null],
  ])("is refused with %s", async (_, body) => {
    expect((await api("PUT", "/images/a.jpg", body)).status).toBe(422);
  });
});

describe("the picture that a page is shared with", () => {
  const card = { type: "image/png", width: 1200, height: 630, source: digest("c") };
  const property = (html: string, name: string): string | undefined =>
    new RegExp(`<meta property="og:image${name}" content="([^"]*)"`).exec(html)?.[1];

  it("is the page's own photograph until one was made", async () => {
    expect(property(await page("/articles/shown"), "")).toMatch(/\/a\.jpg$/);
    expect(property(await page("/"), "")).toBeUndefined();
    expect((await ask("/polls/one/share.png")).status).toBe(404);
  });

  it("is the one that was made, at the next publish", async () => {
    const made = await Promise.all(
      ["/", "/articles/shown"].map((path) => sendFile(path, "image/png")),
    );
    const images = ["/", "/articles/shown"].map((path, i) => ({ ...card, path, digest: made[i] }));
    await send("PUT", "/share-images", { images });
    await publish();
    for (const { path, digest: of } of images) {
      const html = await page(path);
      expect(property(html, "")).toMatch(new RegExp(`/images/${of}/share.png$`));
      expect(property(html, ":width")).toBe("1200");
      expect(html).toContain('<meta name="twitter:card" content="summary_large_image"');
    }
    const manifest = await send<{ shareImages: object }>("GET", "/manifest");
    expect(manifest.shareImages).toEqual({ "/": card.source, "/articles/shown": card.source });
  });

  it("is the publication's for a poll that has none of its own", async () => {
    expect(property(await page("/polls/one"), "")).toMatch(/\/polls\/one\/share\.png$/);
    expect(await textOf(await ask("/polls/one/share.png"))).toBe("/");
    const own = await sendFile("a poll", "image/png");
    await send("PUT", "/share-images", { images: [{ ...card, path: "/polls/one", digest: own }] });
    const response = await ask("/polls/one/share.png");
    expect(await textOf(response)).toBe("a poll");
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=300, stale-if-error=0");
  });

  it.each(["/about", "articles/shown", "/articles/", "/articles/a/b", "//example.org"])(
    "is refused for %s",
    async (path) => {
      const images = [{ ...card, path, digest: digest("d") }];
      expect((await api("PUT", "/share-images", { images })).status).toBe(422);
    },
  );
});
