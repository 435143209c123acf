/** All caches of this isolate. */
const caches = new Set<{ clear(): void }>();

/** Empties every cache of this isolate: after a publish, and in tests, which then see what a new isolate sees. */
export function forgetAll(): void {
  for (const cache of caches) cache.clear();
}

/**
 * What one isolate keeps in memory, so that a store is not asked for each request.
 *
 * It holds values, never promises: a promise that belongs to another request hangs on Workers. Where it is full, what
 * was written longest ago goes.
 *
 * @example const pages = new IsolateCache<string, Page>({ max: 200, freshMs: 5000 });
 */
export class IsolateCache<K, V> {
  readonly #entries = new Map<K, { value: V; at: number; freshMs: number }>();
  readonly #max: number;
  readonly #freshMs: number;

  /** @param freshMs how long a value is fresh, in milliseconds; left out: for good */
  constructor({ max, freshMs = Infinity }: { max: number; freshMs?: number }) {
    this.#max = max;
    this.#freshMs = freshMs;
    caches.add(this);
  }

  /** The value, where it is fresh. One that was written in the future, by a clock that was put back since, is not. */
  fresh(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.freshMs === Infinity) return entry?.value;
    const age = Date.now() - entry.at;
    return age >= 0 && age < entry.freshMs ? entry.value : undefined;
  }

  /** The value, however old it is: for when a store does not answer. */
  old(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /**
   * Keeps a value.
   *
   * @param freshMs how long this one is fresh
   * @returns the value
   */
  set(key: K, value: V, freshMs = this.#freshMs): V {
    // Deleted first, so that the map's order is that of writing.
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: Date.now(), freshMs });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#max && !oldest.done) this.#entries.delete(oldest.value);
    return value;
  }

  /** Drops the values whose keys fit. */
  forget(fits: (key: K) => boolean): void {
    for (const key of this.#entries.keys()) if (fits(key)) this.#entries.delete(key);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
