import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as v from "valibot";
import { publishStep } from "../../publish/publish.ts";
import { savePageContent } from "../../publish/save/save-plain-pages.ts";
import {
  type DefinePoll,
  type Problem,
  saveArticleContent,
  savePollContent,
  saveSiteContent,
} from "../../publish/save/save.ts";
import { loadManifest, loadSite } from "../../store/content/content.ts";
import { removeArticles, removePolls } from "../../store/content/save-content.ts";
import { removeImages } from "../../store/content/images.ts";
import { noteRenames } from "../../store/content/redirects.ts";
import { removePlainPages } from "../../store/content/plain-pages.ts";
import { database, gatheringDatabase } from "../../store/database.ts";
import { actsApi } from "./acts.ts";
import { auditApi } from "./audit.ts";
import { backupApi } from "./backup.ts";
import { editorialApi } from "./editorial.ts";
import { imagesApi } from "./images.ts";
import { logApi, logged, tellLog } from "./log.ts";
import { about, invalid, json } from "./api-responses.ts";
import { authenticated, isWrite, unlessOperator } from "../auth/auth.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { Operations } from "../../platform/operations.ts";
import { forgetAll } from "../../platform/isolate-cache.ts";
import { askPoll } from "../polls/poll-object.ts";
import { MAX_BATCH, publishSchema } from "./publish-input.ts";
import { problemResponse } from "../http/problems.ts";

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The publishing API. Every route needs the publishing token or Cloudflare Access. No response may be cached. */
export const api = new Hono<AppEnv>()
  .use(authenticated)
  .use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => tooLarge() }))
  .use(async (c, next) => {
    try {
      await next();
    } finally {
      // Other isolates follow within seconds, when what they have in memory expires.
      if (isWrite(c)) forgetAll();
    }
  })
  .use(logged)
  .route("/", logApi)
  .route("/", auditApi)
  .route("/", backupApi)
  .route("/", actsApi)
  .route("/", editorialApi)

  .get("/manifest", async (c) => {
    const { role } = c.get("actor");
    const manifest = await loadManifest(database(c.env.DB));
    return c.json({ ...manifest, role, version: c.env.VERSION.id });
  })

  .put("/site", async (c) => {
    const address = new URL(c.req.url).origin;
    const saved = await saveSiteContent(database(c.env.DB), await json(c), address);
    return saved.ok ? c.json(saved.value) : invalid(saved.problems);
  })

  .route("/", imagesApi)

  .put("/polls/:poll", async (c) => savePolls(c, [await json(c)], c.req.param("poll")))
  .post("/polls", async (c) => savePolls(c, await jsonList(c, "polls")))

  .put("/articles/:slug", async (c) => saveArticles(c, [await json(c)], c.req.param("slug")))
  .post("/articles", async (c) => saveArticles(c, await jsonList(c, "articles")))

  .put("/pages/:page", async (c) => savePages(c, [await json(c)], c.req.param("page")))
  .post("/pages", async (c) => savePages(c, await jsonList(c, "pages")))

  .post("/publish", async (c) => {
    const now = Date.now();
    const parsed = v.safeParse(publishSchema, await json(c));
    if (!parsed.success) {
      return invalid([
        about(
          "body",
          'must be JSON with lists of names: {"remove":{"articles":[],"polls":[],"images":[],"pages":[]}}',
        ),
      ]);
    }
    const { remove } = parsed.output;
    const operations = new Operations(parsed.output.operations);
    const db = gatheringDatabase(c.env.DB, operations);
    // Checked before anything is changed.
    if (remove.polls.length > 0) {
      const refused = unlessOperator(c, "Taking a poll out");
      if (refused) return refused;
    }
    const site = await loadSite(db);
    if (!site) return invalid([about("site", "is not published yet: send it first")]);
    // Before the removals. A crash after this line leaves redirects that do not apply yet, because pages take precedence.
    await noteRenames(db, remove.articles, now);
    await removeArticles(db, remove.articles, now);
    const { who } = c.get("actor");
    operations.count(remove.polls.length);
    for (const poll of remove.polls) await askPoll(c.env, poll, async (stub) => stub.remove(who));
    await removePolls(db, remove.polls, now);
    await removeImages(db, remove.images);
    await removePlainPages(db, remove.pages, now);
    const removed = Object.entries(remove).filter(([, names]) => names.length > 0);
    // Read again if the removals changed it.
    const changed = removed.length > 0 ? ((await loadSite(db)) ?? site) : site;
    const context = { db, kv: c.env.PAGES, site: changed, now, renderer: c.env.VERSION.id };
    const step = await publishStep(context, operations);
    const { written, deleted } = step;
    const idle = removed.length === 0 && written + deleted === 0;
    tellLog(c, idle ? null : { ...Object.fromEntries(removed), written, deleted });
    return c.json(step);
  });

async function savePolls(c: AppContext, inputs: unknown[] | null, id?: string): Promise<Response> {
  const list = checkList(inputs, "polls", "id", id);
  if (!Array.isArray(list)) return invalid([list]);
  tellLog(c, { polls: namesOf(list, "id") });
  const { who } = c.get("actor");
  const define: DefinePoll = (definition, dryRun) =>
    askPoll(c.env, definition.id, async (stub) => {
      const result = await stub.define(definition, dryRun, who);
      return result.outcome === "refused"
        ? { outcome: result.outcome, reasons: [...result.reasons] }
        : { outcome: result.outcome };
    });
  const dryRun = c.req.query("dryRun") !== undefined;
  const saved = await savePollContent(database(c.env.DB), list, define, Date.now(), dryRun);
  return saved.ok ? c.json(saved.value) : invalid(saved.problems);
}

async function saveArticles(
  c: AppContext,
  inputs: unknown[] | null,
  slug?: string,
): Promise<Response> {
  const list = checkList(inputs, "articles", "slug", slug);
  if (!Array.isArray(list)) return invalid([list]);
  tellLog(c, { articles: namesOf(list, "slug") });
  const saved = await saveArticleContent(database(c.env.DB), list, Date.now());
  return saved.ok ? c.json(saved.value) : invalid(saved.problems);
}

async function savePages(
  c: AppContext,
  inputs: unknown[] | null,
  slug?: string,
): Promise<Response> {
  const list = checkList(inputs, "pages", "slug", slug);
  if (!Array.isArray(list)) return invalid([list]);
  tellLog(c, { pages: namesOf(list, "slug") });
  const saved = await savePageContent(database(c.env.DB), list, Date.now());
  return saved.ok ? c.json(saved.value) : invalid(saved.problems);
}

async function jsonList(c: AppContext, key: string): Promise<unknown[] | null> {
  const list = member(await json(c), key);
  return Array.isArray(list) && list.length <= MAX_BATCH ? list : null;
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** The names that the entries of a list give themselves. */
function namesOf(list: readonly unknown[], key: "id" | "slug"): string[] {
  return list.map((one) => String(member(one, key)));
}

/**
 * The list of polls, articles or pages that was sent, or what is wrong with it as a whole.
 *
 * @param key the field that names an entry
 * @param named the name in the address, if there is one
 */
function checkList(
  inputs: unknown[] | null,
  kind: "polls" | "articles" | "pages",
  key: "id" | "slug",
  named: string | undefined,
): unknown[] | Problem {
  if (!inputs) {
    const body = `{"${kind}":[…]}`;
    return about(
      kind,
      `must be a list of at most ${MAX_BATCH}, in a body of well-formed JSON: ${body}`,
    );
  }
  const found = inputs.map((input) => member(input, key));
  const twice = found.find((name, i) => typeof name === "string" && found.indexOf(name) < i);
  if (typeof twice === "string") return about(twice, "stands twice in this request");
  if (named !== undefined && found[0] !== named) {
    return about(named, `must have the ${key} that is in the address`);
  }
  return inputs;
}

function tooLarge(): Response {
  return problemResponse({
    status: 413,
    kind: "too-large",
    title: "Too large",
    detail: `A request takes at most ${MAX_BODY_BYTES / 1024 / 1024} MiB.`,
  });
}
