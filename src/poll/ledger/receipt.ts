import { writeCode } from "../../core/polls/invitation-code.ts";

/** Generates a receipt, which is shown to the voter only. */
export function newReceipt(): string {
  // Random bytes are fetched in bulk: one call costs more than the rest of making a receipt.
  if (used + RECEIPT_BYTES > random.length) {
    crypto.getRandomValues(random);
    used = 0;
  }
  used += RECEIPT_BYTES;
  return writeCode(random.subarray(used - RECEIPT_BYTES, used));
}

const RECEIPT_BYTES = 16;
const random = new Uint8Array(256 * RECEIPT_BYTES);
let used = random.length;
