/** Ballots that one network may send at once to a `careful` poll: a school or an office that votes together. */
export const NETWORK_BURST = 200;
/** Ballots a minute that one network may send beyond that. */
export const NETWORK_PER_MINUTE = 20;

/**
 * The network that an address belongs to, as far as polls tell networks apart: the /24 of IPv4, the /64 of IPv6
 * (what a provider gives to one customer: RFC 6177). `null` for what is no address, and for a loopback address,
 * which is that of a site on the developer's own machine.
 *
 * @example networkOf("203.0.113.77") // "203.0.113.0/24"
 * @example networkOf("2001:db8:1:2::77") // "2001:db8:1:2::/64"
 */
export function networkOf(address: string): string | null {
  const text = address.trim().toLowerCase();
  // IPv4 as IPv6 writes it (RFC 4291, 2.5.5.2).
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
