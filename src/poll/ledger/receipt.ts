import { writeCode } from "../../core/polls/invitation-code.ts";

/** A receipt: what only the voter is shown. */
export function newReceipt(): string {
  // The platform is asked for random bytes seldom: each time costs more than a receipt does.
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
