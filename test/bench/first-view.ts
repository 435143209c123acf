import type { Browser } from "playwright-core";

/** A first view of a page over a slow connection. */
interface FirstView {
  kilobytes: number;
  requests: number;
  /** The part that is script. */
  scriptKilobytes: number;
  /** Milliseconds to first contentful paint and to largest contentful paint. */
  fcp: number;
  lcp: number;
  /** Cumulative layout shift. */
  shift: number;
}

/** Slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms; and a CPU four times slower. */
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};

/** Views a page for the first time, with an empty cache, on a phone's screen. */
export async function firstView(browser: Browser, url: string): Promise<FirstView> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", NETWORK);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    const found = new Map<string, { script: boolean; bytes: number }>();
    session.on("Network.responseReceived", ({ requestId, type }) => {
      found.set(requestId, { script: type === "Script", bytes: 0 });
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const one = found.get(requestId);
      if (one) one.bytes = encodedDataLength;
    });
    await page.addInitScript(() => {
      const seen = { fcp: 0, lcp: 0, shift: 0 };
      Reflect.set(window, "seen", seen);
      new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName("first-contentful-paint"))
          seen.fcp = entry.startTime;
      }).observe({ type: "paint", buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.lcp = entry.startTime;
      }).observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.shift += Number(Reflect.get(entry, "value"));
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(url, { waitUntil: "networkidle" });
    const paints = await page.evaluate(
      () => Reflect.get(window, "seen") as { fcp: number; lcp: number; shift: number },
    );
    const all = [...found.values()];
    const sum = (list: typeof all): number => list.reduce((n, { bytes }) => n + bytes, 0) / 1000;
    return {
      kilobytes: sum(all),
      requests: all.length,
      scriptKilobytes: sum(all.filter(({ script }) => script)),
      ...paints,
    };
  } finally {
    await context.close();
  }
}
