import { plainCredit } from "../../core/content/credit.ts";
import { member } from "./read-item.ts";
import type { ReadArticle } from "./redirects.ts";
import type { FileProblem } from "./source.ts";

/** Credits of pictures that are not published as they were written: the editor looks whether they still say what they should. */
export function creditWarnings(articles: readonly ReadArticle[]): FileProblem[] {
  return articles.flatMap(({ article, file, meta, lineOf }) => {
    const given = member(meta, "image");
    const [credit, address] = [member(given, "credit"), member(given, "creditUrl")];
    const shown = article.meta.image;
    const warnings: FileProblem[] = [];
    const warn = (field: string, message: string): void => {
      const line = lineOf(["image", field]);
      warnings.push({ file, line, message: `image.${field}: ${message}` });
    };
    if (typeof credit === "string" && hasMarkup(credit)) {
      const text = shown?.credit ?? "";
      const published = text === "" ? "nothing is left of it" : `it is published as “${text}”`;
      warn(
        "credit",
        `has markup in it, which is left out: ${published}. Write the text alone, and its address as creditUrl`,
      );
    }
    if (typeof address === "string" && shown && address.trim() !== shown.creditUrl) {
      const published = shown.creditUrl
        ? `the credit links to ${shown.creditUrl}, the one in it`
        : "the credit is published without a link";
      warn("creditUrl", `is no address that begins with https://, http:// or /: ${published}`);
    }
    return warnings;
  });
}

function hasMarkup(credit: string): boolean {
  return plainCredit(credit) !== credit.replace(/\s+/g, " ").trim();
}
