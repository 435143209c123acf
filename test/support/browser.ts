import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

/**
 * Chromium: on Linux (x64) the one inside the npm package, elsewhere an installed Chrome or Chromium
 * (CHROME_PATH names it, where it is in an unusual place).
 *
 * @throws where there is none: a browser test that doesn't run is a failure
 */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined) return chromium.launch({ executablePath: named, args: QUIET });
  if (process.platform === "linux" && process.arch === "x64") {
    const executablePath = await sparticuz.executablePath();
    return chromium.launch({ executablePath, args: [...sparticuz.args, ...QUIET] });
  }
  try {
    return await chromium.launch({ channel: "chrome", args: QUIET });
  } catch (error) {
    throw new Error("No Chrome was found: install it, or name a Chromium in CHROME_PATH.", {
      cause: error,
    });
  }
}
