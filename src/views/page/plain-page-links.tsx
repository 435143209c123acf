import type { PageLink } from "../../core/content/plain-page.ts";

/** Links to the plain pages, where there are any: for the foot of every page. `path`: the page that they stand on. */
export function PlainPageLinks(props: {
  pages: readonly PageLink[] | undefined;
  path: string | undefined;
  /** `lang` and `dir`, on a page of another language. */
  attributes?: { lang?: string; dir?: "ltr" | "rtl" };
}) {
  return (
    <>
      {(props.pages ?? []).map(({ slug, title }) => (
        <li>
          <a
            href={`/${slug}`}
            aria-current={props.path === `/${slug}` ? "page" : undefined}
            {...props.attributes}
          >
            {title}
          </a>
        </li>
      ))}
    </>
  );
}
