const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 80 random bits in Crockford's base 32 (no I, L, O, U), in groups of four. */
export function newReceipt(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const letters = Array.from(bytes, (b) => ALPHABET[b & 31]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}
