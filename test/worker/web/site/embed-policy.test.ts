import { beforeAll, describe, expect, it } from "vitest";
import {
  ask,
  fails,
  faultyKv,
  forgetAll,
  page,
  poll,
  publishSite,
  quiet,
} from "../../support/site.ts";

beforeAll(async () => {
  await publishSite({ polls: [poll("one")] });
});

/** Whose pages may have an address in a frame. */
async function ancestors(path: string): Promise<string> {
  const policy = (await ask(path)).headers.get("Content-Security-Policy") ?? "";
  return /frame-ancestors ([^;]+)/.exec(policy)?.[1] ?? "";
}

describe("a poll in a frame", () => {
  it.each([
    ["everywhere", "*"],
    ["nowhere", "'none'"],
    [
      ["https://partner.example", "https://www.other.example:8443"],
      "'self' https://partner.example https://www.other.example:8443",
    ],
    [undefined, "*"],
  ])("may be shown by whom site.yaml says: %j", async (embed, said) => {
    await publishSite({ site: embed === undefined ? {} : { embed } });
    forgetAll();
    expect(await ancestors("/embed/polls/one")).toBe(said);
    for (const path of ["/", "/polls/one", "/polls", "/search", "/nowhere", "/health"]) {
      expect(await ancestors(path)).toBe("'none'");
    }
  });

  it("is shown in no frame where its poll does not exist", async () => {
    expect(await ancestors("/embed/polls/nowhere")).not.toBe("");
    expect((await ask("/embed/polls/nowhere")).status).toBe(404);
  });

  it("may be shown as before while KV fails", async () => {
    await publishSite({ site: { embed: "nowhere" } });
    forgetAll();
    quiet();
    const response = await ask("/embed/polls/one", {}, { PAGES: faultyKv(fails) });
    expect(response.headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
    expect(await page("/polls/one")).toContain("Poll one");
  });
});
