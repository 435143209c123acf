import { beforeEach, describe, expect, it } from "vitest";
import { startAnew } from "../../publish/publish-state.ts";
import { fresh, publishAll } from "../../publish/pages-support.ts";
import { only } from "./read-markup.ts";
import {
  article,
  ask,
  embed,
  forgetAll,
  poll,
  publish,
  putPoll,
  putSite,
  send,
} from "../../support/site.ts";

beforeEach(async () => {
  await startAnew();
  await putSite({ language: "en-GB" });
});

describe("a poll in another language", () => {
  const russianPoll = (id: string) => poll(id, { language: "ru", title: "Опрос о море" });

  it("is in that language in every page, and the page is not", async () => {
    await send("PUT", "/polls/more", russianPoll("more"));
    await publishAll([article("one", {}, embed("more"))]);
    const html = await fresh("/articles/one");
    expect((await only(html, "html")).attributes["lang"]).toBe("en-GB");
    const section = await only(html, "section.poll");
    expect(section.attributes).toMatchObject({ lang: "ru", dir: "ltr" });
    expect((await only(html, "section.poll form.ballot button")).text).toBe("Проголосовать");
    expect((await only(html, ".share h2")).text).toBe("Share this article");
  });

  it("has the same bytes in the pages of all languages", async () => {
    await putPoll("next");
    await publishAll([
      article("one", {}, embed("next")),
      article("odin", { language: "ru", translationOf: "one" }, embed("next")),
    ]);
    const part = async (slug: string): Promise<string | undefined> => {
      const html = await fresh(`/articles/${slug}`);
      return /<section class="poll"[^]*?<\/section>/.exec(html)?.[0];
    };
    const english = await part("one");
    expect(english).toContain('lang="en-GB"');
    expect(await part("odin")).toBe(english);
  });

  it("has its own page, its frame and its chart in that language", async () => {
    await send("PUT", "/polls/more", russianPoll("more"));
    await publish();
    for (const path of ["/polls/more", "/embed/polls/more"]) {
      const html = await fresh(path);
      expect((await only(html, "html")).attributes).toMatchObject({ lang: "ru", dir: "ltr" });
    }
    expect(await (await ask("/polls/more/results.svg")).text()).toContain("Опрос читателей");
  });

  it("is marked in lists", async () => {
    await send("PUT", "/polls/more", russianPoll("more"));
    await putPoll("next");
    await publish();
    const marked = await only(await fresh("/polls"), ".poll-list a[lang]");
    expect([marked.attributes["lang"], marked.text.trim()]).toEqual(["ru", "Опрос о море"]);
  });

  it("tells people in that language what is wrong with a ballot, and programs in English", async () => {
    await send("PUT", "/polls/more", russianPoll("more"));
    const cast = (accept: string) =>
      ask("/polls/more/votes", {
        method: "POST",
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          Cookie: `__Host-voter=${"a".repeat(22)}`,
          Accept: accept,
        },
        body: "audience=",
      });
    forgetAll();
    const html = await (await cast("text/html")).text();
    expect((await only(html, ".poll .error")).text).toBe(
      "Этот бюллетень нельзя учесть: вопрос 1: нужен ответ.",
    );
    const problem = await (await cast("application/json")).json();
    expect(problem).toMatchObject({
      title: "This ballot can't be counted",
      detail: "q.q needs an answer.",
    });
  });
});
