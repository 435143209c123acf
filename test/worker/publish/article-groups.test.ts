import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, it } from "vitest";

interface Written {
  slug: string;
  date: number;
  liveFrom: number | null;
  removedAt: number | null;
  tags: string[];
  audiences: string[];
  authors: string[];
}

const ids = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 });
const written: fc.Arbitrary<Written> = fc.record({
  slug: fc.constantFrom("one", "two", "three"),
  date: fc.integer({ min: 0, max: 3 }),
  liveFrom: fc.option(fc.integer({ min: 0, max: 3 })),
  removedAt: fc.option(fc.constant(1)),
  tags: ids,
  audiences: ids,
  authors: ids,
});
const step = fc.oneof(
  { weight: 5, arbitrary: written },
  { weight: 1, arbitrary: fc.record({ deleted: written.map(({ slug }) => slug) }) },
);

function groups({ audiences, authors, tags }: Pick<Written, "audiences" | "authors" | "tags">) {
  return { audiences, authors, tags };
}

/** As a publish, a removal and a restore write an article. */
function write(one: Written): D1PreparedStatement {
  const { slug, date, liveFrom, removedAt, ...meta } = one;
  return env.DB.prepare(
    `INSERT INTO articles (slug, digest, revision, meta, body, date, live_from, updated_at, removed_at)
     VALUES (?, '', 1, ?, '', ?, ?, 0, ?)
     ON CONFLICT (slug) DO UPDATE SET meta = excluded.meta, date = excluded.date,
       live_from = excluded.live_from, removed_at = excluded.removed_at`,
  ).bind(slug, JSON.stringify(meta), date, liveFrom, removedAt);
}

it("has every article that may be seen in the groups of its front matter, whatever is written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await env.DB.exec("DELETE FROM articles");
      const now = new Map<string, Written>();
      for (const one of steps) {
        if ("deleted" in one) {
          now.delete(one.deleted);
          await env.DB.prepare("DELETE FROM articles WHERE slug = ?").bind(one.deleted).run();
        } else {
          now.set(one.slug, one);
          await write(one).run();
        }
      }
      const wanted = [...now.values()]
        .filter(({ liveFrom, removedAt }) => liveFrom !== null && removedAt === null)
        .flatMap(({ slug, date, liveFrom, ...meta }) =>
          Object.entries({ ...groups(meta), years: ["1970"], all: [""] }).flatMap(([kind, of]) =>
            [...new Set(of)].map((id) => ({ kind, id, date, slug, live_from: liveFrom })),
          ),
        );
      const { results } = await env.DB.prepare("SELECT * FROM article_groups").all();
      const inOrder = (rows: unknown[]): string[] =>
        rows.map((row) => JSON.stringify(row)).toSorted();
      expect(inOrder(results)).toEqual(inOrder(wanted));
    }),
    { numRuns: 60 },
  );
});
