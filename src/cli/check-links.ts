import { isoInstant, parseInstant } from "../core/instant.ts";
import { Addresses } from "./addresses.ts";
import type { Finding } from "./report.ts";
import type { Survey, SurveyedArticle, SurveyedText } from "./survey.ts";

/** A link, and who has it. */
interface Link {
  file: string;
  line: number;
  href: string;
  /** The address of the page that it stands in. */
  from: string;
  /** When readers find it; `null`: it is a draft. */
  at: number | null;
  text?: SurveyedText;
}

/** Stands for the site, whatever its address is. */
const HERE = "https://site.invalid";

/** Links from page to page that lead nowhere, to what readers don't find, or by a way round. Nothing is asked of the network. */
export async function linkFindings(survey: Survey): Promise<Finding[]> {
  const addresses = await Addresses.of(survey);
  const own = survey.site?.baseUrl;
  return linksOf(survey).flatMap((link) => {
    const path = pathOf(link, own);
    return path === null ? [] : follow(link, path, addresses, own);
  });
}

function* linksIn(one: SurveyedText, from: string, at: number | null): Generator<Link> {
  for (const { href, line } of one.markdown.links) {
    yield { file: one.file, line: one.bodyLine + line - 1, href, from, at, text: one };
  }
}

function linksOf(survey: Survey): Link[] {
  const links: Link[] = [];
  for (const one of survey.articles) {
    const { slug, meta } = one.article;
    const from = `/articles/${slug}`;
    const at = whenLive(one);
    links.push(...linksIn(one, from, at));
    const href = meta.image?.creditUrl;
    const line = one.source.lineOf(["image", "creditUrl"]);
    if (href !== undefined) links.push({ file: one.file, line, href, from, at });
  }
  for (const one of survey.pages) links.push(...linksIn(one, `/${one.page.slug}`, 0));
  for (const [index, { to }] of survey.redirects.entries()) {
    const line = survey.redirectsSource?.lineOf([index, "to"]) ?? 1;
    if (to !== null) links.push({ file: "redirects.yaml", line, href: to, from: "/", at: 0 });
  }
  const { signIn } = survey.site ?? {};
  if (signIn !== undefined) {
    const line = survey.siteSource?.lineOf(["signIn"]) ?? 1;
    links.push({ file: "site.yaml", line, href: signIn, from: "/", at: 0 });
  }
  return links;
}

function whenLive({ article: { meta } }: SurveyedArticle): number | null {
  return meta.draft ? null : (parseInstant(meta.publishAt ?? "") ?? 0);
}

/** A path of this site with its fragment; `null` where the link leads to another site, or is no web address. */
function pathOf(
  { href, from }: Link,
  own: string | undefined,
): { path: string; hash: string } | null {
  let url: URL;
  try {
    url = new URL(href, HERE + from);
  } catch {
    return null;
  }
  if (url.origin !== HERE && (own === undefined || url.origin !== new URL(own).origin)) return null;
  return { path: url.pathname, hash: url.hash.slice(1) };
}

function follow(
  link: Link,
  { path, hash }: { path: string; hash: string },
  addresses: Addresses,
  own: string | undefined,
): Finding[] {
  const { file, line, href, at } = link;
  const tell = (level: Finding["level"], message: string): Finding[] => [
    // What nobody reads yet may still be written.
    { level: level === "error" && at === null ? "warning" : level, file, line, message },
  ];
  if (path === link.from && link.text) return fragment(link, hash, link.text, tell);
  const found = addresses.find(path);
  switch (found.kind) {
    case "there":
      return found.text ? fragment(link, hash, found.text, tell) : [];
    case "unknown":
      return [];
    case "moved":
      return tell(...moved(href, found, addresses, own));
    case "draft":
      return at === null
        ? []
        : tell("error", `“${href}” leads to a draft (${found.file}), which readers don't find`);
    case "scheduled": {
      if (at === null || at >= found.at) return [];
      const when = isoInstant(found.at) ?? "";
      return tell(
        "error",
        `“${href}” leads to ${found.file}, which readers find from ${when} on only`,
      );
    }
    case "nowhere": {
      const near = found.near === null ? "" : `. Did you mean “${found.near}”?`;
      const picture = path.startsWith("/images/") || /^\/articles\/images\//.test(path);
      const why = picture
        ? ". A picture is shown, ![what it shows](images/…), and not linked to"
        : near;
      return tell("error", `“${href}” leads nowhere${why}`);
    }
  }
}

function moved(
  href: string,
  { to, by }: { to: string | null; by: string },
  addresses: Addresses,
  own: string | undefined,
): [Finding["level"], string] {
  if (to === null) return ["error", `“${href}” leads to what ${by} says is gone`];
  const target = pathOf({ file: "", line: 0, href: to, from: "/", at: 0 }, own);
  const end = target === null ? null : addresses.find(target.path).kind;
  const round = `“${href}” leads to ${to} by a way round (${by})`;
  if (end === "nowhere" || end === "draft") return ["error", `${round}, which readers don't find`];
  return ["note", `${round}: better link to that`];
}

/** Ids in the frame of every page, and of its polls. */
const IN_FRAME = /^(?:|top|main|poll-.*|:~:.*)$/;

function fragment(
  { href }: Link,
  hash: string,
  text: SurveyedText,
  tell: (level: Finding["level"], message: string) => Finding[],
): Finding[] {
  if (IN_FRAME.test(hash) || text.markdown.html === "") return [];
  const ids = new Set([...text.markdown.html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
  if (ids.has(hash)) return [];
  const headings = ids.size === 0 ? " (headings have none)" : "";
  return tell(
    "warning",
    `“${href}” leads to the page, but not to a place in it: there is no “${hash}”${headings}`,
  );
}
