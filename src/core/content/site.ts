import * as v from "valibot";
import { isTimeZone } from "../time-zone.ts";
import { httpUrl, id, languageTag, link, listById, text } from "./fields.ts";

/** The choice of readers who belong to none of the site's audiences. */
export const OTHER_AUDIENCE = "other";

const named = { id, name: text(120) };

/** An origin: scheme, host and port, in lower case and without a trailing slash. */
function origin(what: string) {
  return v.pipe(
    httpUrl,
    v.check((s) => /^https?:\/\/[^/?#]+\/?$/i.test(s), `must be ${what}`),
    v.transform((s) => s.replace(/\/$/, "").toLowerCase()),
  );
}

/** A contact address for security reports (RFC 9116, 2.5.3). */
const contact = v.pipe(
  text(300),
  v.check(
    (s) => /^(?:https:\/\/[^\s/]+\S*|mailto:[^\s@]+@[^\s@]+|tel:\+?[\d-]+)$/.test(s),
    "must begin with mailto:, https:// or tel:",
  ),
);

/** `content/site.yaml`. Its output is a {@link Site}. */
export const siteSchema = v.strictObject({
  name: text(120),
  tagline: v.optional(text(300)),
  baseUrl: v.optional(origin("the site's origin alone, such as https://www.example.org")),
  /** What ids in feeds begin with, if that is not the first `baseUrl` published. */
  feedBase: v.optional(origin("an origin alone, such as https://www.example.org")),
  language: v.optional(languageTag, "en"),
  /** The zone of local times in the content, and of the days and times that readers see. */
  timeZone: v.optional(
    v.pipe(
      v.string("must be text"),
      v.check(isTimeZone, "must be the name of a time zone, such as Europe/Moscow or UTC"),
    ),
  ),
  audiences: v.pipe(
    listById(
      v.strictObject({
        ...named,
        intro: v.optional(text(600)),
        /** What the results on the audience's page emphasize, besides the tables. */
        show: v.optional(
          v.picklist(["summary", "data", "method"], "must be summary, data or method"),
        ),
      }),
      12,
      "audiences, each with id and name",
    ),
    // The results tables use these names for rows of their own.
    v.check(
      (list) => !list.some((entry) => entry.id === "all" || entry.id === "not-said"),
      "must not use the ids all and not-said: they mean something else",
    ),
  ),
  authors: listById(
    v.strictObject({ ...named, bio: v.optional(text(1000)) }),
    2000,
    "authors, each with id and name",
  ),
  /** Names of tags, where an id says too little. */
  tags: v.optional(
    listById(
      v.strictObject({
        ...named,
        description: v.optional(text(600)),
        language: v.optional(languageTag),
      }),
      2000,
      "tags, each with id and name",
    ),
  ),
  /** Which other sites may embed the polls. */
  embed: v.optional(
    v.union(
      [
        v.literal("everywhere"),
        v.literal("nowhere"),
        v.pipe(
          v.array(origin("an origin such as https://www.example.org")),
          v.maxLength(50, "must have at most 50 entries"),
        ),
      ],
      "must be everywhere, nowhere, or a list of origins such as https://www.example.org",
    ),
    "everywhere",
  ),
  /** The sign-in page for members, who vote in polls with `guard: member`. */
  signIn: v.optional(link),
  /** The contact in /.well-known/security.txt. */
  securityContact: v.optional(contact),
});

/** The publication: its name, its audiences and its authors. */
export type Site = v.InferOutput<typeof siteSchema>;


/** A group of readers with a page of its own. */
export type Audience = Site["audiences"][number];
