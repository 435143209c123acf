import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { migrateLocal } from "../../../src/cli/local/migrate.ts";
import { type Bundle, buildWorker, serveWorker } from "../../../src/cli/local/serve.ts";

const TOKEN = randomBytes(16).toString("hex");

/** The edition that a publish leaves: what all pages are held to. */
async function madeOf(bundle: Bundle, persistTo: string): Promise<string | null> {
  const server = await serveWorker({ bundle, port: 0, persistTo, token: TOKEN });
  try {
    const send = async (method: string, path: string, body: unknown): Promise<unknown> => {
      const response = await fetch(new URL(path, server.url), {
        method,
        headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      return JSON.parse(text);
    };
    const [site, baseUrl] = ["The Test Review", "https://review.example"];
    await send("PUT", "/api/site", {
      name: site,
      tagline: "Tests",
      baseUrl,
      authors: [{ id: "ann", name: "Ann" }],
      audiences: [{ id: "business", name: "Business" }],
    });
    expect(await send("POST", "/api/publish", {})).toMatchObject({ done: true });
    const db = await server.miniflare.getD1Database("DB", "hustings");
    return await db.prepare("SELECT published FROM sites").first<string>("published");
  } finally {
    await server.stop();
  }
}

it("does not take the same Worker for another when it is started again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hustings-serve-"));
  try {
    const bundle = await buildWorker();
    await migrateLocal(folder);
    const first = await madeOf(bundle, folder);
    expect(first).toMatch(/./);
    expect(await madeOf(bundle, folder)).toEqual(first);
    expect(await madeOf({ ...bundle, id: "another" }, folder)).not.toEqual(first);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
