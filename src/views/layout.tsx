import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import type { Site } from "../core/site.ts";
import { type Findable, FindableHead } from "./head.tsx";
import { THEME_SCRIPT } from "../core/theme.ts";

/** The publication and the address that its links begin with. */
export interface Publication {
  site: Site;
  origin: string;
}

interface LayoutProps extends Findable {
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
          <link rel="stylesheet" href="/style.css" />
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
            <a class="name" href="/">
              {site.name}
            </a>
            {site.tagline && <p class="tagline">{site.tagline}</p>}
            <nav aria-label="Sections">
              <Sections site={site} path={props.path} />
            </nav>
          </header>
          <main id="main">{props.children}</main>
          <footer class="colophon">
            <p>{site.name}. Articles are their authors' views.</p>
            {/* Shown, named and made to work by the script. */}
            <button type="button" class="theme" hidden></button>
            <nav aria-label="More">
              <Sections site={site}>
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

/** Links to the audiences' pages, the polls and the search. `path`: the page that they stand on, to be marked. */
function Sections(props: { site: Site; path?: string | undefined; children?: Child }) {
  const sections = [
    ...props.site.audiences.map(({ id, name }) => ({ href: `/for/${id}`, name })),
    { href: "/polls", name: "Polls" },
    { href: "/search", name: "Search" },
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
