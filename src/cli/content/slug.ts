// Transliteration of Russian, Ukrainian, Belarusian, Bulgarian, Serbian and Macedonian letters, and of Latin letters
// that have no decomposition.
const LETTERS: Readonly<Record<string, string>> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  ґ: "g",
  д: "d",
  ђ: "dj",
  ѓ: "gj",
  е: "e",
  ё: "yo",
  є: "ye",
  ж: "zh",
  з: "z",
  ѕ: "dz",
  и: "i",
  і: "i",
  ї: "yi",
  й: "y",
  ј: "j",
  к: "k",
  ќ: "kj",
  л: "l",
  љ: "lj",
  м: "m",
  н: "n",
  њ: "nj",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  ћ: "c",
  у: "u",
  ў: "u",
  ф: "f",
  х: "kh",
  ц: "ts",
  ч: "ch",
  џ: "dz",
  ш: "sh",
  щ: "shch",
  ъ: "",
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ħ: "h",
  ı: "i",
  ŋ: "ng",
};
const MAX = 64;

/**
 * Makes the last part of an address from a title: lower-case letters, digits and hyphens, cut between words. Empty if
 * the title has no letter that is known here.
 *
 * @example slugOf("Россия и мир: что дальше?") // "rossiya-i-mir-chto-dalshe"
 */
export function slugOf(title: string): string {
  const plain = Array.from(
    title.normalize("NFC").toLowerCase(),
    (letter) => LETTERS[letter] ?? letter,
  )
    .join("")
    .normalize("NFKD")
    // Accents, and the apostrophe within a word.
    .replaceAll(/[\p{M}'’ʼ]/gu, "");
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== "");
  let slug = "";
  for (const word of words) {
    const longer = slug === "" ? word.slice(0, MAX) : `${slug}-${word}`;
    if (longer.length > MAX) break;
    slug = longer;
  }
  return slug;
}
