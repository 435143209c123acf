import type { Operations } from "../platform/operations.ts";

interface Waiting {
  statement: D1PreparedStatement;
  resolve: (result: D1Result) => void;
  reject: (reason: unknown) => void;
}

/**
 * A D1 binding that sends queries issued at the same time in one batch, in one round trip. Rendering twenty pages at
 * once takes as many round trips as rendering one. If one query of a batch fails, all of them fail.
 *
 * @param operations counts the statements
 */
export function gatherQueries(d1: D1Database, operations?: Operations): D1Database {
  let waiting: Waiting[] = [];
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    operations?.count(batch.length);
    try {
      const [first] = batch;
      const results =
        first && batch.length === 1
          ? [await first.statement.all()]
          : await d1.batch(batch.map(({ statement }) => statement));
      for (const [i, { resolve, reject }] of batch.entries()) {
        const result = results[i];
        if (result) resolve(result);
        else reject(new Error("D1 left a query of a batch unanswered"));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const ask = (statement: D1PreparedStatement): Promise<D1Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ statement, resolve, reject });
      // The timer fires when no other code can run: by then, all queries that do not depend on another have been
      // issued.
      if (waiting.length === 1) setTimeout(() => void flush(), 0);
    });

  const gathered = (original: D1PreparedStatement): D1PreparedStatement => {
    const statement = {
      bind: (...values: unknown[]) => gathered(original.bind(...values)),
      all: () => ask(original),
      run: () => ask(original),
      // As drizzle itself reads batch results. Safe because all columns have different names.
      raw: async () =>
        (await ask(original)).results.map((row) => Object.values(row as Record<string, unknown>)),
    } as unknown as D1PreparedStatement;
    originals.set(statement, original);
    return statement;
  };

  return {
    prepare: (query: string) => gathered(d1.prepare(query)),
    batch: (statements: D1PreparedStatement[]) => {
      operations?.count(statements.length);
      return d1.batch(statements.map((one) => originals.get(one) ?? one));
    },
  } as unknown as D1Database;
}
