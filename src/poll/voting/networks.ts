import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { NETWORK_BURST, NETWORK_PER_MINUTE } from "../../core/polls/network.ts";
import type { Books } from "../ledger/poll-state.ts";

/** The charge to a network's token bucket for a ballot. */
export interface NetworkCharge {
  /** The network's digest. */
  key: string;
  /** Tokens left after this ballot: how many more it may send at once. */
  tokens: number;
  /** The time of this balance. */
  at: number;
  /** Seconds until it may send again, if it has sent too many ballots; otherwise `null`. */
  retryAfter: number | null;
}

/**
 * A rate limit (token bucket) per network and, until the poll closes, the network of each vote. A network is identified
 * by an HMAC under a random salt of this poll. When the poll closes, salt, digests and buckets are deleted, and nobody
 * can find out any more which network a vote came from.
 */
export class Networks {
  readonly #books: Books;
  readonly #sql: SqlStorage;

  constructor(books: Books, sql: SqlStorage) {
    this.#books = books;
    this.#sql = sql;
  }

  /**
   * The charge for a ballot. If the ballot is counted, write the charge with the vote.
   *
   * @param network as text, such as `203.0.113.0/24`
   */
  ask(network: string, now: number): NetworkCharge {
    const key = this.#digest(network);
    const row = this.#sql
      .exec<{ tokens: number; at: number }>("SELECT tokens, at FROM network WHERE key = ?", key)
      .toArray()[0];
    if (row && row.at > now) {
      // The clock has jumped back: count from the new time, so that the network neither loses tokens nor waits longer.
      this.#sql.exec("UPDATE network SET at = ? WHERE key = ?", now, key);
    }
    // A network's voters spread over the objects of a poll that is split, so its limit is divided among them.
    const { shards } = this.#books;
    const [burst, perMinute] = [Math.ceil(NETWORK_BURST / shards), NETWORK_PER_MINUTE / shards];
    const minutes = row ? Math.max(0, now - row.at) / 60_000 : 0;
    const tokens = row ? Math.min(burst, row.tokens + minutes * perMinute) : burst;
    const retryAfter = tokens >= 1 ? null : Math.ceil(((1 - tokens) / perMinute) * 60);
    return { key, tokens: Math.max(0, tokens - 1), at: now, retryAfter };
  }

  /** Writes a charge. Call it in the transaction of the vote. */
  write({ key, tokens, at }: NetworkCharge, seq: number): void {
    this.#sql.exec(
      "INSERT INTO network (key, tokens, at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, at = excluded.at",
      key,
      tokens,
      at,
    );
    this.#sql.exec("INSERT INTO origin (seq, network) VALUES (?, ?)", seq, key);
  }

  /** Deletes all data on networks. Call it in a transaction that also deletes the salt. */
  forget(): void {
    this.#sql.exec("DELETE FROM network");
    this.#sql.exec("DELETE FROM origin");
  }

  /** The networks with the most votes in a period, for spotting bots among the voters. */
  busiest(
    from: number,
    to: number,
  ): { network: string; votes: number; first: number; last: number }[] {
    if (!this.#books.tables.exists) return [];
    return this.#sql
      .exec<{ network: string; votes: number; first: number; last: number }>(
        `SELECT o.network, count(*) AS votes, min(l.cast_at) AS first, max(l.cast_at) AS last
          FROM origin o JOIN ledger l ON l.seq = o.seq WHERE l.cast_at >= ? AND l.cast_at < ?
          GROUP BY o.network ORDER BY votes DESC LIMIT 50`,
        from,
        to,
      )
      .toArray();
  }

  #digest(network: string): string {
    let { salt } = this.#books.state;
    if (salt === null) {
      salt = newSalt();
      this.#books.commit({ salt });
    }
    return bytesToHex(hmac(sha256, hexToBytes(salt), utf8ToBytes(network))).slice(0, 32);
  }
}

/** Generates the salt for the digests of networks. */
export function newSalt(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
}
