import { Hono } from "hono";
import * as v from "valibot";
import { isoInstant } from "../../core/instant.ts";
import { saveRedirectContent } from "../../publish/save/save-redirects.ts";
import type { Problem } from "../../publish/save/save.ts";
import { database } from "../../store/database.ts";
import { listRevisions, loadRevision, loadStored } from "../../store/content/editorial.ts";
import { about, invalid, json } from "./api-responses.ts";
import type { AppEnv } from "../context.ts";
import { tellLog } from "./log.ts";
import { signPreview } from "../site/preview-link.ts";
import { previewSchema, redirectsBodySchema } from "./publish-input.ts";
import { noSuchArticle, noSuchRevision, previewClosed, problemResponse } from "../http/problems.ts";

/** The editorial part of the publishing API: previews, revisions, redirects. */
export const editorialApi = new Hono<AppEnv>()
  .post("/articles/:slug/preview", async (c) => {
    const slug = c.req.param("slug");
    const parsed = v.safeParse(previewSchema, await json(c));
    if (!parsed.success) return invalid(problemsOf("preview", parsed.issues));
    if (!(await loadStored(database(c.env.DB), slug))) return problemResponse(noSuchArticle);
    const expires = Math.floor(Date.now() / 1000 + parsed.output.hours * 3600);
    const link = await signPreview(c.env, slug, expires);
    if (!link) return problemResponse(previewClosed);
    tellLog(c, { hours: parsed.output.hours });
    const query = new URLSearchParams({ ...link });
    const url = `${new URL(c.req.url).origin}/preview/${slug}?${query.toString()}`;
    return c.json({ url, until: isoInstant(expires * 1000) });
  })

  .get("/articles/:slug/revisions", async (c) => {
    const slug = c.req.param("slug");
    const list = await listRevisions(database(c.env.DB), slug);
    if (list.length === 0) return problemResponse(noSuchArticle);
    return c.json({ slug, revisions: list.map((one) => ({ ...one, at: isoInstant(one.at) })) });
  })

  .get("/articles/:slug/revisions/:revision", async (c) => {
    const { slug, revision } = c.req.param();
    const number = /^[1-9]\d{0,8}$/.test(revision) ? Number(revision) : 0;
    const found = await loadRevision(database(c.env.DB), slug, number);
    if (!found) return problemResponse(noSuchRevision);
    return c.json({ ...found, at: isoInstant(found.at) });
  })

  .put("/redirects", async (c) => {
    const parsed = v.safeParse(redirectsBodySchema, await json(c));
    if (!parsed.success) return invalid(problemsOf("redirects.yaml", parsed.issues));
    const saved = await saveRedirectContent(database(c.env.DB), parsed.output.redirects);
    tellLog(c, { redirects: parsed.output.redirects.length });
    return saved.ok ? c.json(saved.value) : invalid(saved.problems);
  });

function problemsOf(what: string, issues: readonly v.BaseIssue<unknown>[]): Problem[] {
  if (issues.length === 0) return [about(what, "can't be read")];
  return issues.map((issue) => {
    // `redirects.3.to` is a field of the fourth redirect.
    const at = (v.getDotPath(issue) ?? "").replace(/^redirects\.?/, "");
    return { what, at, message: issue.message };
  });
}
