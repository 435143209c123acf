import { describe, expect, it } from "vitest";
import {
  languageAttributes,
  directionOf,
  languageOf,
  nativeNames,
} from "../../../src/core/i18n/language.ts";
import { checkTranslations, translationGroups } from "../../../src/core/content/translations.ts";

describe("the direction of a language", () => {
  it.each([
    ["ar", "rtl"],
    ["he", "rtl"],
    ["fa-IR", "rtl"],
    ["ur", "rtl"],
    ["dv", "rtl"],
    ["syr", "rtl"],
    ["nqo", "rtl"],
    ["ff-Adlm", "rtl"],
    ["uz-Arab", "rtl"],
    ["uz", "ltr"],
    ["ar-Latn", "ltr"],
    ["en-GB", "ltr"],
    ["ru", "ltr"],
    ["zh-Hant", "ltr"],
    ["qaa", "ltr"],
  ])("of %s is %s", (language, direction) => {
    expect(directionOf(language)).toBe(direction);
  });
});

describe("the attributes of what is in another language", () => {
  it("are none in its own", () => {
    expect(languageAttributes("en-GB", "en-gb")).toEqual({});
  });

  it("are its language, and its direction where that is the other one", () => {
    expect(languageAttributes("en", "ru")).toEqual({ lang: "ru" });
    expect(languageAttributes("en", "ar")).toEqual({ lang: "ar", dir: "rtl" });
    expect(languageAttributes("ar", "en")).toEqual({ lang: "en", dir: "ltr" });
    expect(languageAttributes("ar", "he")).toEqual({ lang: "he" });
  });
});

it("an article's language is its own, else the site's", () => {
  expect(languageOf({ language: "ru" }, { language: "en" })).toBe("ru");
  expect(languageOf({}, { language: "en" })).toBe("en");
});

it("languages are named in themselves, with their region only among several of one", () => {
  expect(nativeNames(["en-GB", "ru", "de"])).toEqual(["English", "Русский", "Deutsch"]);
  expect(nativeNames(["en-GB", "en-US"])).toEqual([
    "English (United Kingdom)",
    "English (United States)",
  ]);
  expect(nativeNames(["ar", "he"])).toEqual(["العربية", "עברית"]);
});

const original = { slug: "one", language: "en" };
const russian = { slug: "odin", language: "ru", translationOf: "one" };
const german = { slug: "eins", language: "de", translationOf: "one" };

describe("translations", () => {
  it("are one group with their original, whichever of them is asked for", () => {
    const groups = translationGroups([russian, original, german, { slug: "two", language: "en" }]);
    const all = [
      { slug: "one", language: "en", original: true },
      { slug: "eins", language: "de", original: false },
      { slug: "odin", language: "ru", original: false },
    ];
    expect([...groups.keys()].toSorted()).toEqual(["eins", "odin", "one"]);
    for (const group of groups.values()) expect(group).toEqual(all);
  });

  it("are a group without their original too", () => {
    const group = translationGroups([russian, german]).get("odin");
    expect(group?.map(({ slug }) => slug)).toEqual(["eins", "odin"]);
    expect(group?.some((one) => one.original)).toBe(false);
  });

  it("are none where there is but one", () => {
    expect(translationGroups([russian]).size).toBe(0);
  });

  it("have each language once: the first of it", () => {
    const groups = translationGroups([original, { ...russian, slug: "zwei" }, russian]);
    expect(groups.get("one")?.map(({ slug }) => slug)).toEqual(["one", "odin"]);
    expect(groups.has("zwei")).toBe(false);
  });

  it("that are right have nothing wrong with them", () => {
    expect(checkTranslations([russian, original, german])).toEqual([]);
  });

  it.each([
    ["of what is not there", [{ ...russian, translationOf: "none" }], "odin", "no article “none”"],
    [
      "of translations",
      [original, russian, { ...german, translationOf: "odin" }],
      "eins",
      "“odin” is a translation itself: name the original, “one”",
    ],
    [
      "in a language that is there",
      [original, russian, { ...german, language: "RU" }],
      "eins",
      "already: odin",
    ],
    [
      "in the original's language",
      [original, { ...german, language: "en" }],
      "eins",
      "already: one",
    ],
  ])("%s are told of", (_, articles, slug, message) => {
    const found = checkTranslations(articles);
    expect(found).toHaveLength(1);
    expect(found[0]?.slug).toBe(slug);
    expect(found[0]?.message).toContain(message);
  });
});
