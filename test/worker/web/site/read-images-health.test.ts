import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { select } from "./read-markup.ts";
import {
  article,
  ask,
  fails,
  faultyD1,
  faultyKv,
  faultyPolls,
  forgetAll,
  noting,
  page,
  publish,
  putImage,
  quiet,
  SECRET,
  send,
  site,
  TOKEN,
} from "../../support/site.ts";

const BYTES = new Uint8Array([0xff, 0xd8, 0x00, 0x0a, 0xff, 0xd9]);

beforeAll(async () => {
  await send("PUT", "/site", site());
  await putImage("harbour.jpg", BYTES);
  await putImage("maps/sea.webp", "another", "image/webp", "width=1600&height=900");
  const image = {
    src: "images/harbour.jpg",
    alt: "The harbour",
    credit: "A Photographer",
    creditUrl: "https://photos.test/1",
  };
  await send(
    "PUT",
    "/articles/pictured",
    article("pictured", { image }, '![The sea](images/maps/sea.webp "A map")'),
  );
  await publish();
});

beforeEach(() => {
  forgetAll();
  quiet();
});

async function imageUrls(): Promise<string[]> {
  const images = await select(await page("/articles/pictured"), "img");
  return images.map((image) => image.attributes["src"] ?? "");
}

describe("a picture", () => {
  it("stands in the article with its size, its description and its credit", async () => {
    const html = await page("/articles/pictured");
    expect((await select(html, "img")).map((image) => image.attributes)).toMatchObject([
      { alt: "The harbour", width: "8", height: "6" },
      { alt: "The sea", width: "1600", height: "900" },
    ]);
    const [credit] = await select(html, "a[href='https://photos.test/1']");
    expect(credit?.text).toBe("A Photographer");
    const [preview] = await select(html, "meta[property='og:image']");
    expect(preview?.attributes["content"]).toBe(
      `https://hustings.test${(await imageUrls())[0] ?? ""}`,
    );
  });

  it("is sent as it was published, with its type, to be kept for ever", async () => {
    const [harbour = "", sea = ""] = await imageUrls();
    const response = await ask(harbour);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("image/jpeg");
    expect(response.headers.get("Cache-Control")).toContain("immutable");
    expect(response.headers.get("Cache-Control")).toContain("public");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
    expect((await ask(sea)).headers.get("Content-Type")).toBe("image/webp");
  });

  it("has HEAD without its bytes", async () => {
    const [harbour = ""] = await imageUrls();
    const get = await ask(harbour);
    const head = await ask(harbour, { method: "HEAD" });
    expect([...head.headers]).toEqual([...get.headers]);
    expect(head.status).toBe(200);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    await get.body?.cancel();
  });

  it("has another address when its bytes change, and the old one stays", async () => {
    const [before = ""] = await imageUrls();
    await putImage("harbour.jpg", "other bytes");
    await publish();
    const [after = ""] = await imageUrls();
    expect(after).not.toBe(before);
    expect(new Uint8Array(await (await ask(after)).arrayBuffer())).toEqual(
      new TextEncoder().encode("other bytes"),
    );
    expect(new Uint8Array(await (await ask(before)).arrayBuffer())).toEqual(BYTES);
  });

  it("needs neither D1 nor a poll", async () => {
    const [harbour = ""] = await imageUrls();
    const calls: string[] = [];
    const stores = { DB: faultyD1(noting(calls)), POLL: faultyPolls(noting(calls)) };
    expect((await ask(harbour, {}, stores)).status).toBe(200);
    expect(calls).toEqual([]);
  });

  it("is kept as missing for some seconds, and not as broken", async () => {
    for (const digest of ["0000", "0".repeat(64)]) {
      const missing = await ask(`/images/${digest}/harbour.jpg`);
      expect(missing.status).toBe(404);
      expect(missing.headers.get("Cache-Control")).toBe("public, max-age=5, stale-if-error=0");
    }
    const [harbour = ""] = await imageUrls();
    const failing = await ask(harbour, {}, { PAGES: faultyKv(fails) });
    expect(failing.status).toBe(503);
    expect(failing.headers.get("Cache-Control")).toBe("no-store");
    expect(Number(failing.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(await failing.text()).not.toContain(SECRET);
  });

  it("is not a way to what else KV holds", async () => {
    for (const path of ["/images/site/x", "/images/page:%2F/x", "/images/..%2Fsite/x"]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });
});

describe("/health", () => {
  it("says that every store answers", async () => {
    const response = await ask("/health");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      ok: true,
      stores: { d1: "ok", kv: "ok", polls: "ok" },
      publishing: "open",
    });
  });

  it.each<[string, Partial<Env>]>([
    ["d1", { DB: faultyD1(fails) }],
    ["kv", { PAGES: faultyKv(fails) }],
    ["polls", { POLL: faultyPolls(fails) }],
  ])("is 503 where %s fails, and says which it is", async (store, replaced) => {
    const response = await ask("/health", {}, replaced);
    expect(response.status).toBe(503);
    const { ok, stores } = await response.json<{ ok: boolean; stores: Record<string, string> }>();
    expect(ok).toBe(false);
    const failing = Object.entries(stores).filter(([, state]) => state !== "ok");
    expect(failing.map(([name]) => name)).toEqual([store]);
  });

  it("says that publishing is closed where there is no token", async () => {
    const response = await ask("/health", {}, { PUBLISH_TOKEN: "" });
    expect(await response.json()).toMatchObject({
      ok: true,
      publishing: expect.stringMatching(/closed/),
    });
  });

  it("tells no secret, and nothing of what fails inside", async () => {
    const dead = { DB: faultyD1(fails), PAGES: faultyKv(fails), POLL: faultyPolls(fails) };
    for (const replaced of [{}, dead]) {
      const response = await ask("/health", {}, replaced);
      const all = (await response.text()) + JSON.stringify([...response.headers]);
      expect(all).not.toContain(TOKEN);
      expect(all).not.toContain(SECRET);
    }
  });

  it("writes nothing", async () => {
    const calls: string[] = [];
    const note = noting(calls);
    await ask("/health", {}, { DB: faultyD1(note), PAGES: faultyKv(note) });
    expect(calls).not.toEqual([]);
    expect(calls.filter((call) => /^(?:put|delete|insert|update)\b/i.test(call))).toEqual([]);
  });
});
