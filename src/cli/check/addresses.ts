import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseInstant, publishedInstant, yearOf } from "../../core/instant.ts";
import { matchPage, POLL_FILES, ROUTES } from "../../core/routes.ts";
import { nearest } from "../../core/text/did-you-mean.ts";
import { normalPath } from "../../core/path.ts";
import { PROJECT } from "../local/local.ts";
import type { ContentFolder, TextFile } from "../content/content-folder.ts";

/** Where a path of the site leads, once this content is published. */
export type Leads =
  | { kind: "there"; text?: TextFile }
  /** To another path or address; `null`: the page is gone, and readers are told so. */
  | { kind: "moved"; to: string | null; by: string }
  | { kind: "draft"; file: string }
  | { kind: "scheduled"; file: string; at: number; said: string }
  /** Can't be determined: it depends on a file that can't be read. */
  | { kind: "unknown" }
  | { kind: "nowhere"; near: string | null };

/** Paths that every site has besides its content. */
const ALWAYS: ReadonlySet<string> = new Set(
  Object.values(ROUTES).filter((path) => !path.includes(":")),
);

/** The addresses of a publication. */
export class Addresses {
  readonly #known = new Map<string, Leads>();
  readonly #moved = new Map<string, Leads>();

  /** The text of the files that can't be parsed. */
  readonly #unread: string;

  private constructor(folder: ContentFolder, files: readonly string[]) {
    this.#unread = folder.broken.map(({ text }) => text).join("\n");
    for (const name of files) this.#known.set(`/${name}`, { kind: "there" });
    for (const { file } of folder.broken) {
      const name = basename(file).replace(/\.(?:md|ya?ml)$/, "");
      const kind = file.split("/")[0] ?? "";
      this.#known.set(kind === "pages" ? `/${name}` : `/${kind}/${name}`, { kind: "unknown" });
    }
    for (const page of folder.pages) {
      this.#known.set(`/${page.page.slug}`, { kind: "there", text: page });
    }
    for (const { poll } of folder.polls) {
      this.#known.set(`/polls/${poll.id}`, { kind: "there" });
      this.#known.set(`/embed/polls/${poll.id}`, { kind: "there" });
      for (const file of POLL_FILES) {
        this.#known.set(`/polls/${poll.id}/${file}`, { kind: "there" });
      }
    }
    for (const { id } of folder.site?.site.audiences ?? []) {
      this.#known.set(`/for/${id}`, { kind: "there" });
    }
    this.#addArticles(folder);
    for (const { from, to } of folder.redirects?.redirects ?? []) {
      this.#moved.set(from, { kind: "moved", to, by: "redirects.yaml" });
    }
  }

  /** Collects the addresses of a folder, and of the files that the Worker serves beside it. */
  static async of(folder: ContentFolder): Promise<Addresses> {
    const files = await readdir(join(PROJECT, "static"));
    return new Addresses(
      folder,
      files.filter((file) => file.includes(".")),
    );
  }

  #addArticles({ articles }: ContentFolder): void {
    // A list has a page if readers can find one of its articles. Live articles go last, so that they win.
    const last = { draft: 0, scheduled: 1, live: 2 };
    for (const one of articles.toSorted((a, b) => last[a.state] - last[b.state])) {
      const { article, file, state } = one;
      const { slug, meta } = article;
      const at = parseInstant(meta.publishAt ?? "") ?? 0;
      const leads: Leads =
        state === "live"
          ? { kind: "there" }
          : state === "draft"
            ? { kind: state, file }
            : { kind: state, file, at, said: publishedInstant(meta.publishAt ?? "") };
      const year = yearOf(meta.date);
      const lists = [
        ...meta.tags.map((tag) => `/tags/${tag}`),
        ...meta.authors.map((author) => `/authors/${author}`),
        `/archive/${year}`,
      ];
      for (const path of lists) this.#known.set(path, leads);
      this.#known.set(`/articles/${slug}`, state === "live" ? { kind: "there", text: one } : leads);
      this.#known.set(`/articles/${slug}.md`, leads);
      for (const name of meta.formerly ?? []) {
        this.#moved.set(`/articles/${name}`, { kind: "moved", to: `/articles/${slug}`, by: file });
      }
    }
  }

  /** Resolves a path. Pages take precedence over redirects, as on the site. */
  find(given: string): Leads {
    const path = normalPath(given) ?? given;
    const page = matchPage(path);
    if (ALWAYS.has(path) || page?.name === "") return { kind: "there" };
    const known = this.#known.get(path);
    if (known) return known;
    const list = page && this.#known.get(page.base);
    // A page below another one does not have its headings.
    if (list) return list.kind === "there" ? { kind: "there" } : list;
    const moved = this.#moved.get(path);
    if (moved) return moved;
    // A name in a file with errors may turn out to be a subject, an author or an old address once the file is fixed.
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name !== "" && this.#unread.includes(name)) return { kind: "unknown" };
    return { kind: "nowhere", near: this.#near(path) };
  }

  /** A guess at the intended path: a sibling with nearly the same spelling, or the same name elsewhere. */
  #near(path: string): string | null {
    const end = path.lastIndexOf("/") + 1;
    const [folder, name] = [path.slice(0, end), path.slice(end)];
    const known = [...this.#known.keys()];
    const beside = known.filter(
      (one) => one.lastIndexOf("/") + 1 === end && one.startsWith(folder),
    );
    const near = nearest(
      name,
      beside.map((one) => one.slice(end)),
    );
    if (near !== null) return folder + near;
    return known.find((one) => one.endsWith(`/${name}`)) ?? null;
  }
}
