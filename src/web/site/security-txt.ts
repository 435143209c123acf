import type { AppContext } from "../context.ts";
import { OPEN } from "../polls/open-data.ts";
import { notFound } from "../http/problems.ts";
import { refuse } from "../http/problem-response.tsx";
import { findPublication } from "./find-publication.ts";

/** RFC 9116 recommends less than a year. */
const MONTHS = 6;

/**
 * `GET /.well-known/security.txt` (RFC 9116): where to report a vulnerability, if site.yaml says so. It always expires half
 * a year from this month: nobody would remember to renew a fixed date, and a site that answers is maintained.
 */
export async function securityTxt(c: AppContext): Promise<Response> {
  const { site, origin } = await findPublication(c.env, c.req.url);
  if (site.securityContact === undefined) return refuse(c, notFound, { kept: true });
  const now = new Date();
  const expires = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + MONTHS, 1));
  const lines = [
    `Contact: ${site.securityContact}`,
    `Expires: ${expires.toISOString().slice(0, 19)}Z`,
    `Preferred-Languages: ${site.language}`,
    `Canonical: ${origin}/.well-known/security.txt`,
  ];
  return c.body(`${lines.join("\n")}\n`, 200, {
    ...OPEN,
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "public, max-age=3600",
  });
}
