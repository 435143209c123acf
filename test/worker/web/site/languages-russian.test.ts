import { beforeAll, describe, expect, it } from "vitest";
import { startAnew } from "../../publish/publish-state.ts";
import { fresh, publishAll } from "../../publish/pages-support.ts";
import { select } from "./read-markup.ts";
import {
  article,
  ask,
  castVote,
  forgetAll,
  putPoll,
  putSite,
  question,
} from "../../support/site.ts";

/** Names, not words: of services, formats and clocks. */
const NAMES = new Set(
  "X Facebook LinkedIn Telegram WhatsApp Bluesky Atom RSS JSON Feed CSV XLSX UTC cookie".split(" "),
);
/** Attributes that are read to readers. */
const READ = ["alt", "aria-label", "content", "placeholder", "title", "value", "data-words"];
const SHOWN = "meta[name=description], [alt], [aria-label], [placeholder], [title], button[value]";

// In Cyrillic too: no Latin letter may be left on the pages.
const NUMBERS: Record<string, string> = { a: "один", b: "два", c: "три" };
const option = (id: string, more: object = {}) => ({
  id,
  text: `Вариант ${NUMBERS[id] ?? "иной"}`,
  ...more,
});
const options = [option("a"), option("b", { other: true })];
const ranked = { kind: "ranked", max: 2, options: [option("a"), option("b"), option("c")] };
const questions = [
  question({ id: "q", text: "Какой?", options }),
  question({ id: "w", text: "Какие?", kind: "multiple", min: 0, options }),
  question({ id: "e", text: "В каком порядке?", ...ranked }),
];

beforeAll(async () => {
  await startAnew();
  await putSite({
    name: "Обозрение",
    tagline: "Издание для проверки",
    language: "ru",
    audiences: [
      { id: "business", name: "Бизнесу", intro: "О торговле.", show: "method" },
      { id: "students", name: "Студентам", intro: "С начала.", show: "data" },
    ],
    authors: [{ id: "ann", name: "Анна", bio: "Пишет." }],
  });
  const about = { title: "Опрос", openingSource: "Прежний сайт" };
  const past = { opensAt: "2025-01-01", closesAt: "2025-02-01" };
  const coming = { opensAt: "2035-01-01" };
  await putPoll("o", { ...about, questions, revisable: true });
  await putPoll("p", { ...about, questions, ...past });
  await putPoll("s", { ...about, questions, ...coming });
  await putPoll("v", { ...about, questions, results: "after-vote" });
  await putPoll("m", { ...about, questions, guard: "member" });
  await putPoll("i", { ...about, questions, guard: "invited" });
  const single = [
    question({ text: "Какой?", options: [option("a", { opening: 3 }), option("b")] }),
  ];
  await putPoll("n", { ...about, questions: single });
  const meta = { title: "Статья", audiences: ["business", "students"], tags: ["1"] };
  const body = ["o", "p", "v"].map((id) => `::poll{id="${id}"}`).join("\n\n");
  await publishAll([
    article("one", meta, body),
    article("two", { ...meta, summary: "О чём." }, "Абзац."),
  ]);
  await castVote("n", "reader-1", "a");
});

/** Words in Latin letters that a page says to readers. */
async function latin(html: string): Promise<string[]> {
  const text = html
    .replaceAll(/<(script|style|code|pre)\b[^]*?<\/\1>/g, " ")
    .replaceAll(/https?:\/\/[^\s<]+/g, " ")
    .replaceAll(/<[^>]*>/g, " ");
  const read = (await select(html, SHOWN)).flatMap(({ attributes }) =>
    READ.map((name) => attributes[name] ?? ""),
  );
  const scripted = (await select(html, "[data-words], [data-copy], [data-light]")).flatMap(
    ({ attributes }) =>
      ["words", "copy", "copied", "other", "light", "dark"].map(
        (n) => attributes[`data-${n}`] ?? "",
      ),
  );
  const all = [text, ...read, ...scripted].join(" ").replaceAll(/&[a-z]+;|&#\d+;/g, " ");
  const words = all.match(/[A-Za-z]+/g) ?? [];
  // The placeholder of a code.
  return words.filter((word) => !NAMES.has(word) && !/^X+$/.test(word));
}

async function latinAt(path: string, init: RequestInit = {}): Promise<string[]> {
  forgetAll();
  const response = await ask(path, init);
  return latin(await response.text());
}

describe("a Russian site", () => {
  it.each([
    "/",
    "/articles/one",
    "/articles/two",
    "/for/business",
    "/for/students",
    "/tags/1",
    "/authors/ann",
    "/archive",
    "/archive/2026",
    "/polls",
    ...["o", "p", "s", "v", "m", "i", "n"].map((id) => `/polls/${id}`),
    "/embed/polls/o",
    "/search",
    "/search?q=Статья",
    "/search?q=Нетничего",
    "/nothing/here",
    "/polls/none",
  ])("says nothing in English on %s", async (path) => {
    expect(await latinAt(path)).toEqual([]);
  });

  const voter = (n: number) => ({
    "Content-Type": "application/x-www-form-urlencoded",
    Cookie: `__Host-voter=${"a".repeat(21)}${n}`,
  });
  const fine = "q.q=a&r.e.a=1&r.e.b=2";

  it.each([
    ["counted", "o", 1, 303, fine],
    ["changed without its number", "o", 1, 409, "q.q=b&r.e.a=1&r.e.b=2&revises=99"],
    ["with one place twice", "o", 2, 422, "q.q=a&r.e.a=1&r.e.b=1"],
    ["without an answer", "o", 3, 422, "r.e.a=1&r.e.b=2"],
    ["with too long a text", "o", 4, 422, `q.q=b&t.q=${"ы".repeat(201)}`],
    ["with a text for what is not chosen", "o", 5, 422, "q.q=a&t.q=ы&r.e.a=1"],
    ["for what is no option", "o", 6, 422, "q.q=zzz"],
    ["of no audience", "o", 6, 422, `${fine}&audience=zzz`],
    ["after the closing", "p", 1, 409, fine],
    ["before the opening", "s", 1, 409, fine],
    ["without a code", "i", 1, 403, `${fine}&code=1`],
    ["of no member", "m", 1, 403, fine],
    ["for no poll", "none", 1, 404, fine],
  ])("says nothing in English of a ballot %s", async (_, id, n, status, body) => {
    const response = await ask(`/polls/${id}/votes`, { method: "POST", headers: voter(n), body });
    expect([response.status, await latin(await response.text())]).toEqual([status, []]);
  });

  it("says nothing in English to who has voted, or has looked", async () => {
    expect(await latinAt("/polls/o", { headers: voter(1) })).toEqual([]);
    const looked = await ask("/polls/v/look", { method: "POST", headers: voter(8), body: "" });
    expect(looked.status).toBe(303);
    expect(await latinAt("/polls/v", { headers: voter(8) })).toEqual([]);
  });

  it("says nothing in English of a ballot from elsewhere, or of one that is none", async () => {
    const foreign = { ...voter(1), Origin: "https://e.example" };
    const sent = await ask("/polls/o/votes", { method: "POST", headers: foreign, body: fine });
    expect([sent.status, await latin(await sent.text())]).toEqual([403, []]);
    const large = { method: "POST", headers: voter(1), body: `x=${"x".repeat(20_000)}` };
    const refused = await ask("/polls/o/votes", large);
    expect([refused.status, await latin(await refused.text())]).toEqual([413, []]);
  });

  it("says nothing in English in a chart", async () => {
    for (const id of ["o", "p", "n"]) {
      const svg = await fresh(`/polls/${id}/results.svg`);
      expect(await latin(svg)).toEqual([]);
    }
  });

  it("says in its feed to vote in Russian", async () => {
    expect(await fresh("/feed.xml")).toContain("Проголосовать в опросе: Опрос");
  });
});

it("the check finds an English word wherever one is read", async () => {
  expect(await latin("<p>Vote</p>")).toEqual(["Vote"]);
  expect(await latin('<img alt="Vote"><form data-words="[&quot;Sent&quot;]"></form>')).toEqual([
    "Vote",
    "Sent",
  ]);
});
