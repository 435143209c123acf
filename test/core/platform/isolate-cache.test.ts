import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { forgetAll, IsolateCache } from "../../../src/platform/isolate-cache.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

it("has a value until it is as old as its freshness, and then as an old one", () => {
  const cache = new IsolateCache<string, number>({ max: 2, freshMs: 100 });
  expect(cache.set("a", 1)).toBe(1);
  vi.setSystemTime(1_000_099);
  expect(cache.fresh("a")).toBe(1);
  vi.setSystemTime(1_000_100);
  expect(cache.fresh("a")).toBeUndefined();
  expect(cache.old("a")).toBe(1);
});

it("lets one value be fresh for another time than the others", () => {
  const cache = new IsolateCache<string, number>({ max: 2, freshMs: 100 });
  cache.set("a", 1, 1000);
  vi.setSystemTime(1_000_999);
  expect(cache.fresh("a")).toBe(1);
});

it("keeps no value for longer where the clock was put back", () => {
  const cache = new IsolateCache<string, number>({ max: 2, freshMs: 100 });
  cache.set("a", 1);
  vi.setSystemTime(999_999);
  expect(cache.fresh("a")).toBeUndefined();
});

it("keeps a value for good, whatever the clock does, where it has no freshness", () => {
  const cache = new IsolateCache<string, number>({ max: 2 });
  cache.set("a", 1);
  vi.setSystemTime(0);
  expect(cache.fresh("a")).toBe(1);
});

it("drops what was written longest ago where it is full", () => {
  const cache = new IsolateCache<string, number | null>({ max: 2 });
  cache.set("a", 1);
  cache.set("b", 2);
  cache.set("a", 3);
  cache.set("c", null);
  expect([cache.fresh("a"), cache.fresh("b"), cache.fresh("c")]).toEqual([3, undefined, null]);
});

it("forgets the values whose keys fit, and all caches everything", () => {
  const cache = new IsolateCache<string, number>({ max: 9 });
  const other = new IsolateCache<string, number>({ max: 9 });
  for (const key of ["a:1", "b:1", "a:2"]) cache.set(key, 0);
  other.set("a", 1);
  cache.forget((key) => key.endsWith(":1"));
  expect([cache.old("a:1"), cache.old("b:1"), cache.old("a:2")]).toEqual([undefined, undefined, 0]);
  forgetAll();
  expect([cache.old("a:2"), other.old("a")]).toEqual([undefined, undefined]);
});
