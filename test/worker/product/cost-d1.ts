import { env } from "cloudflare:workers";

/** D1 with counters: how many statements were run, and how many rows they read and wrote. */
export function countingD1(): {
  binding: D1Database;
  counts: { statements: number; rows: number };
} {
  const counts = { statements: 0, rows: 0 };
  const known = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const note = ({ meta }: D1Result): void => {
    counts.statements += 1;
    counts.rows += meta.rows_read + meta.rows_written;
  };
  const counted = (real: D1PreparedStatement): D1PreparedStatement => {
    const outer = {
      bind: (...values: unknown[]) => counted(real.bind(...values)),
      async all() {
        const result = await real.all();
        note(result);
        return result;
      },
      async run() {
        const result = await real.run();
        note(result);
        return result;
      },
      // D1's own does not say what it cost. All columns of our statements have different names.
      async raw() {
        const result = await real.all<object>();
        note(result);
        return result.results.map((row) => Object.values(row));
      },
      async first() {
        const result = await real.all();
        note(result);
        return result.results[0] ?? null;
      },
    } as unknown as D1PreparedStatement;
    known.set(outer, real);
    return outer;
  };
  const binding = {
    prepare: (query: string) => counted(env.DB.prepare(query)),
    async batch(statements: D1PreparedStatement[]) {
      const results = await env.DB.batch(statements.map((one) => known.get(one) ?? one));
      for (const result of results) note(result);
      return results;
    },
  } as unknown as D1Database;
  return { binding, counts };
}
