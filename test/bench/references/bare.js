// What the benches compare with: the least that a Worker can do for the same work. It checks nothing, counts nothing
// and answers nothing of use.
import { DurableObject } from "cloudflare:workers";

const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "public, max-age=10",
};
let page = null;

/** One INSERT for each request. */
export class Votes extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS vote (id INTEGER PRIMARY KEY, voter TEXT NOT NULL, ballot TEXT NOT NULL)",
    );
  }

  cast(voter, ballot) {
    this.ctx.storage.sql.exec("INSERT INTO vote (voter, ballot) VALUES (?, ?)", voter, ballot);
    return true;
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    // The same bytes, streamed from KV.
    if (pathname.startsWith("/kv/")) {
      return new Response(await env.KV.get(pathname, "stream"), { headers });
    }
    // The same bytes, from memory.
    if (pathname === "/memory") {
      page ??= await env.KV.get("/kv/page", "arrayBuffer");
      return new Response(page, { headers });
    }
    if (pathname === "/constant") return new Response("ok");
    const ballot = await request.text();
    await env.VOTES.getByName("poll").cast(request.headers.get("Idempotency-Key"), ballot);
    return new Response("{}", { status: 201, headers: { "Content-Type": "application/json" } });
  },
};
