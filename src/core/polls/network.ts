/** How many ballots one network may send at once to a `careful` poll: enough for a school that votes together. */
export const NETWORK_BURST = 200;
/** How many more ballots one network may send per minute. */
export const NETWORK_PER_MINUTE = 20;

/**
 * The network of an IP address for rate limits: the /24 of IPv4, the /64 of IPv6 (at least what a provider assigns to
 * one customer, RFC 6177). `null` for anything but an address, and for a loopback address, that is, in development.
 *
 * @example networkOf("203.0.113.77") // "203.0.113.0/24"
 * @example networkOf("2001:db8:1:2::77") // "2001:db8:1:2::/64"
 */
export function networkOf(address: string): string | null {
  const text = address.trim().toLowerCase();
  // An IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2).
  const v4 = readV4(text.replace(/^::ffff:(?=\d+\.)/, ""));
  if (v4) return v4[0] === 127 ? null : `${v4.slice(0, 3).join(".")}.0/24`;
  const groups = readV6(text);
  if (!groups || groups.join(":") === "0:0:0:0:0:0:0:1") return null;
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

function readV4(text: string): number[] | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split(".").map(Number);
  return bytes.every((n) => n <= 255) ? bytes : null;
}

function readV6(text: string): number[] | null {
  const [head = "", tail, more] = text.split("::");
  if (more !== undefined) return null;
  const read = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const [left, right] = [read(head), read(tail ?? "")];
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null;
  return groups.map((group) => Number.parseInt(group, 16));
}
