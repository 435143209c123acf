import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SMALL, writeContent } from "../../support/content.ts";
import { type Home, makeHome, PROJECT, type RunningSite, startSite } from "../../support/site.ts";

const document = await readFile(join(PROJECT, "docs/security.md"), "utf8");

/** Requests for each kind of answer that the document names. */
const ANSWERS: Record<string, [method: string, path: string][]> = {
  page: [
    ["GET", "/"],
    ["GET", "/articles/kill"],
  ],
  poll: [["GET", "/polls/kill"]],
  embed: [["GET", "/embed/polls/kill"]],
  data: [
    ["GET", "/polls/kill/results.json"],
    ["GET", "/polls/kill/results.csv"],
    ["GET", "/polls/kill/votes.csv"],
    ["GET", "/schemas/results.json"],
    ["GET", "/.well-known/security.txt"],
  ],
  chart: [["GET", "/polls/kill/results.svg"]],
  picture: [["GET", "/polls/kill/share.png"]],
  file: [
    ["GET", "/poll.js"],
    ["GET", "/site.js"],
  ],
  "script for embeds": [["GET", "/embed.js"]],
  API: [["GET", "/api/manifest"]],
  error: [
    ["GET", "/nowhere"],
    ["GET", "/polls/nowhere"],
  ],
  "nothing there": [["GET", "/nowhere"]],
  ballot: [["POST", "/polls/kill/votes"]],
  "ballot in a frame": [["POST", "/embed/polls/kill/votes"]],
};

let home: Home;
let site: RunningSite;

beforeAll(async () => {
  home = await makeHome();
  const contact = `${SMALL["site.yaml"] ?? ""}securityContact: mailto:holes@example.com\n`;
  const content = await writeContent(home.folder, { ...SMALL, "site.yaml": contact });
  site = await startSite(home, ["--content", content]);
}, 60_000);
afterAll(async () => {
  await site.interrupt();
  await home.remove();
});

async function ask([method, path]: [string, string]): Promise<Response> {
  const post = {
    headers: { Origin: site.url, "Content-Type": "application/x-www-form-urlencoded" },
    body: "q.q=a",
  };
  const response = await fetch(site.url + path, {
    method,
    redirect: "manual",
    ...(method === "POST" ? post : {}),
  });
  await response.arrayBuffer();
  return response;
}

/**
 * The headers that the document lists, each as
 * "- **answers**: `Header: value`. Why. Test: `file`: title; …", or with the value in a fence below, a line for each directive.
 */
const ROWS = document
  .slice(document.indexOf("## Headers"), document.indexOf("## What a poll resists"))
  .split(/^- \*\*/m)
  .slice(1)
  .map((entry) => {
    const [, answers = "", header = "", inline] =
      /^([^*]+)\*\*: `([\w-]+)(?:: ([^`]+))?`/.exec(entry) ?? [];
    const [, fence = ""] = /```\n([^`]+)```/.exec(entry) ?? [];
    const [, held = ""] = /^ {2}Test: (.+)$/m.exec(entry) ?? [];
    return {
      answers: answers === "every" ? Object.keys(ANSWERS) : answers.split(", "),
      header,
      value: inline ?? fence.trim().split(/\n\s*/).join("; "),
      held: held.split("; "),
    };
  });

/** A value with `…` as what it stands for: digests, one or more of them, or a value of the moment. */
function asTold(value: string): string {
  return value
    .replace(/'sha256-[^']+'(?: 'sha256-[^']+')*/g, "'sha256-…'")
    .replace(/(__Host-[a-z-]+)=[^;]+/, "$1=…");
}

describe("docs/security.md tells what is sent", () => {
  it("in a list of some length", () => {
    expect(ROWS.length).toBeGreaterThan(14);
  });

  it.each(ROWS)("$header of $answers", async ({ answers, header, value }) => {
    for (const answer of answers) {
      const requests = ANSWERS[answer];
      if (!requests) throw new Error(`nobody knows what ${answer} is`);
      for (const request of requests) {
        const sent = (await ask(request)).headers.get(header);
        expect(asTold(sent ?? ""), request.join(" ")).toBe(value);
      }
    }
  });

  it.each(ROWS.flatMap(({ held }) => held))("%s is a test that there is", async (name) => {
    const [, file = "", title = ""] = /^`([^`]+)`: (.+)$/.exec(name) ?? [];
    expect(await readFile(join(PROJECT, file), "utf8")).toContain(title);
  });

  it("and nothing else that is for a browser to obey", async () => {
    const told = new Set(ROWS.map(({ header }) => header.toLowerCase()));
    const plain =
      /^(?:content-(?!security)|etag|date|location|vary|link|connection|keep-alive|transfer-encoding|cf-|last-modified|access-control-expose-headers|x-robots-tag)/;
    for (const request of Object.values(ANSWERS).flat()) {
      const names = [...(await ask(request)).headers.keys()];
      expect(
        names.filter((name) => !told.has(name) && !plain.test(name)),
        request.join(" "),
      ).toEqual([]);
    }
  });
});

describe("/.well-known/security.txt", () => {
  it("names the contact of site.yaml, and expires within a year, in whole lines", async () => {
    const response = await fetch(`${site.url}/.well-known/security.txt`);
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    const text = await response.text();
    const fields = Object.fromEntries(
      text
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/: (.*)/)),
    ) as Record<string, string>;
    expect(fields).toMatchObject({
      Contact: "mailto:holes@example.com",
      "Preferred-Languages": "en",
      Canonical: `${site.url}/.well-known/security.txt`,
    });
    const days = (Date.parse(fields["Expires"] ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(140);
    expect(days).toBeLessThan(365);
    expect(text.endsWith("\n")).toBe(true);
  });
});

describe("/api/openapi.json", () => {
  it("is public, may be kept for five minutes, and read by any site's script", async () => {
    for (const headers of [{}, { Authorization: "Bearer wrong" }]) {
      const response = await fetch(`${site.url}/api/openapi.json`, { headers });
      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toBe("application/json");
      expect(response.headers.get("Cache-Control")).toBe("public, max-age=300, stale-if-error=600");
      expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
      expect(response.headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
      expect(await response.json()).toMatchObject({ openapi: "3.1.0" });
    }
  });

  it("is only read", async () => {
    const response = await fetch(`${site.url}/api/openapi.json`, { method: "PUT" });
    expect(response.status).toBe(405);
  });
});
