import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { select } from "./read-markup.ts";
import {
  api,
  type Fault,
  faultyD1,
  forgetAll,
  page,
  publish,
  putArticle,
  putPoll,
  putSite,
  quiet,
  send,
} from "../../support/site.ts";

const digest = (digit: string): string => digit.repeat(64);
const variants = (digit: string) => [
  { digest: digest(digit), type: "image/jpeg", width: 8, height: 6 },
];
const image = { src: "images/a.jpg", alt: "A harbour" };
const card = { type: "image/png", width: 1200, height: 630, source: digest("e") };

/** D1 answers so many calls after the log's entry, and then none; what it was asked to do is done or not, as `done` says. */
function endsAfter(calls: number, done: boolean): Fault {
  let made = 0;
  return async (sql, proceed) => {
    if (/^insert into "activity"/i.test(sql)) return proceed();
    made += 1;
    if (made < calls) return proceed();
    if (done && made === calls) await proceed();
    throw new Error("gone");
  };
}

beforeAll(async () => {
  await putSite();
  await send("PUT", "/images/a.jpg", { digest: digest("0"), variants: variants("0") });
  await putPoll("one");
  await putArticle("shown", { image }, "![It](images/a.jpg)");
  await send("PUT", "/pages/about", {
    slug: "about",
    meta: { title: "About" },
    body: "![It](images/a.jpg)",
  });
  await publish();
});

beforeEach(() => {
  forgetAll();
  quiet();
});

describe("a crash while a picture is noted", () => {
  it.each([
    ["before", false],
    ["after", true],
  ])("%s it is in D1 leaves pages with what the site says that it has", async (_, done) => {
    for (let calls = 1; calls <= 3; calls += 1) {
      const now = `${done ? "a" : "b"}${calls}`.repeat(32);
      const body = { digest: now, variants: [{ ...variants("0")[0], digest: now }] };
      await api("PUT", "/images/a.jpg", body, { DB: faultyD1(endsAfter(calls, done)) });
      await publish();
      const { images } = await send<{ images: Record<string, string> }>("GET", "/manifest");
      for (const path of ["/articles/shown", "/about", "/"]) {
        forgetAll();
        expect(await page(path), path).toContain(`/images/${images["images/a.jpg"]}/a.jpg`);
      }
      // The second call writes it.
      expect(images["images/a.jpg"] === now).toBe(calls > (done ? 1 : 2));
    }
  });
});

describe("the picture that a page is shared with", () => {
  it("is in the page once the site says that it has it, wherever a crash was", async () => {
    for (const [n, done] of [false, true].entries()) {
      const source = digest(`${n + 1}`);
      const images = [{ ...card, path: "/articles/shown", digest: source, source }];
      await api("PUT", "/share-images", { images }, { DB: faultyD1(endsAfter(1, done)) });
      await publish();
      const manifest = await send<{ shareImages: Record<string, string> }>("GET", "/manifest");
      expect(manifest.shareImages["/articles/shown"]).toBe(done ? source : undefined);
      forgetAll();
      expect((await page("/articles/shown")).includes(`/images/${source}/share.png`)).toBe(done);
    }
  });

  it("stands beside the photograph in what search engines are told", async () => {
    const images = [{ ...card, path: "/articles/shown", digest: digest("d") }];
    await send("PUT", "/share-images", { images });
    await publish();
    forgetAll();
    const blocks = await select(await page("/articles/shown"), "script");
    const told = blocks.find(({ text }) => text.includes("OpinionNewsArticle"))?.text ?? "";
    const { image: list } = JSON.parse(told) as { image: { url: string }[] };
    expect(list.map(({ url }) => url.replace(/^.*\/(?=[^/]*$)/, ""))).toEqual([
      "a.jpg",
      "share.png",
    ]);
  });

  it("is forgotten with its article or poll, and with nothing else", async () => {
    const paths = ["/", "/articles/shown", "/articles/gone", "/polls/gone", "/polls/one"];
    await putArticle("gone");
    await putPoll("gone");
    const images = paths.map((path) => ({ ...card, path, digest: digest("d") }));
    await send("PUT", "/share-images", { images });
    await publish({ articles: ["gone"], polls: ["gone"] });
    const { shareImages } = await send<{ shareImages: object }>("GET", "/manifest");
    expect(Object.keys(shareImages).toSorted()).toEqual(["/", "/articles/shown", "/polls/one"]);
  });
});

describe("a credit with markup in it", () => {
  it.each([
    ['<a href="https://example.org">Photo: Ann</a', "Photo: Ann", "https://example.org"],
    ["<script>alert(1)</script>", "alert(1)", null],
    ["&lt;img src=x onerror=alert(1)&gt;", "<img src=x onerror=alert(1)>", null],
    ["<svg/onload=alert(1)>Ann", "Ann", null],
    ["<<b>script>alert(1)//<</b>/script>", "< script>alert(1)//< /script>", null],
    ['"><iframe srcdoc="<script>x</script>">Ann', '"> Ann', null],
    ['<a href="javascript:alert(1)">Ann</a>', "Ann", null],
    ["<math><mi xlink:href='data:x,1'>Ann", "<math><mi xlink:href='data:x,1'>Ann", null],
    ["<!--<p>-->Ann<![CDATA[<b>]]>", "<!-- -->Ann<![CDATA[ ]]>", null],
    ["</figcaption></figure><style>*{}</style>Ann", "</figure> *{} Ann", null],
  ])("is text in the page: %s", async (credit, text, href) => {
    await putArticle("credited", { image: { ...image, credit } });
    await publish();
    forgetAll();
    const html = await page("/articles/credited");
    const [caption = ""] = /(?<=<figcaption>).*?(?=<\/figcaption>)/s.exec(html) ?? [];
    const link = /^<a href="([^"<>]*)">([^<>]*)<\/a>$/.exec(caption);
    expect(link?.[1] ?? null).toBe(href);
    const shown = link?.[2] ?? caption;
    expect(shown).not.toMatch(/[<>]/);
    const [figure] = await select(html, "figcaption");
    expect(figure?.text).toBe(text);
  });
});
