// Runs inside workerd, around the Worker that was uploaded: counts what a request asks the stores, and refuses what is
// over the plan's limits in Cloudflare's words.

const STATEMENT = Symbol("the statement itself");
/** Where the counts of a request go: a header that the stand-in takes off again. */
const COUNTS = "x-standin-counts";

/** A Worker whose requests and scheduled runs are counted, each by itself. */
export function counted(worker) {
  return {
    async fetch(request, env, context) {
      const counts = { d1: 0, kv: 0, objects: 0 };
      const response = await worker.fetch(request, countedEnv(env, counts), context);
      const answer = new Response(response.body, response);
      answer.headers.set(COUNTS, JSON.stringify(counts));
      return answer;
    },
    scheduled: (event, env, context) =>
      worker.scheduled(event, countedEnv(env, { d1: 0, kv: 0, objects: 0 }), context),
  };
}

function countedEnv(env, counts) {
  let subrequests = 0;
  const count = (kind, n = 1) => {
    counts[kind] += n;
    subrequests += 1;
    if (subrequests > env.STANDIN_LIMIT)
      throw new Error("Too many subrequests by single Worker invocation.");
    if (counts.d1 > env.STANDIN_LIMIT)
      throw new Error("D1_ERROR: Too many API requests by single Worker invocation.");
  };
  const statement = (real) =>
    wrapped(real, (key, value) => {
      if (key === "bind") return (...args) => statement(value(...args));
      if (["run", "all", "first", "raw"].includes(key))
        return (...args) => (count("d1"), value(...args));
      return key === STATEMENT ? real : value;
    });
  const db = wrapped(env.DB, (key, value) => {
    if (key === "prepare") return (sql) => statement(value(sql));
    if (key !== "batch") return value;
    return (list) => (count("d1", list.length), value(list.map((one) => one[STATEMENT])));
  });
  const calls = (real, kind) =>
    wrapped(real, (key, value) =>
      typeof value === "function" && key !== "then"
        ? (...args) => (count(kind), value(...args))
        : value,
    );
  const objects = wrapped(env.POLL, (key, value) =>
    key === "getByName" ? (name, options) => calls(value(name, options), "objects") : value,
  );
  return { ...env, DB: db, PAGES: calls(env.PAGES, "kv"), POLL: objects };
}

/** An object with some of its members replaced; functions keep their `this`. */
function wrapped(real, replace) {
  return new Proxy(real, {
    get(target, key) {
      const value = target[key];
      return replace(
        key,
        typeof value === "function" ? (...args) => Reflect.apply(target[key], target, args) : value,
      );
    },
  });
}
