import { wordsFor } from "../../core/i18n/words/words.ts";

// Only the name of the first target, mail, is translated.
const TARGETS: [name: string, address: (url: string, title: string) => string][] = [
  ["", (url, title) => `mailto:?subject=${title}&body=${url}`],
  ["X", (url, title) => `https://x.com/intent/post?url=${url}&text=${title}`],
  ["Facebook", (url) => `https://www.facebook.com/sharer/sharer.php?u=${url}`],
  ["LinkedIn", (url) => `https://www.linkedin.com/sharing/share-offsite/?url=${url}`],
  ["Telegram", (url, title) => `https://t.me/share/url?url=${url}&text=${title}`],
  ["WhatsApp", (url, title) => `https://wa.me/?text=${title}%20${url}`],
  ["Bluesky", (url, title) => `https://bsky.app/intent/compose?text=${title}%20${url}`],
];

/** “Share this article”: plain links, and a script adds the browser's own means. Nobody learns of readers who do not click. */
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
