import { randomUUID } from "node:crypto";

/** A binding, as wrangler uploads it: its type, its name, and what else its type has. */
export interface Binding {
  type: string;
  name: string;
  namespace_id?: string;
  id?: string;
  class_name?: string;
  text?: string;
  simple?: { limit: number; period: number };
}

/** What wrangler says about the modules that it uploads. */
export interface Metadata {
  main_module: string;
  compatibility_date: string;
  bindings: Binding[];
  exports?: Record<string, unknown>;
  assets?: { jwt: string };
}

/** The files of an upload: path → hash. */
export type Assets = Record<string, { hash: string }>;

/** A Worker with the version that was deployed last. */
export interface Worker {
  tag: string;
  secrets: Map<string, string>;
  schedules: unknown[];
  onWorkersDev: boolean;
  metadata: Metadata;
  /** Path → source. */
  modules: Map<string, string>;
  bindings: Binding[];
  assets: Assets;
  version: string;
  /** The ids of all versions, the latest first. */
  versions: string[];
}

/** What a Cloudflare account has, as far as a deploy is concerned. */
export class Account {
  /** `null`: none is registered yet, as in a fresh account. */
  subdomain: string | null;
  readonly workers = new Map<string, Worker>();
  /** Id → title. */
  readonly namespaces = new Map<string, string>();
  /** Id → name, and the location that was asked for. */
  readonly databases = new Map<
    string,
    { name: string; location: unknown; jurisdiction: unknown }
  >();
  /** The hashes of uploaded files. */
  readonly assets = new Set<string>();
  /** An upload session's token → its files. */
  readonly sessions = new Map<string, Assets>();

  constructor(subdomain: string | null) {
    this.subdomain = subdomain;
  }

  /** The id of a database with this id or name. */
  findDatabase(idOrName: string): string | null {
    if (this.databases.has(idOrName)) return idOrName;
    return [...this.databases].find(([, { name }]) => name === idOrName)?.[0] ?? null;
  }

  /** A new version of a Worker; its secrets, schedules and files stay. */
  deploy(
    name: string,
    upload: Pick<Worker, "metadata" | "modules" | "bindings"> & { assets: Assets | null },
  ): Worker {
    const before = this.workers.get(name);
    const worker: Worker = {
      tag: newId(),
      secrets: new Map(),
      schedules: [],
      onWorkersDev: false,
      versions: [],
      ...before,
      ...upload,
      assets: upload.assets ?? before?.assets ?? {},
      version: "",
    };
    this.workers.set(name, worker);
    return this.newVersion(worker);
  }

  /** Gives a Worker the id of a new version, as each upload and each secret does. */
  newVersion(worker: Worker): Worker {
    worker.version = randomUUID();
    worker.versions.unshift(worker.version);
    return worker;
  }
}

/** An id as Cloudflare has them for most things: 32 hexadecimal digits. */
export function newId(): string {
  return randomUUID().replaceAll("-", "");
}
