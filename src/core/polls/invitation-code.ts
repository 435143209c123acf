import { sha256Hex } from "../digest.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Writes a receipt or an invitation code: 80 random bits in Crockford's base 32, in groups of four (`7K2M-…`).
 *
 * @param random 16 random bytes, of which the low five bits are used
 */
export function writeCode(random: Uint8Array): string {
  let code = "";
  for (let i = 0; i < 16; i += 1) {
    if (i > 0 && i % 4 === 0) code += "-";
    code += ALPHABET.charAt((random[i] ?? 0) & 31);
  }
  return code;
}

/**
 * Normalizes a typed code; `null` if it cannot be one. As Crockford specifies, case, spaces and hyphens are ignored, O is
 * read as 0, and I and L as 1.
 */
export function readCode(typed: string): string | null {
  const letters = typed
    .toUpperCase()
    .replace(/[\s-]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]{16}$/.test(letters)) return null;
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/** The digest by which a poll stores an invitation code, so that codes cannot be read from its storage. Differs per poll. */
export function codeDigest(poll: string, code: string): string {
  return sha256Hex(`hustings invitation\n${poll}\n${code}`);
}
