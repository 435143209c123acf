import { describe, expect, it } from "vitest";
import { formatsFor } from "../../../src/core/i18n/words/formats.ts";
import { LANGUAGES, wordsFor } from "../../../src/core/i18n/words/words.ts";

/** Numbers that are distinguishable within a sentence. */
const GIVEN = [71, 82, 93, 54, 65];

/** All texts of a language by path. Functions get numbers for all arguments. */
function said(language: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string" || typeof value === "number") found.set(path, String(value));
    else if (typeof value === "function") walk(Reflect.apply(value, undefined, GIVEN), path);
    else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) walk(member, `${path}.${key}`);
    } else throw new Error(`${path} is no word`);
  };
  walk(LANGUAGES[language]?.(formatsFor(language)), language);
  return new Map([...found].map(([path, text]) => [path.slice(language.length + 1), text]));
}

const ENGLISH = said("en");
const OTHERS = Object.keys(LANGUAGES).filter((language) => language !== "en");
/** Programs read the English of these; readers are told less. */
const SHORTER = ["ballot.part", "ballot.unreadable"];

describe.each(OTHERS)("the words of %s", (language) => {
  const words = said(language);

  it("are all there", () => {
    expect([...words.keys()].toSorted()).toEqual([...ENGLISH.keys()].toSorted());
    expect([...words].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("say everything that the English ones say", () => {
    const parts = (text = "") => GIVEN.filter((n) => text.includes(String(n)));
    for (const [path, text] of words) {
      if (SHORTER.includes(path)) continue;
      expect([path, parts(text)]).toEqual([path, parts(ENGLISH.get(path))]);
    }
  });
});

it("Russian has no English word left", () => {
  const names =
    /Atom|JSON|CSV|UTC|cookie|Idempotency-Key|Allow|application\/x-www-form-urlencoded|application\/json/g;
  const left = [...said("ru")].filter(([, text]) => /[A-Za-z]/.test(text.replace(names, "")));
  expect(left).toEqual([]);
});

describe("what goes with a number", () => {
  it.each([
    [1, "1 голос", "1 минута", "1 статья"],
    [2, "2 голоса", "2 минуты", "2 статьи"],
    [5, "5 голосов", "5 минут", "5 статей"],
    [11, "11 голосов", "11 минут", "11 статей"],
    [21, "21 голос", "21 минута", "21 статья"],
    [101, "101 голос", "101 минута", "101 статья"],
    [0, "0 голосов", "0 минут", "0 статей"],
  ])("is, with %i, in Russian %s", (n, votes, minutes, articles) => {
    const words = wordsFor("ru");
    expect(words.polls.votes(n)).toBe(votes);
    expect(words.article.minutes(n)).toBe(`${minutes} чтения`);
    expect(words.search.count(n)).toBe(articles);
  });

  it.each([
    [1, "1 vote", "1 minute"],
    [2, "2 votes", "2 minutes"],
    [21, "21 votes", "21 minutes"],
    [1001, "1,001 votes", "1,001 minutes"],
  ])("is, with %i, in English %s", (n, votes, minutes) => {
    const words = wordsFor("en-GB");
    expect(words.polls.votes(n)).toBe(votes);
    expect(words.article.minutes(n)).toBe(minutes);
  });

  it("is in Russian of the case that its sentence wants", () => {
    const { form, chart } = wordsFor("ru");
    expect([1, 2, 5, 21].map((n) => form.upTo(n))).toEqual([
      "Выберите не больше 1 варианта",
      "Выберите не больше 2 вариантов",
      "Выберите не больше 5 вариантов",
      "Выберите не больше 21 варианта",
    ]);
    expect([1, 3, 12].map((n) => form.exactly(n))).toEqual([
      "Выберите 1 вариант",
      "Выберите 3 варианта",
      "Выберите 12 вариантов",
    ]);
    expect(chart.wins(2, 11, 21, 0, "А")).toContain("11 из 21 бюллетеня: А");
    expect(chart.wins(2, 11, 22, 1, "А")).toContain(
      "11 из 22 бюллетеней (ни за один из оставшихся: 1): А",
    );
  });
});

describe("the words for a language", () => {
  it("are found by its primary subtag", () => {
    expect(wordsFor("ru-KZ").site.polls).toBe("Опросы");
    expect(wordsFor("en-US").site.polls).toBe("Polls");
  });

  it("are English where there are none, with the language's own numbers and dates", () => {
    const german = wordsFor("de");
    expect(german.words).toBe("en");
    expect(german.site.polls).toBe("Polls");
    expect(german.polls.votes(1234)).toBe("1.234 votes");
    expect(german.date(Date.UTC(2026, 9, 5))).toBe("5. Oktober 2026");
  });

  it("are made once", () => {
    expect(wordsFor("ru")).toBe(wordsFor("ru"));
    expect(formatsFor("ru")).toBe(formatsFor("ru"));
  });

  it.each(["constructor", "toString"])("are not those of %s", (name) => {
    expect(Object.hasOwn(LANGUAGES, name)).toBe(false);
  });
});

describe("numbers, dates and lists", () => {
  const plain = (text: string) => text.replaceAll(/[\u00A0\u202F\u2009]/g, " ");

  it("are written as the language has them", () => {
    const time = Date.UTC(2026, 9, 5, 14, 3);
    const ru = formatsFor("ru");
    expect(plain(ru.number(12345.0))).toBe("12 345");
    expect(plain(ru.percent(31))).toBe("31 %");
    expect(plain(ru.date(time))).toBe("5 октября 2026 г.");
    expect(plain(ru.dateTime(time))).toBe("5 октября 2026 г. в 14:03 UTC");
    expect(ru.names(["Анна", "Борис", "Вера"])).toBe("Анна, Борис и Вера");
    expect(formatsFor("en-GB").percent(31)).toBe("31%");
    expect(formatsFor("en-GB").names(["Ann", "Ben"])).toBe("Ann and Ben");
  });

  it("have every whole percentage as it is", () => {
    const { percent } = formatsFor("en");
    for (let n = 0; n <= 100; n += 1) expect(percent(n)).toBe(`${n}%`);
  });
});
