const TARGETS: [name: string, address: (url: string, title: string) => string][] = [
  ["E-mail", (url, title) => `mailto:?subject=${title}&body=${url}`],
  ["X", (url, title) => `https://x.com/intent/post?url=${url}&text=${title}`],
  ["Facebook", (url) => `https://www.facebook.com/sharer/sharer.php?u=${url}`],
  ["LinkedIn", (url) => `https://www.linkedin.com/sharing/share-offsite/?url=${url}`],
  ["Telegram", (url, title) => `https://t.me/share/url?url=${url}&text=${title}`],
  ["WhatsApp", (url, title) => `https://wa.me/?text=${title}%20${url}`],
  ["Bluesky", (url, title) => `https://bsky.app/intent/compose?text=${title}%20${url}`],
];

/** “Share this article”: plain links, to which the script adds the browser's own ways. Nothing that tells anybody of a reader who doesn't click. */
export function Share({ url, title }: { url: string; title: string }) {
  return (
    <nav class="share" aria-label="Share this article" data-url={url} data-title={title}>
      <h2>Share this article</h2>
      <ul>
        {TARGETS.map(([name, address]) => (
          <li>
            <a href={address(encodeURIComponent(url), encodeURIComponent(title))} rel="noopener">
              {name}
            </a>
          </li>
        ))}
      </ul>
      <p class="visually-hidden" role="status"></p>
    </nav>
  );
}
