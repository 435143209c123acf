import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import { languageAttributes, directionOf, languageOf } from "../../core/i18n/language.ts";
import type { Site } from "../../core/content/site.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { type HeadProps, HeadTags } from "./head.tsx";
import { THEME_SCRIPT } from "../../core/content/theme.ts";
import { type Sheet, Style } from "../styles/sheets.tsx";

interface LayoutProps extends HeadProps {
  /** The style sheet. The default is that of lists and messages. */
  sheet?: Sheet;
  /** Whether the page contains a poll. */
  withPoll?: boolean;
  /** Further elements for the page's head. */
  head?: Child;
  children?: Child;
}

/**
 * Delays the first paint until the masthead has arrived (HTML, "expect"), because its centred parts would shift.
 * It is a string because Hono's JSX drops `blocking`.
 */
const WAIT_FOR_FRAME = '<link rel="expect" href="#framed" blocking="render">';

/** The frame of every page. It depends on no request, so every reader gets the same bytes. */
export function Layout(props: LayoutProps) {
  const { site } = props.publication;
  const language = languageOf(props.publication, site);
  const words = wordsFor(language).site;
  // For the publication's own texts on a page in another language.
  const own = languageAttributes(language, site.language);
  const title = props.title ? `${props.title} · ${site.name}` : site.name;
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={language} dir={directionOf(language)}>
        <head>
          <meta charset="utf-8" />
          <title>{title}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          {raw(WAIT_FOR_FRAME)}
          <script>{raw(THEME_SCRIPT)}</script>
          {props.description && <meta name="description" content={props.description} />}
          <HeadTags {...props} />
          <Style sheet={props.sheet ?? "list"} />
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
          <script src="/site.js" defer></script>
          {props.withPoll === true && <script src="/poll.js" defer></script>}
          {props.head}
        </head>
        <body>
          <a class="skip" href="#main">
            {words.skip}
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
              {words.search}
            </a>
            {/* The script shows, labels and enables it. */}
            <button
              type="button"
              class="tool theme"
              data-light={words.light}
              data-dark={words.dark}
              hidden
            >
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="12" cy="12" r="9" />
                <path d="M12 3a9 9 0 0 1 0 18Z" fill="currentColor" />
              </svg>
            </button>
            <div class="title" {...own}>
              <a class="name" href="/">
                {site.name}
              </a>
              {site.tagline && <p class="tagline">{site.tagline}</p>}
            </div>
            <nav aria-label={words.sections}>
              <Sections site={site} language={language} path={props.path} />
            </nav>
            {/* Empty, because browsers differ in whether “expect” waits for an element's start or its end. */}
            <i id="framed" hidden></i>
          </header>
          <main id="main">{props.children}</main>
          <footer class="colophon">
            <p>
              <span {...own}>{site.name}</span>. {words.views}
            </p>
            <nav aria-label={words.more}>
              <Sections site={site} language={language}>
                {props.publication.pages?.map(({ slug, title: page }) => (
                  <li>
                    <a
                      href={`/${slug}`}
                      aria-current={props.path === `/${slug}` ? "page" : undefined}
                      {...own}
                    >
                      {page}
                    </a>
                  </li>
                ))}
                <li>
                  <a href="/archive">{words.archive}</a>
                </li>
                <li>
                  <a href="/feed.xml">{words.atomFeed}</a>
                </li>
              </Sections>
            </nav>
          </footer>
        </body>
      </html>
    </>
  );
}

/** Links to the audiences' pages and the polls. `path`: the current page, which is marked. */
function Sections(props: {
  site: Site;
  language: string;
  path?: string | undefined;
  children?: Child;
}) {
  const { site, language } = props;
  const own = languageAttributes(language, site.language);
  const sections = [
    ...site.audiences.map(({ id, name }) => ({ href: `/for/${id}`, name, own })),
    { href: "/polls", name: wordsFor(language).site.polls, own: {} },
  ];
  return (
    <ul>
      {sections.map(({ href, name, own: attributes }) => (
        <li>
          <a href={href} aria-current={href === props.path ? "page" : undefined} {...attributes}>
            {name}
          </a>
        </li>
      ))}
      {props.children}
    </ul>
  );
}
