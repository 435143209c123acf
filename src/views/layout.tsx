import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import type { PageLink } from "../core/plain-page.ts";
import type { Site } from "../core/site.ts";
import { type Findable, FindableHead } from "./head.tsx";
import { THEME_SCRIPT } from "../core/theme.ts";
import { PlainPageLinks } from "./plain-page-links.tsx";
import { type Sheet, Style } from "./styles/sheets.tsx";

/** The publication and the address that its links begin with. */
export interface Publication {
  site: Site;
  origin: string;
  /** The plain pages that the foot of every page links to. */
  pages?: readonly PageLink[];
}

interface LayoutProps extends Findable {
  /** Its style sheet. Left out: that of lists and messages. */
  sheet?: Sheet;
  /** Whether there is a poll on the page. */
  withPoll?: boolean;
  /** More for the page's head. */
  head?: Child;
  children?: Child;
}

/** The frame of every page. The same bytes for every reader: nothing here depends on a request. */
export function Layout(props: LayoutProps) {
  const { site } = props.publication;
  const title = props.title ? `${props.title} · ${site.name}` : site.name;
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={site.language}>
        <head>
          <meta charset="utf-8" />
          <title>{title}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <script>{raw(THEME_SCRIPT)}</script>
          {props.description && <meta name="description" content={props.description} />}
          <FindableHead {...props} />
          <Style sheet={props.sheet ?? "list"} />
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
          <script src="/site.js" defer></script>
          {props.withPoll === true && <script src="/poll.js" defer></script>}
          {props.head}
        </head>
        <body>
          <a class="skip" href="#main">
            Skip to the text
          </a>
          <header class="masthead">
            <a
              class="tool"
              href="/search"
              aria-current={props.path === "/search" ? "page" : undefined}
            >
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d="M10.5 3a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Zm5.5 13 5.5 5.5" />
              </svg>{" "}
              Search
            </a>
            {/* Shown, named and made to work by the script. */}
            <button type="button" class="tool theme" hidden>
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="12" cy="12" r="9" />
                <path d="M12 3a9 9 0 0 1 0 18Z" fill="currentColor" />
              </svg>
            </button>
            <div class="title">
              <a class="name" href="/">
                {site.name}
              </a>
              {site.tagline && <p class="tagline">{site.tagline}</p>}
            </div>
            <nav aria-label="Sections">
              <Sections site={site} path={props.path} />
            </nav>
          </header>
          <main id="main">{props.children}</main>
          <footer class="colophon">
            <p>{site.name}. Articles are their authors' views.</p>
            <nav aria-label="More">
              <Sections site={site}>
                <PlainPageLinks pages={props.publication.pages} path={props.path} />
                <li>
                  <a href="/archive">Archive</a>
                </li>
                <li>
                  <a href="/feed.xml">Atom feed</a>
                </li>
              </Sections>
            </nav>
          </footer>
        </body>
      </html>
    </>
  );
}

/** Links to the audiences' pages and the polls. `path`: the page that they stand on, to be marked. */
function Sections(props: { site: Site; path?: string | undefined; children?: Child }) {
  const sections = [
    ...props.site.audiences.map(({ id, name }) => ({ href: `/for/${id}`, name })),
    { href: "/polls", name: "Polls" },
  ];
  return (
    <ul>
      {sections.map(({ href, name }) => (
        <li>
          <a href={href} aria-current={href === props.path ? "page" : undefined}>
            {name}
          </a>
        </li>
      ))}
      {props.children}
    </ul>
  );
}
