import { randomUUID } from "node:crypto";
import {
  type Account,
  type Assets,
  type Binding,
  type Metadata,
  newId,
  type Worker,
} from "./account.ts";
import type { Edge } from "./edge.ts";
import { type Splitter, splitSql } from "./split-sql.ts";

/** A refusal in the envelope of Cloudflare's API. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What a call works on. */
export interface Context {
  account: Account;
  edge: Edge;
  splitter: Splitter;
  request: Request;
  /** The parameters in the path. */
  at: Record<string, string>;
}

type Handler = (context: Context) => unknown;

/** The calls that wrangler makes, below `/accounts/:account`. */
const CALLS: Record<string, Handler> = {
  "GET /workers/services/:name": (c) => ({
    default_environment: {
      environment: "production",
      script: { tag: workerOf(c).tag, last_deployed_from: "wrangler" },
    },
  }),
  "GET /workers/subdomain": ({ account: { subdomain } }) => {
    if (subdomain === null)
      throw new ApiError(404, 10007, "You do not have a workers.dev subdomain.");
    return { subdomain };
  },
  "GET /workers/scripts/:name/deployments": (c) => ({
    deployments: workerOf(c).versions.map((version_id) => ({
      id: version_id,
      created_on: new Date().toISOString(),
      source: "wrangler",
      strategy: "percentage",
      versions: [{ version_id, percentage: 100 }],
    })),
  }),
  "GET /workers/scripts/:name/settings": (c) => ({ bindings: workerOf(c).bindings }),
  "GET /workers/scripts/:name/script-settings": () => ({ tags: [] }),
  "PATCH /workers/scripts/:name/script-settings": () => ({}),
  "GET /workers/scripts/:name/secrets": (c) =>
    [...workerOf(c).secrets.keys()].map((name) => ({ name, type: "secret_text" })),
  "PUT /workers/scripts/:name/secrets": async (c) => {
    const worker = workerOf(c);
    const { name, text } = await json<{ name: string; text: string }>(c);
    worker.secrets.set(name, text);
    c.edge.deploy(c.at["name"] ?? "", c.account.newVersion(worker));
    return { name, type: "secret_text" };
  },
  "POST /workers/scripts/:name/assets-upload-session": async ({ account, ...c }) => {
    const { manifest } = await json<{ manifest: Assets }>(c);
    const hashes = Object.values(manifest).map(({ hash }) => hash);
    const missing = hashes.filter((hash) => !account.assets.has(hash));
    const jwt = newSession();
    account.sessions.set(jwt, manifest);
    return { jwt, buckets: missing.length > 0 ? [missing] : [] };
  },
  "POST /workers/assets/upload": async ({ account, request }) => {
    const jwt = bearer(request);
    if (!account.sessions.has(jwt)) throw new ApiError(401, 10000, "Unknown upload session");
    for (const [hash] of await request.formData()) account.assets.add(hash);
    return { jwt };
  },
  "PUT /workers/scripts/:name": uploadWorker,
  "GET /workers/workers/:name": (c) => {
    const { tag, onWorkersDev } = workerOf(c);
    const url = `https://${c.at["name"]}.${c.account.subdomain}.workers.dev`;
    return { id: tag, name: c.at["name"], subdomain: { enabled: onWorkersDev, url } };
  },
  "GET /workers/scripts/:name/subdomain": (c) => ({ enabled: workerOf(c).onWorkersDev }),
  "POST /workers/scripts/:name/subdomain": async (c) => {
    workerOf(c).onWorkersDev = (await json<{ enabled: boolean }>(c)).enabled;
    return { enabled: workerOf(c).onWorkersDev };
  },
  "PUT /workers/scripts/:name/schedules": async (c) => {
    workerOf(c).schedules = await json<unknown[]>(c);
    return { schedules: workerOf(c).schedules };
  },
  "GET /storage/kv/namespaces": ({ account, request }) =>
    onFirstPage(
      request,
      [...account.namespaces].map(([id, title]) => ({ id, title })),
    ),
  "POST /storage/kv/namespaces": async ({ account, ...c }) => {
    const { title } = await json<{ title: string }>(c);
    if ([...account.namespaces.values()].includes(title)) {
      throw new ApiError(400, 10014, "a namespace with this account ID and title already exists");
    }
    const id = newId();
    account.namespaces.set(id, title);
    return { id, title };
  },
  "GET /d1/database": ({ account, request }) =>
    onFirstPage(
      request,
      [...account.databases].map(([uuid, { name }]) => ({ uuid, name })),
    ),
  "POST /d1/database": async ({ account, ...c }) => {
    const asked = await json<{
      name: string;
      primary_location_hint?: string;
      jurisdiction?: string;
    }>(c);
    const { name, primary_location_hint: location = null, jurisdiction = null } = asked;
    if (account.findDatabase(name) !== null) {
      throw new ApiError(400, 7502, `Database with name '${name}' already exists`);
    }
    const uuid = randomUUID();
    account.databases.set(uuid, { name, location, jurisdiction });
    return { uuid, name };
  },
  "GET /d1/database/:database": (c) => ({ uuid: databaseOf(c), name: c.at["database"] }),
  "POST /d1/database/:database/query": async (c) => {
    const { sql, params = [] } = await json<{ sql: string; params?: unknown[] }>(c);
    const statements = splitSql(sql, c.splitter);
    if (statements.some((text) => splitSql(text, "sqlite").length > 1)) {
      throw new ApiError(400, 7500, "A prepared SQL statement must contain only one statement.");
    }
    try {
      return await c.edge.sql(databaseOf(c), statements, params);
    } catch (error) {
      throw new ApiError(400, 7500, String(error));
    }
  },
};

const ROUTES = Object.entries(CALLS).map(([route, handler]) => {
  const pattern = route
    .replace(" ", " /client/v4/accounts/[^/]+")
    .replace(/:(\w+)/g, "(?<$1>[^/]+)");
  return { route, handler, pattern: new RegExp(`^${pattern}$`) };
});

/** The call that a request makes: its route, and a function that does it. `null` if the stand-in does not know it. */
export function findCall(
  request: Request,
): { route: string; run: (c: Omit<Context, "at">) => unknown } | null {
  const asked = `${request.method} ${new URL(request.url).pathname}`;
  for (const { route, handler, pattern } of ROUTES) {
    const found = pattern.exec(asked);
    if (found) return { route, run: (c) => handler({ ...c, at: { ...found.groups } }) };
  }
  return null;
}

/** Takes a new version of a Worker, and refuses what Cloudflare documents that it refuses. */
async function uploadWorker({
  account,
  edge,
  request,
  at: { name = "" },
}: Context): Promise<unknown> {
  const form = await request.formData();
  const metadata = JSON.parse(String(form.get("metadata"))) as Metadata;
  const modules = new Map<string, string>();
  for (const [path, part] of form) {
    if (typeof part !== "string" && part.type.includes("javascript+module")) {
      modules.set(path, await part.text());
    }
  }
  if (!modules.has(metadata.main_module)) {
    throw new ApiError(400, 10021, `No such module "${metadata.main_module}".`);
  }
  const before = account.workers.get(name);
  const assets = metadata.assets ? account.sessions.get(metadata.assets.jwt) : null;
  if (assets === undefined) throw new ApiError(400, 10021, "Invalid assets token");
  const gone = Object.keys(before?.metadata.exports ?? {}).filter(
    (one) => !(one in (metadata.exports ?? {})),
  );
  if (gone.length > 0) throw new ApiError(400, 100402, `No longer exported: ${gone.join(", ")}`);
  const bindings = metadata.bindings.map((one) => checkBinding(account, one, before, metadata));
  const worker = account.deploy(name, { metadata, modules, bindings, assets });
  edge.deploy(name, worker);
  return {
    id: name,
    tag: worker.tag,
    deployment_id: worker.version.replaceAll("-", ""),
    startup_time_ms: 1,
    exports_reconciliation: {
      created: [],
      updated: [],
      deleted: [],
      renamed: [],
      transferred: [],
      transfer_pending: [],
      warnings: [],
      info: [],
      removable_entries: [],
    },
  };
}

function checkBinding(
  account: Account,
  binding: Binding,
  before: Worker | undefined,
  { exports = {} }: Metadata,
): Binding {
  const { type, name, namespace_id = "", id = "", class_name = "" } = binding;
  if (type === "inherit") {
    const kept = before?.bindings.find((one) => one.name === name);
    if (kept) return kept;
    throw new ApiError(400, 10057, `There is no binding ${name} to inherit`);
  }
  if (type === "kv_namespace" && !account.namespaces.has(namespace_id)) {
    throw new ApiError(400, 10041, `KV namespace ${namespace_id} not found`);
  }
  if (type === "d1" && !account.databases.has(id)) {
    throw new ApiError(400, 10021, `binding ${name} of type d1 must have a valid id`);
  }
  if (type === "durable_object_namespace" && !(class_name in exports)) {
    throw new ApiError(400, 10061, `Class ${class_name} is not exported`);
  }
  return binding;
}

function workerOf({ account, at }: Context): Worker {
  const worker = account.workers.get(at["name"] ?? "");
  if (worker) return worker;
  throw new ApiError(404, 10007, "This Worker does not exist on your account.");
}

function databaseOf({ account, at }: Context): string {
  const id = account.findDatabase(at["database"] ?? "");
  if (id !== null) return id;
  throw new ApiError(404, 7404, `The database ${at["database"]} could not be found`);
}

function onFirstPage<T>(request: Request, list: T[]): T[] {
  return Number(new URL(request.url).searchParams.get("page") ?? 1) > 1 ? [] : list;
}

async function json<T>({ request }: Pick<Context, "request">): Promise<T> {
  return (await request.json()) as T;
}

/** The token that a request shows. */
export function bearer(request: Request): string {
  return (request.headers.get("authorization") ?? "").replace(/^Bearer /, "");
}

/** An upload session's token: wrangler reads from it when it expires. */
function newSession(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({})}.${part({ exp: Date.now() / 1000 + 3600, id: randomUUID() })}.x`;
}
