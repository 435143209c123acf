import type { ConsoleMessage, Page } from "playwright-core";

/** What the script inside the page has noted. */
interface Noted {
  shifts: string[];
  policy: string[];
}

// Runs before anything of the page: what comes later would miss the first shift. `hadRecentInput`: what moves at once
// because the reader pressed something is no shift (Layout Instability, 3.1).
const NOTE = `
const noted = { shifts: [], policy: [] };
const name = (node) => node?.outerHTML?.slice(0, 120) ?? String(node?.textContent);
const note = (entries) => {
  for (const { value, hadRecentInput, sources } of entries) {
    if (!hadRecentInput) noted.shifts.push("layout shift " + value + ": " + sources.map(({ node }) => name(node)).join(" | "));
  }
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", (event) => {
  noted.policy.push("policy: " + event.effectiveDirective + " " + event.blockedURI);
});
window.readNoted = () => { note(observer.takeRecords()); return noted; };
`;

// To the end and back, as a reader would: slots and pictures further down load on the way.
const READ_THROUGH = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight * 0.8) {
    scrollTo(0, y);
    await frame();
  }
  const shown = [...document.images].filter((image) => image.checkVisibility());
  await Promise.all(shown.map((image) => image.complete || new Promise((done) => { image.onload = image.onerror = done; })));
  scrollTo(0, 0);
  // The first begins a picture of it, the second is asked for when that is there.
  await frame();
  await frame();
})()`;

/** Notes all that goes wrong in a page of its own accord. */
export interface Watch {
  /** Opens a page of the site, reads it to its end. */
  open(path: string): Promise<void>;
  /** All that went wrong since it was opened, a line each; what is wanted is none. */
  trouble(): Promise<string[]>;
}

/**
 * Watches a page: console messages of every kind, errors, requests that failed or went to another site, what the page's
 * policy refused, layout shifts.
 *
 * @param origin the site's
 */
export async function watch(page: Page, origin: string): Promise<Watch> {
  let lines: string[] = [];
  let opened = "";
  await page.addInitScript(NOTE);
  page.on("console", (message) => {
    if (!isAnswerItself(message, opened)) lines.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => lines.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`)) lines.push(`third party: ${url}`);
  });
  page.on("requestfailed", (request) => {
    lines.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && response.url() !== opened) {
      lines.push(`answer ${response.status()}: ${response.url()}`);
    }
  });
  return {
    async open(path) {
      opened = origin + path;
      lines = [];
      await page.goto(opened);
      await page.evaluate(READ_THROUGH);
    },
    async trouble() {
      const noted = await page.evaluate<Noted>("readNoted()");
      return [...lines, ...noted.policy, ...noted.shifts];
    },
  };
}

/** Chromium says of a page that is an error page that it is one: of its own address, and nothing else. */
function isAnswerItself(message: ConsoleMessage, opened: string): boolean {
  return (
    message.location().url === opened &&
    message.text().startsWith("Failed to load resource: the server responded with a status of 4")
  );
}
