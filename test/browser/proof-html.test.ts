import { HtmlValidate } from "html-validate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hustings, type Home, makeHome, type RunningSite, startSite } from "../support/site.ts";
import { ARTICLE, PAGES } from "./proof-pages.ts";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // Headings have ids in any script, and may begin with a number.
    "valid-id": ["error", { relaxed: true }],
    // How a document is written where the standard leaves the choice: Hono's JSX writes `<br/>`, `defer=""` and so on.
    "doctype-style": "off",
    "void-style": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    // One name for all boxes of a question is how forms send several answers, and the contract of our ballots.
    "form-dup-name": ["error", { shared: ["radio", "checkbox"] }],
    // Our own scripts come from where the page comes from.
    "require-sri": ["error", { target: "crossorigin" }],
    // An article's title is the editor's, followed by the publication's name: not to be cut for a search engine.
    "long-title": ["error", { maxlength: 120 }],
  },
});

let home: Home;
let site: RunningSite;

beforeAll(async () => {
  home = await makeHome();
  site = await startSite(home);
});
afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

/** A line for whatever is wrong with a document. */
async function faults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`),
  );
}

/** A page, as an answer should be: with this status, nothing wrong with it. */
const valid = (status: number) => ({ status, type: "text/html", faults: [] as string[] });

async function told(response: Response): Promise<ReturnType<typeof valid>> {
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  return { status: response.status, type, faults: await faults(await response.text()) };
}

const HEADERS = { Accept: "text/html", "Sec-Fetch-Site": "same-origin" };

/** Sends a form, as a browser that keeps cookies does; follows nothing. */
async function send(path: string, fields: string, cookie?: string): Promise<Response> {
  return fetch(site.url + path, {
    method: "POST",
    redirect: "manual",
    headers: {
      ...HEADERS,
      Origin: site.url,
      "Content-Type": "application/x-www-form-urlencoded",
      ...(cookie === undefined ? {} : { Cookie: cookie }),
    },
    body: fields,
  });
}

/** Makes a voter: the cookie that the first try is answered with. */
async function newVoter(path: string, fields: string): Promise<string> {
  const first = await send(path, fields);
  expect(first.status).toBe(307);
  return (first.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

/** The answers that a poll's form offers, each as a field of a form. */
async function ballotOf(poll: string): Promise<string[]> {
  const html = await (await fetch(`${site.url}/polls/${poll}`)).text();
  const found = html.matchAll(/<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)"/g);
  return [...found].map(([, name, value]) => `${name}=${value}`);
}

it.each<readonly [name: string, path: string]>([
  ...PAGES.map(([name, path]) => [name, path] as const),
  ["a year of the archive", "/archive/2026"],
  ["a search that found nothing", "/search?q=zzzz"],
  ["a poll with numbers after the vote", "/polls/next-summit"],
  ["a poll of two questions", "/polls/study-abroad"],
  ["an embedded poll", "/embed/polls/arctic-route"],
  ["an embedded closed poll", "/embed/polls/next-ten-years"],
  ["a poll that there is not", "/polls/none"],
  ["an embedded poll that there is not", "/embed/polls/none"],
])("%s is valid HTML", async (_, path) => {
  const response = await fetch(site.url + path, { headers: HEADERS });
  const status = /no(?:ne|-such-page)$/.test(path) ? 404 : 200;
  expect(await told(response)).toEqual(valid(status));
});

it.each(["", "/embed"])("what a voter is answered is valid HTML%s", async (base) => {
  const poll = `${base}/polls/arctic-route`;
  const [one = "", another = ""] = await ballotOf("arctic-route");
  const cookie = await newVoter(`${poll}/votes`, one);
  const counted = await send(`${poll}/votes`, one, cookie);
  expect(counted.status).toBe(303);
  const receipt = await fetch(new URL(counted.headers.get("location") ?? "", site.url), {
    headers: { ...HEADERS, Cookie: cookie },
  });
  expect(await receipt.clone().text()).toContain('class="receipt"');
  expect(await told(receipt)).toEqual(valid(200));
  expect(await told(await send(`${poll}/votes`, another, cookie))).toEqual(valid(409));
});

it.each([
  ["arctic-route", ""],
  ["aims-of-sanctions", "q.aims.stop=1&q.aims.deny=1"],
  ["trade-with-asia", "q.none=1"],
])("a ballot of %s that is refused is answered with valid HTML", async (poll, fields) => {
  const path = `/polls/${poll}/votes`;
  const [right = ""] = await ballotOf(poll);
  const answer = await send(path, fields, await newVoter(path, right));
  expect(await told(answer)).toEqual(valid(422));
});

describe("a page that says no is valid HTML:", () => {
  const path = "/polls/arctic-route/votes";
  const FROM_ELSEWHERE = { Origin: "https://elsewhere.example", "Sec-Fetch-Site": "cross-site" };
  const NO: [
    what: string,
    status: number,
    path: string,
    request: { headers?: Record<string, string>; body?: string },
  ][] = [
    ["from another site", 403, path, { headers: FROM_ELSEWHERE }],
    ["too large", 413, path, { body: `q.use=${"x".repeat(100_000)}` }],
    ["of another type", 415, path, { headers: { "Content-Type": "text/plain" } }],
    ["of another method", 405, "/archive", {}],
    ["to a poll that there is not", 404, "/polls/none/votes", {}],
  ];
  it.each(NO)("a ballot %s (%i)", async (_, status, to, { headers, body = "q.use=a" }) => {
    const response = await fetch(site.url + to, {
      method: "POST",
      headers: {
        ...HEADERS,
        Origin: site.url,
        "Content-Type": "application/x-www-form-urlencoded",
        Cookie: await newVoter(path, "q.use=a"),
        ...headers,
      },
      body,
    });
    expect(await told(response)).toEqual(valid(status));
  });

  it("a ballot of a closed poll (409)", async () => {
    const closed = "/polls/next-ten-years/votes";
    const cookie = await newVoter(path, "q.use=a");
    expect(await told(await send(closed, "q.a=b", cookie))).toEqual(valid(409));
  });
});

it("the preview of an article is valid HTML", async () => {
  const slug = ARTICLE.replace("/articles/", "");
  const { out } = await hustings(home, ["preview", slug, "--to", site.url]);
  const [url = ""] = /^http\S+/m.exec(out) ?? [];
  const response = await fetch(url, { headers: HEADERS });
  expect(await response.clone().text()).toContain('class="preview"');
  expect(await told(response)).toEqual(valid(200));
});

const without = (part: RegExp) => (html: string) => html.replace(part, "");

it.each([
  ["a picture without words", "wcag/h37", ARTICLE, without(/ alt="[^"]*"/)],
  ["a field without a name", "input-missing-label", "/search", without(/<label.*?<\/label>/)],
  ["an id that stands twice", "no-dup-id", "/", (html: string) => `${html}<p id="main"></p>`],
  ["an element in a wrong place", "element-permitted-content", "/", wrongPlace],
  ["an element that is not closed", "close-order", "/", without(/<\/main>/)],
])("the validator sees %s", async (_, rule, path, spoil) => {
  const html = await (await fetch(site.url + path, { headers: HEADERS })).text();
  const spoilt = spoil(html);
  expect(spoilt).not.toBe(html);
  expect((await faults(spoilt)).join("\n")).toContain(`${rule}: `);
});

function wrongPlace(html: string): string {
  return html.replace("<ul>", "<ul><p>no item</p>");
}
