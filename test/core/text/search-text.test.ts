import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText } from "../../../src/core/text/plain-text.ts";
import {
  FOUND_END,
  FOUND_START,
  fromIndex,
  hasWord,
  pieces,
  toIndex,
} from "../../../src/core/text/search-text.ts";

describe("text of the index", () => {
  it.each([
    "Łódź, Ærø, Þórr, straße, STRAẞE, œuvre, Đà Nẵng, ǿ",
    "Iğdır, İstanbul, ılık",
    "Αθήνα, Ἀθῆναι, ᾧ",
    "война, мой, ёлка, її",
    "مُحَمَّد آب أب إب ؤ ئ رَحْمٰن",
    "שָׁלוֹם עוֹלָם בְּרֵאשִׁ֖ית בָּרָ֣א",
    "हिन्दी में",
    "東京都の「平和」、カメラ",
    "สวัสดีครับ กิน",
    "한국어 문장",
    "a😀b ✈ 👩‍🚀",
    "ţħ tħ th ss oe ae",
    "ＡＢＣ１２３ ｶﾞｿﾘﾝ ﾊﾟﾝ ｶ ﬁﬃ ǆ ꟸ Ⅻ x² ½ № ™",
    "Ａ\u0301 ﬁ\u0301 ｶﾞ\u3099",
    "здоровʼя ґрунт Ґанок Oʻzbek п'ять",
    "یک کتاب، مدرسة ى ۀ ۂ ٱلله ﺃ ﻼ ﷲ ﷺ ١٢ ۱۲",
    "ᾄδω ῾Ῥωμαῖοι λόγος ϐ",
  ])("is read as it was written: %s", (text) => {
    expect(fromIndex(toIndex(text))).toBe(text.normalize("NFC"));
  });

  it("is read as it was written, whatever the letters", () => {
    const letters = fc.constantFrom(
      ...Array.from("aeiıoøłsßthþħæœéüǿИйёії ءأآبمُّ־שָׁל東カがกิनि한😀.,-'\nＡﬁǆꟸｶﾞﾟʼґیةۀﺃﻼ۷ᾧς²"),
    );
    const words = fc.array(letters).map((list) => list.join("").replaceAll("\n", " "));
    fc.assert(
      fc.property(words, (text) => {
        expect(fromIndex(toIndex(text))).toBe(text.normalize("NFC"));
      }),
      { numRuns: 3000 },
    );
  });

  it("is read as it was written but for characters that nobody sees, whatever the text", () => {
    const unseen = /[\u00AD\u0640\u200B\u2060\uFEFF\uE000\uE001]|\p{Variation_Selector}/gu;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        fc.pre(!/[\u0300-\u0331]/u.test(text));
        const seen = text
          .normalize("NFC")
          .replaceAll(/\p{Cc}+/gu, " ")
          .replaceAll(unseen, "");
        expect(fromIndex(toIndex(text))).toBe(seen.normalize("NFC"));
      }),
      { numRuns: 5000 },
    );
  });

  it("is the same for composed and decomposed letters", () => {
    for (const text of ["é", "ǿ", "ẵ", "ά", "ё", "אָ", "آ", "が", "한"]) {
      expect(toIndex(text.normalize("NFD")), text).toBe(toIndex(text.normalize("NFC")));
    }
  });

  /** The words as unicode61 takes them: without case and silent marks. */
  const words = (text: string): string[] =>
    toIndex(text)
      .replace(/[\u0300-\u0331]/g, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

  it.each([
    ["ＧＤＰ２０２６", "GDP2026"],
    ["ｶﾞｿﾘﾝ ﾊﾟﾝ ｳﾞ", "ガソリン パン ヴ"],
    ["ﬁnal oﬃce ﬅ", "final office st"],
    ["здоровʼя", "здоров’я"],
    ["здоровʼя", "здоров'я"],
    ["Oʻzbek", "O‘zbek"],
    ["ґрунт Ґанок", "грунт Ганок"],
    ["کتابی", "كتابي"],
    ["على", "علي"],
    ["مدرسة", "مدرسه"],
    ["خانۀ", "خانه"],
    ["ٱلله ﷲ", "الله الله"],
    ["ﻣﺪﺭﺳﺔ", "مدرسة"],
    ["۱۴۰۵ ١٤٠٥", "1405 1405"],
    ["Ἀθῆναι ᾧ ᾄδω", "Αθηναι ω αδω"],
    ["λόγος", "ΛΟΓΟΣ".toLowerCase().replace("ς", "σ")],
  ])("has %s and %s as the same words", (one, other) => {
    expect(words(one)).toEqual(words(other));
    expect(words(one.normalize("NFD"))).toEqual(words(other));
  });

  it.each([
    ["мой", "мои"],
    ["Trump™", "TrumpTM"],
    ["l’eau", "leau"],
    ["1½", "112"],
  ])("has %s and %s as other words", (one, other) => {
    expect(words(one)).not.toEqual(words(other));
  });

  it("has none of the characters that mark what was found", () => {
    const text = toIndex(`a${FOUND_START}b${FOUND_END}c`);
    expect(text).toBe("abc");
  });

  it("comes apart into what was found and what was not", () => {
    expect(
      pieces(
        `Die ${FOUND_START}strass\u0331\u0331e${FOUND_END} nach ${FOUND_START}東\u200B京${FOUND_END}`,
      ),
    ).toEqual([
      { text: "Die ", found: false },
      { text: "straße", found: true },
      { text: " nach ", found: false },
      { text: "東京", found: true },
    ]);
  });

  it("has a word where there is a letter or a digit", () => {
    expect(["a", "7", "東", "ب"].every(hasWord)).toBe(true);
    expect(["", "-", "😀", "\u0301", "\uFE0F"].some(hasWord)).toBe(false);
  });
});

describe("an article's words", () => {
  it("are without marks, addresses and polls", () => {
    const markdown = [
      "# A *heading*",
      "",
      'Some **bold** [link](https://hidden.example/x "secret") and `code`[^1],',
      "next line.",
      "",
      '::poll{id="hidden-poll"}',
      "",
      "![A harbour](images/hidden.jpg)",
      "",
      "- one\n- two",
      "",
      "| a | b |\n| --- | --- |\n| c | d |",
      "",
      "> quoted",
      "",
      "```\nfenced\n```",
      "",
      "[^1]: The note.",
    ].join("\n");
    expect(plainText(markdown)).toBe(
      [
        "A heading",
        "Some bold link and code, next line.",
        "A harbour",
        "one",
        "two",
        "a",
        "b",
        "c",
        "d",
        "quoted",
        "fenced",
        "The note.",
      ].join("\n"),
    );
  });

  it("are those of a paragraph above a poll too", () => {
    expect(plainText('Above\n::poll{id="hidden-poll"}\nBelow')).toBe("Above\nBelow");
  });

  it("have HTML as the text that it is shown as", () => {
    expect(plainText("a <b>c</b> &amp; d")).toBe("a <b>c</b> & d");
  });
});
