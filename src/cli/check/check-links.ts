import { parseInstant } from "../../core/instant.ts";
import { didYouMean } from "../../core/text/did-you-mean.ts";
import { Addresses, type Leads } from "./addresses.ts";
import type { Finding } from "../output/report.ts";
import type { ContentFolder, ArticleFile, TextFile } from "../content/content-folder.ts";

/** A link, and the file that has it. */
interface Link {
  file: string;
  line: number;
  href: string;
  /** The address of the page that contains it. */
  from: string;
  /** When readers can find it; `null`: it is a draft. */
  at: number | null;
  text?: TextFile;
}

interface Target {
  path: string;
  /** Without the leading #. */
  hash: string;
}

/** What to say about a link's target: `“/x” leads …`. */
type Told = [level: Finding["level"], what: string];

/** Stands in for the site's origin, whatever its address is. */
const HERE = "https://site.invalid";

/**
 * Finds internal links that lead nowhere, to something that readers can't find, or through a redirect. Uses no network.
 */
export async function linkFindings(folder: ContentFolder): Promise<Finding[]> {
  const addresses = await Addresses.of(folder);
  const own = folder.site?.site.baseUrl;
  return linksOf(folder).flatMap((link) => {
    const path = pathOf(link, own);
    return path === null ? [] : follow(link, path, addresses, own);
  });
}

function* linksIn(one: TextFile, from: string, at: number | null): Generator<Link> {
  for (const { href, line } of one.markdown.links) {
    yield { file: one.file, line: one.bodyLine + line - 1, href, from, at, text: one };
  }
}

function linksOf(folder: ContentFolder): Link[] {
  const links: Link[] = [];
  for (const one of folder.articles) {
    const { slug, meta } = one.article;
    const from = `/articles/${slug}`;
    const at = whenLive(one);
    links.push(...linksIn(one, from, at));
    const href = meta.image?.creditUrl;
    const line = one.source.lineOf(["image", "creditUrl"]);
    if (href !== undefined) links.push({ file: one.file, line, href, from, at });
  }
  for (const one of folder.pages) links.push(...linksIn(one, `/${one.page.slug}`, 0));
  for (const [index, { to }] of (folder.redirects?.redirects ?? []).entries()) {
    const line = folder.redirects?.source.lineOf([index, "to"]) ?? 1;
    if (to !== null) links.push({ file: "redirects.yaml", line, href: to, from: "/", at: 0 });
  }
  const { signIn } = folder.site?.site ?? {};
  if (signIn !== undefined) {
    const line = folder.site?.source.lineOf(["signIn"]) ?? 1;
    links.push({ file: "site.yaml", line, href: signIn, from: "/", at: 0 });
  }
  return links;
}

function whenLive({ article: { meta } }: ArticleFile): number | null {
  return meta.draft ? null : (parseInstant(meta.publishAt ?? "") ?? 0);
}

/** A path of this site with its fragment; `null` if the link leads to another site, or is not a web address. */
function pathOf(
  { href, from }: Pick<Link, "href" | "from">,
  own: string | undefined,
): Target | null {
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
  { path, hash }: Target,
  addresses: Addresses,
  own: string | undefined,
): Finding[] {
  const { file, line, href, at } = link;
  const told = tell(link, path, hash, addresses, own);
  if (told === null) return [];
  const [level, what] = told;
  // Nobody reads a draft yet, and its target may still be written.
  const mild = level === "error" && at === null ? "warning" : level;
  return [{ level: mild, file, line, message: `“${href}” leads ${what}` }];
}

/** The severity, and where the link leads; `null` if all is well. */
function tell(
  { from, at, text }: Link,
  path: string,
  hash: string,
  addresses: Addresses,
  own: string | undefined,
): Told | null {
  if (path === from && text) return fragment(hash, text);
  const found = addresses.find(path);
  if (found.kind === "there") return found.text ? fragment(hash, found.text) : null;
  if (found.kind === "unknown") return null;
  if (found.kind === "moved") return moved(found, addresses, own);
  if (found.kind === "draft") {
    if (at === null) return null;
    return ["error", `to a draft (${found.file}), which readers don't find`];
  }
  if (found.kind === "scheduled") {
    if (at === null || at >= found.at) return null;
    return ["error", `to ${found.file}, which readers find from ${found.said} on only`];
  }
  if (/^(?:\/articles)?\/images\//.test(path)) {
    return ["error", "nowhere. A picture is shown, ![what it shows](images/…), and not linked to"];
  }
  return ["error", `nowhere${found.near === null ? "" : `. Did you mean “${found.near}”?`}`];
}

function moved(
  { to, by }: Extract<Leads, { kind: "moved" }>,
  addresses: Addresses,
  own: string | undefined,
): Told {
  if (to === null) return ["error", `to what ${by} says is gone`];
  const target = pathOf({ href: to, from: "/" }, own);
  const end = target === null ? "there" : addresses.find(target.path).kind;
  const round = `to ${to} by a way round (${by})`;
  if (end === "nowhere" || end === "draft") return ["error", `${round}, which readers don't find`];
  return ["note", `${round}: better link to that`];
}

/** Ids in the frame of every page, and of its polls. */
const IN_FRAME = /^(?:|top|main|poll-.*|:~:.*)$/;

function fragment(hash: string, { markdown }: TextFile): Told | null {
  const html = markdown.toHtml(new Map());
  // A file with errors has no HTML.
  if (IN_FRAME.test(hash) || html === "") return null;
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id);
  const place = decoded(hash).normalize("NFC");
  if (ids.includes(place)) return null;
  const near = didYouMean(place, ids);
  return ["warning", `to the page, but not to a place in it: there is no “${place}”${near}`];
}

/** A fragment as it is written in the page; one that can't be decoded stays as it is. */
function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}
