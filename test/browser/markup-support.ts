import type { Browser, BrowserContext, Frame, Page } from "playwright-core";

// Runs before anything of the page, in every frame of it.
const WATCH = `
globalThis.ran = [];
globalThis.xss = () => { ran.push("xss() ran"); };
for (const name of ["alert", "confirm", "prompt", "print"]) globalThis[name] = () => { ran.push(name + "() ran"); };
globalThis.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  refused.push("policy refused " + event.effectiveDirective + " " + event.blockedURI + " " + event.sample);
});
`;

/** What stands in a page: elements, and which attributes they have; and addresses that are none of a reader's. */
const LOOK = `(() => {
  const kinds = new Set();
  const addresses = [];
  const names = ["href", "src", "action", "formaction", "xlink:href", "srcset", "data", "poster", "ping", "cite", "background"];
  for (const element of document.querySelectorAll("*")) {
    const tag = element.tagName.toLowerCase();
    kinds.add(tag);
    for (const { name } of element.attributes) kinds.add(tag + " " + (name.startsWith("data-") ? "data-*" : name));
    for (const name of names) {
      const value = element.getAttribute(name);
      if (value === null) continue;
      const { protocol } = new URL(value, location.href);
      if (!["http:", "https:", "mailto:", "tel:"].includes(protocol)) addresses.push(tag + " " + name + "=" + value);
    }
  }
  return { kinds: [...kinds], addresses, ran: globalThis.ran, refused: globalThis.refused };
})()`;

/** What was found in a page. */
interface Looked {
  kinds: string[];
  addresses: string[];
  ran: string[];
  refused: string[];
}

/** Opens pages one after the other, and says what is wrong with them. */
export class Looker {
  readonly #origin: string;
  readonly #page: Page;
  readonly #context: BrowserContext;
  #elsewhere: string[] = [];
  readonly #known: Set<string>;

  private constructor(origin: string, known: Set<string>, context: BrowserContext, page: Page) {
    this.#origin = origin;
    this.#known = known;
    this.#context = context;
    this.#page = page;
    page.on("request", (request) => {
      if (!request.url().startsWith(`${origin}/`)) this.#elsewhere.push(request.url());
    });
    page.on("dialog", (dialog) => {
      this.#elsewhere.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("popup", (popup) => this.#elsewhere.push(`a window: ${popup.url()}`));
  }

  /** @param known elements and attributes that a page may have */
  static async open(browser: Browser, origin: string, known: Set<string>): Promise<Looker> {
    const context = await browser.newContext({
      locale: "en-GB",
      // Painted a thousand times over.
      viewport: { width: 480, height: 320 },
    });
    await context.addInitScript(WATCH);
    const page = await context.newPage();
    return new Looker(origin, known, context, page);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  get page(): Page {
    return this.#page;
  }

  /** Learns which elements and attributes pages have in which nothing is wrong. */
  async learn(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await this.#go(path);
      for (const kind of (await this.#look(this.#page)).kinds) this.#known.add(kind);
    }
  }

  /** What is wrong with a page, a line each. */
  async trouble(path: string): Promise<string[]> {
    await this.#go(path);
    return this.here(path);
  }

  /** What is wrong with the page that is open. */
  async here(name: string): Promise<string[]> {
    const lines = [...this.#elsewhere];
    this.#elsewhere = [];
    for (const frame of this.#page.frames()) {
      const { kinds, addresses, ran, refused } = await this.#look(frame);
      const strange = kinds.filter((kind) => !this.#known.has(kind)).map((kind) => `has ${kind}`);
      lines.push(...strange, ...addresses, ...ran, ...refused);
    }
    if (!this.#page.url().startsWith(`${this.#origin}/`)) lines.push(`is at ${this.#page.url()}`);
    return lines.map((line) => `${name}: ${line}`);
  }

  /** What was done of the page's own accord: requests to other sites, dialogs, windows, scripts. */
  async doings(): Promise<string[]> {
    const elsewhere = this.#elsewhere;
    this.#elsewhere = [];
    // In a sandbox no script runs, this one neither.
    const isSandboxed = this.#page.url().endsWith(".svg");
    const ran = isSandboxed ? [] : await this.#page.evaluate<string[]>("globalThis.ran");
    return [...elsewhere, ...ran];
  }

  async #go(path: string): Promise<void> {
    await this.#page.goto(this.#origin + path, { waitUntil: "load" });
    // Handlers of the kind that wait for a moment, or for the reader to come near.
    await this.#page.mouse.move(200, 200);
    await this.#page.evaluate(
      "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))",
    );
  }

  async #look(at: Page | Frame): Promise<Looked> {
    return at.evaluate<Looked>(LOOK);
  }
}
