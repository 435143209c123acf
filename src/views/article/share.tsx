import { wordsFor } from "../../core/i18n/words/words.ts";

// The first, mail, is the only one whose name is a word of a language.
const TARGETS: [name: string, address: (url: string, title: string) => string][] = [
  ["", (url, title) => `mailto:?subject=${title}&body=${url}`],
  ["X", (url, title) => `https://x.com/intent/post?url=${url}&text=${title}`],
  ["Facebook", (url) => `https://www.facebook.com/sharer/sharer.php?u=${url}`],
  ["LinkedIn", (url) => `https://www.linkedin.com/sharing/share-offsite/?url=${url}`],
  ["Telegram", (url, title) => `https://t.me/share/url?url=${url}&text=${title}`],
  ["WhatsApp", (url, title) => `https://wa.me/?text=${title}%20${url}`],
  ["Bluesky", (url, title) => `https://bsky.app/intent/compose?text=${title}%20${url}`],
];

/** “Share this article”: plain links, to which the script adds the browser's own ways. Nothing that tells anybody of a reader who doesn't click. */
export function Share(props: { url: string; title: string; language: string }) {
  const { url, title } = props;
  const words = wordsFor(props.language).share;
  return (
    <nav
      class="share"
      aria-label={words.title}
      data-url={url}
      data-title={title}
      data-copy={words.copy}
      data-copied={words.copied}
      data-other={words.other}
    >
      <h2>{words.title}</h2>
      <ul>
        {TARGETS.map(([name, address]) => (
          <li>
            <a href={address(encodeURIComponent(url), encodeURIComponent(title))} rel="noopener">
              {name || words.mail}
            </a>
          </li>
        ))}
      </ul>
      <p class="visually-hidden" role="status"></p>
    </nav>
  );
}
