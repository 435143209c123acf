import { sha256Hex } from "../digest.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 80 random bits in Crockford's base 32 (no I, L, O, U), in groups of four: `7K2M-…`. For receipts and invitations. */
export function writeCode(random: Uint8Array): string {
  let code = "";
  for (let i = 0; i < 16; i += 1) {
    if (i > 0 && i % 4 === 0) code += "-";
    code += ALPHABET.charAt((random[i] ?? 0) & 31);
  }
  return code;
}

/**
 * A code as somebody has typed it, in the form in which it was made; `null` where it cannot be one. As Crockford has
 * it: small letters are taken for large ones, O for 0, I and L for 1; spaces and hyphens say nothing.
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

/** What a poll's object keeps of an invitation's code: it cannot be found from it. Differs from poll to poll. */
export function codeDigest(poll: string, code: string): string {
  return sha256Hex(`hustings invitation\n${poll}\n${code}`);
}
