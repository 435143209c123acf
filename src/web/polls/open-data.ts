import { codebook } from "../../core/results/codebook.ts";
import { resultsChart } from "../../core/results/chart.ts";
import { resultsCsv } from "../../core/results/csv.ts";
import { sha256Hex } from "../../core/digest.ts";
import { languageOf } from "../../core/i18n/language.ts";
import type { Results } from "../../core/results/results.ts";
import type { PollView } from "../../poll/rpc-types.ts";
import type { AppContext } from "../context.ts";
import { matches } from "../http/etag.ts";
import { pollExists, viewPoll } from "./poll-object.ts";
import { noSuchPoll, problemResponse, type Refusal, unavailable } from "../http/problems.ts";
import { styleHashOf } from "../../views/styles/sheets.tsx";
import { findPublication } from "../site/find-publication.ts";

/** Open data: scripts of any site may read it, refusals included. */
export const OPEN = {
  "Access-Control-Allow-Origin": "*",
  // For a conditional GET.
  "Access-Control-Expose-Headers": "ETag",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

/** `GET /polls/:poll/results.json`: the public numbers. */
export function pollResultsJson(c: AppContext, poll: string): Promise<Response> {
  return openData(c, poll, (results) =>
    c.json(results, 200, { Link: '</schemas/results.json>; rel="describedby"' }),
  );
}

/** `GET /polls/:poll/results.csv`: the same numbers as a table. */
export function pollResultsCsv(c: AppContext, poll: string): Promise<Response> {
  return openData(c, poll, (results) => csvResponse(resultsCsv(results), `${poll}.csv`));
}

/** `GET /polls/:poll/results.svg`: the same numbers as a bar chart. */
export async function pollChart(c: AppContext, id: string): Promise<Response> {
  const view = await publicView(c, id);
  if (view instanceof Response) return view;
  if (!view.results) return problemResponse(notPublic, OPEN);
  const { site } = await findPublication(c.env, c.req.url);
  const chart = resultsChart(view.results, {
    language: languageOf(view.definition, site),
    site: site.name,
    timeZone: site.timeZone,
  });
  return conditional(c, etagOfText(chart), () =>
    c.body(chart, 200, {
      "Content-Type": "image/svg+xml",
      // Opened as a page of its own, the chart may use its own styles and no script.
      "Content-Security-Policy": `default-src 'none'; style-src '${styleHashOf(chart)}'; sandbox`,
    }),
  );
}

/** `GET /polls/:poll/codebook.txt`: what each column and number means. Public even while the numbers are not. */
export async function pollCodebook(c: AppContext, id: string): Promise<Response> {
  const view = await publicView(c, id);
  if (view instanceof Response) return view;
  const { site, origin } = await findPublication(c.env, c.req.url);
  const address = `${origin}/polls/${id}`;
  const text = codebook(view.definition, view.results, {
    site: site.name,
    address,
    audiences: site.audiences,
    timeZone: site.timeZone,
  });
  return conditional(c, etagOfText(text), () =>
    c.body(text, 200, { "Content-Type": "text/plain; charset=utf-8" }),
  );
}

/** A table for spreadsheets, as a download. */
export function csvResponse(body: string | ReadableStream | null, name: string): Response {
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${name}"`,
    },
  });
}

/** Answers with a file made from a poll's public numbers, or says why there is none. */
export async function openData(
  c: AppContext,
  poll: string,
  show: (results: Results) => Response,
): Promise<Response> {
  const view = await publicView(c, poll);
  if (view instanceof Response) return view;
  const { results, version } = view;
  if (!results) return problemResponse(notPublic, OPEN);
  return conditional(c, `W/"${version}"`, () => show(results));
}

/** A poll as everybody may see it, or the answer that there is none. */
export async function publicView(c: AppContext, poll: string): Promise<PollView | Response> {
  try {
    const view = (await pollExists(c.env, poll)) ? await viewPoll(c.env, poll, null) : null;
    return view ?? problemResponse(noSuchPoll, OPEN);
  } catch (error) {
    console.error({ event: "poll failed", poll, error: String(error) });
    return problemResponse(unavailable, OPEN);
  }
}

/** For a file that depends on more than the poll: on the publication's name, audiences and language. */
function etagOfText(text: string): string {
  return `W/"${sha256Hex(text).slice(0, 32)}"`;
}

/** Whether the client has the file with this ETag. */
export function hasAlready(c: AppContext, etag: string | null): boolean {
  const asked = c.req.header("If-None-Match");
  return asked !== undefined && etag !== null && matches(asked, etag);
}

/**
 * A file for any site's scripts, or 304 to those who have it.
 *
 * @param etag `null`: not known
 * @param seconds how long caches may serve the file without asking
 */
export function conditional(
  c: AppContext,
  etag: string | null,
  file: () => Response,
  seconds = 2,
): Response {
  const response = hasAlready(c, etag) ? new Response(null, { status: 304 }) : file();
  response.headers.set(
    "Cache-Control",
    `public, max-age=${seconds}, stale-while-revalidate=${seconds * 4}`,
  );
  if (etag !== null) response.headers.set("ETag", etag);
  for (const [name, value] of Object.entries(OPEN)) response.headers.set(name, value);
  return response;
}

/** The refusal while a poll's numbers are not public. */
export const notPublic: Refusal = {
  status: 403,
  kind: "results-not-public",
  title: "Not published yet",
  detail: "The numbers of this poll are published when it closes.",
};

/** `GET /schemas/results.json`: the JSON Schema of results.json, with its own address. */
export async function resultsSchema(c: AppContext): Promise<Response> {
  const { $schema, ...schema } = (await import("./results-schema.json")).default;
  const { origin, pathname } = new URL(c.req.url);
  return c.body(JSON.stringify({ $schema, $id: origin + pathname, ...schema }), 200, {
    "Content-Type": "application/schema+json",
    "Cache-Control": "public, max-age=300",
    ...OPEN,
  });
}
