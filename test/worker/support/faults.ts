import { env } from "cloudflare:workers";

/** What a stand-in does in place of a call; `proceed` makes the call. */
export type Fault = (call: string, proceed: () => Promise<unknown>) => Promise<unknown>;

/** Words of a failure that no reader may be shown. */
export const SECRET = "internals-of-the-store";

/** Every call fails. */
export const fails: Fault = async () => {
  throw new Error(`${SECRET} at store.ts:12:34`);
};

/** No call is ever answered. */
export const hangs: Fault = () => new Promise(() => undefined);

/** Notes the calls in `calls`, and makes them. */
export function noting(calls: string[]): Fault {
  return (call, proceed) => {
    calls.push(call);
    return proceed();
  };
}

/** Calls that contain `part` fare as `fault` says; the others are made. */
export function onlyFor(part: string, fault: Fault): Fault {
  return (call, proceed) => (call.includes(part) ? fault(call, proceed) : proceed());
}

/** KV, with a fault. A call is its method and its key: `put page:/polls`. */
export function faultyKv(fault: Fault): KVNamespace {
  return intercept(env.PAGES, (method, [key], proceed) =>
    fault(`${method} ${String(key)}`, proceed),
  );
}

/** The poll objects, with a fault. A call is its method and its poll: `view next-summit`. */
export function faultyPolls(fault: Fault): Env["POLL"] {
  return new Proxy(env.POLL, {
    get: () => (id: string) =>
      intercept(env.POLL.getByName(id), (method, _, proceed) => fault(`${method} ${id}`, proceed)),
  });
}

/** D1, with a fault. A call is the SQL of its statement or statements. */
export function faultyD1(fault: Fault): D1Database {
  const known = new WeakMap<D1PreparedStatement, { real: D1PreparedStatement; sql: string }>();
  const statement = (real: D1PreparedStatement, sql: string): D1PreparedStatement => {
    const outer = new Proxy(real, {
      get: (_, name) =>
        name === "bind"
          ? (...values: unknown[]) => statement(real.bind(...values), sql)
          : (...args: unknown[]) => fault(sql, calling(real, name, args)),
    });
    known.set(outer, { real, sql });
    return outer;
  };
  return new Proxy(env.DB, {
    get: (db, name) => {
      if (name === "prepare") return (sql: string) => statement(db.prepare(sql), sql);
      return (statements: D1PreparedStatement[]) => {
        const inner = statements.map((one) => known.get(one) ?? { real: one, sql: "" });
        const sql = inner.map((one) => one.sql).join(";\n");
        return fault(sql, () => db.batch(inner.map((one) => one.real)));
      };
    },
  });
}

function intercept<T extends object>(
  binding: T,
  answer: (method: string, args: unknown[], proceed: () => Promise<unknown>) => Promise<unknown>,
): T {
  return new Proxy(binding, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        answer(String(name), args, calling(binding, name, args)),
  });
}

function calling(binding: object, name: string | symbol, args: unknown[]) {
  return async (): Promise<unknown> => {
    const method: (...args: unknown[]) => unknown = Reflect.get(binding, name);
    return Reflect.apply(method, binding, args);
  };
}
