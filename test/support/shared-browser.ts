import { type Browser, chromium } from "playwright-core";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { launched } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The endpoint of the browser that all browser tests share. */
    browser: string;
  }
}

/** Launches a browser for as long as the browser tests run. Requests to anything but the site are blocked. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const nowhereElse = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1";
  const server = await launched(
    (options) => chromium.launchServer({ ...options, host: "127.0.0.1" }),
    [`--host-resolver-rules=${nowhereElse}`],
  );
  provide("browser", server.wsEndpoint());
  return () => server.close();
}

/** The browser that all tests share. Each test works in its own contexts; `close()` closes only these. */
export async function sharedBrowser(): Promise<Browser> {
  return chromium.connect(inject("browser"));
}
