import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { failure, unavailable } from "../../../src/web/http/problems.ts";

it("a method that an object of the last release lacks is a reason to try again, not a fault", async () => {
  const stub = env.POLL.getByName("asked") as unknown as { later: () => Promise<unknown> };
  const error: unknown = await Promise.resolve(stub.later()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  expect(failure(error)).toBe(unavailable);
});
