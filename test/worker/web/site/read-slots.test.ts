import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { links, select } from "./read-markup.ts";
import {
  article,
  ask,
  castVote,
  embed,
  fails,
  type Fault,
  faultyD1,
  faultyPolls,
  forgetAll,
  hangs,
  modelPoll,
  noting,
  onlyFor,
  page,
  poll,
  publish,
  quiet,
  send,
  site,
} from "../../support/site.ts";

const NUMBERS = /\d+ \(\d+%\)/;

beforeAll(async () => {
  await send("PUT", "/site", site());
  await send("POST", "/polls", { polls: [modelPoll("one"), modelPoll("two")] });
  await send("POST", "/articles", {
    articles: [
      article("plain"),
      article("polled", {}, embed("one")),
      article("both", {}, 'Start.\n\n::poll{id="one"}\n\nMiddle.\n\n::poll{id="two"}\n\nEnd.'),
    ],
  });
  await publish();
});

beforeEach(() => {
  forgetAll();
  quiet();
});

/** Calls wait until the gate is opened. */
function gate(): { fault: Fault; open: () => void; asked: () => boolean } {
  const { promise, resolve } = Promise.withResolvers<null>();
  let asked = false;
  const fault: Fault = async (_, proceed) => {
    asked = true;
    await promise;
    return proceed();
  };
  return { fault, open: () => resolve(null), asked: () => asked };
}

/** Reads a body up to `text`, and then the rest when asked. */
async function readUntil(response: Response, text: string) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error("no body");
  let read = "";
  while (!read.includes(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`no ${text} in ${read}`);
    read += value;
  }
  const rest = async (): Promise<string> => {
    let more = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return more;
      more += value;
    }
  };
  return { read, rest };
}

describe("the bytes before a slot", () => {
  it("are sent before the poll answers, without an ETag, and the rest follows", async () => {
    const silent = gate();
    const response = await ask("/articles/polled", {}, { POLL: faultyPolls(silent.fault) });
    expect(response.status).toBe(200);
    expect(response.headers.get("ETag")).toBeNull();
    const { read, rest } = await readUntil(response, "Before the poll.");
    expect(silent.asked()).toBe(true);
    expect(read).not.toContain("data-poll");
    silent.open();
    const all = read + (await rest());
    expect(await select(all, "form[action='/polls/one/votes']")).toHaveLength(1);
    expect(all).toContain("After the poll.");
    expect(all).toContain("</html>");
  });

  it("are sent while only the second of two polls is silent, with the first poll", async () => {
    const silent = gate();
    const response = await ask(
      "/articles/both",
      {},
      { POLL: faultyPolls(onlyFor(" two", silent.fault)) },
    );
    const { read, rest } = await readUntil(response, "Middle.");
    expect(read).toContain('data-poll="one"');
    expect(read).not.toContain('data-poll="two"');
    silent.open();
    expect(await rest()).toContain("End.");
  });
});

describe("a poll that is never heard of", () => {
  it.each([
    ["fails", fails],
    ["is silent", hangs],
  ])("leaves its form without numbers where it %s", async (_, fault) => {
    const live = await page("/articles/polled");
    expect(live).toMatch(NUMBERS);
    forgetAll();
    const response = await ask("/articles/polled", {}, { POLL: faultyPolls(fault) });
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(await select(html, "form[action='/polls/one/votes']")).toHaveLength(1);
    const options = async (text: string) =>
      (await select(text, "[data-poll=one] input")).map((input) => input.attributes["value"]);
    expect(await options(html)).toEqual(await options(live));
    expect(html).not.toMatch(NUMBERS);
    expect(html).toContain("Before the poll.");
    expect(html).toContain("After the poll.");
    expect(html.endsWith("</html>")).toBe(live.endsWith("</html>"));
  });

  it("does not take the other poll of the page with it", async () => {
    const html = await page("/articles/both", { POLL: faultyPolls(onlyFor(" two", fails)) });
    const [one] = await select(html, "[data-poll=one]");
    const [two] = await select(html, "[data-poll=two]");
    expect(one?.text).toContain("33 (31%)");
    expect(two?.text).not.toMatch(NUMBERS);
    expect(await select(html, "[data-poll=two] form")).toHaveLength(1);
    for (const text of ["Start.", "Middle.", "End."]) expect(html).toContain(text);
  });

  it("is asked again by the next reader, who sees the numbers", async () => {
    await page("/articles/polled", { POLL: faultyPolls(fails) });
    expect(await page("/articles/polled")).toContain("33 (31%)");
  });

  it("is answered for with 503 and Retry-After on its own page", async () => {
    const response = await ask("/polls/one", {}, { POLL: faultyPolls(fails) });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
    const json = await ask("/polls/one/results.json", {}, { POLL: faultyPolls(fails) });
    expect(json.status).toBe(503);
    expect(json.headers.get("Content-Type")).toBe("application/problem+json");
  });

  it("is called again where the platform says that it may be, and only then", async () => {
    const answers = async (flags: object, failures: number): Promise<[number, number]> => {
      const calls: string[] = [];
      const fault: Fault = async (call, proceed) => {
        calls.push(call);
        if (calls.length <= failures) throw Object.assign(new Error("lost"), flags);
        return proceed();
      };
      const response = await ask("/polls/one", {}, { POLL: faultyPolls(fault) });
      return [response.status, calls.length];
    };
    expect(await answers({ retryable: true }, 1)).toEqual([200, 2]);
    expect(await answers({}, 1)).toEqual([503, 1]);
    expect(await answers({ retryable: true, overloaded: true }, 1)).toEqual([503, 1]);
  });
});

describe("the slot of the list of polls", () => {
  it.each([
    ["fails", fails],
    ["is silent", hangs],
  ])("has every poll, without numbers, where D1 %s", async (_, fault) => {
    const html = await page("/polls", { DB: faultyD1(fault) });
    expect(await links(html)).toEqual(expect.arrayContaining(["/polls/one", "/polls/two"]));
    expect(html).not.toContain("108 votes");
    forgetAll();
    expect(await page("/polls")).toContain("108 votes");
  });
});

describe("the slot of the open polls", () => {
  it("is on the front page, and asks D1 once for all readers of a moment, and no object", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const calls: string[] = [];
    const stores = { DB: faultyD1(noting(calls)), POLL: faultyPolls(noting(calls)) };
    expect(await links(await page("/", stores))).toEqual(
      expect.arrayContaining(["/polls", "/polls/one", "/polls/two"]),
    );
    await page("/", stores);
    vi.useRealTimers();
    expect(calls).toEqual([expect.stringMatching(/from "polls"/i)]);
  });
});

describe("a slot", () => {
  it("has the form that a ballot of the poll itself takes", async () => {
    const html = await page("/articles/polled", { POLL: faultyPolls(fails) });
    const [form] = await select(html, "[data-poll=one] form");
    const [input] = await select(html, "[data-poll=one] input");
    const response = await ask(form?.attributes["action"] ?? "", {
      method: form?.attributes["method"]?.toUpperCase() ?? "",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Cookie: "__Host-voter=CCCCCCCCCCCCCCCCCCCCCC",
      },
      body: `${input?.attributes["name"]}=${input?.attributes["value"]}`,
    });
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe("/polls/one");
  });

  it("is the same for one who has voted and one who has not", async () => {
    await castVote("two", "same-for-both", "o1");
    const voted = await ask("/articles/both", {
      headers: { Cookie: "__Host-voter=CCCCCCCCCCCCCCCCCCCCCC" },
    });
    forgetAll();
    expect(await voted.text()).toBe(await page("/articles/both"));
  });

  it("is empty where the poll was taken out of the publication", async () => {
    await send("PUT", "/polls/gone", poll("gone"));
    await send("PUT", "/articles/gone", article("gone", {}, embed("gone")));
    await publish();
    await publish({ polls: ["gone"] });
    const html = await page("/articles/gone");
    expect(html).not.toContain('data-poll="gone"');
    expect(html).toContain("After the poll.");
    expect((await ask("/polls/gone")).status).toBe(404);
    expect(await page("/polls")).not.toContain("/polls/gone");
  });

  it("is in no page of an article without a poll: no object and no database is asked", async () => {
    const calls: string[] = [];
    const stores = { DB: faultyD1(noting(calls)), POLL: faultyPolls(noting(calls)) };
    const lists = ["/for/business", "/authors/ann", "/archive", "/archive/2026"];
    // These two are written to KV when they are first asked for.
    for (const path of ["/authors/ann", "/archive/2026"]) await ask(path);
    for (const path of ["/articles/plain", ...lists, "/feed.xml", "/llms.txt"]) {
      forgetAll();
      expect((await ask(path, {}, stores)).status).toBe(200);
    }
    expect(calls).toEqual([]);
  });

  it("asks each poll of the page once for all readers of a moment, and no database", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const calls: string[] = [];
    const stores = { DB: faultyD1(noting(calls)), POLL: faultyPolls(noting(calls)) };
    await page("/articles/both", stores);
    await page("/articles/both", stores);
    vi.useRealTimers();
    expect(calls.map((call) => call.replace("view ", "")).toSorted()).toEqual(["one", "two"]);
  });
});
