// Blank although it is no white space: the Braille pattern without dots.
const BLANK = /[\s\u2800]+/gu;

/** Characters that look like others of their own: half and full width, ligatures, presentation forms, Roman numerals, `…`. */
const FORMS = /[\u2026\u2160-\u217F\uFB00-\uFDFF\uFE50-\uFEFC\uFF00-\uFFEF]+/gu;

/** Emoji, which are kept whole, and characters that are not seen. */
const UNSEEN = /(\p{RGI_Emoji})|\p{Default_Ignorable_Code_Point}/gv;

/** Letters (lower case) and marks that look like those at the same place in `AS`, in one case at least. */
const LIKE = "авеһіјкмнорсѕтухԁαβεζηικμνορτυχς’‘ʼʻ′“”„‟″‐‑‒–−";
const AS = "abehijkmhopcstyxdabezhikmnoptyxσ'''''\"\"\"\"\"-----";
const LOOKS = new Map(Array.from(LIKE, (letter, i) => [letter, AS[i] ?? letter]));

/**
 * What a text looks like. Texts of the same look can't be told apart by a reader who does not look closely: they differ in
 * case, width, normal form (NFC, NFD), white space, characters that are not seen, or in letters of another script that
 * look the same.
 */
export function lookOf(text: string): string {
  const plain = text.replace(FORMS, (forms) => forms.normalize("NFKC")).replace(UNSEEN, "$1");
  const lower = plain.normalize("NFC").toLowerCase().replace(BLANK, " ").trim();
  return Array.from(lower, (letter) => LOOKS.get(letter) ?? letter).join("");
}

/** Whether anything of a text is seen. */
export function isSeen(text: string): boolean {
  return text.replace(UNSEEN, "$1").replace(BLANK, "") !== "";
}
