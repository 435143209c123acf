import type { Site } from "../core/site.ts";
import { longDate, timeOf } from "./dates.ts";

/** `<time>` of a date as the editor wrote it. */
export function DateOf({ date, language }: { date: string; language: string }) {
  return <time datetime={date}>{longDate(timeOf(date), language)}</time>;
}

/** The authors' names, as one line of links to their pages. */
export function Byline({ ids, site }: { ids: readonly string[]; site: Site }) {
  const names = ids.map((id) => site.authors.find((a) => a.id === id)?.name ?? id);
  const parts = new Intl.ListFormat(site.language, { type: "conjunction" }).formatToParts(names);
  let author = 0;
  return (
    <span class="byline">
      By{" "}
      {parts.map(({ type, value }) => {
        if (type === "literal") return value;
        const id = ids[author];
        author += 1;
        const known = site.authors.some((a) => a.id === id);
        return known ? <a href={`/authors/${id ?? ""}`}>{value}</a> : value;
      })}
    </span>
  );
}

/** Links to the pages of the audiences that an article is for. */
export function Kicker({ ids, site }: { ids: readonly string[]; site: Site }) {
  const audiences = site.audiences.filter((a) => ids.includes(a.id));
  if (audiences.length === 0) return null;
  return (
    <p class="kicker">
      {audiences.map((a) => (
        <a href={`/for/${a.id}`}>{a.name}</a>
      ))}
    </p>
  );
}
