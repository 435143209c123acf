// What one request may ask of the stores, of the 50 queries and calls that Cloudflare's free plan allows, and of the
// 1,000 of the paid plan. Some are left for the log, and for what is not counted.

export const FREE_OPERATIONS = 45;
/** Far from the limit, for a quick answer. */
export const PAID_OPERATIONS = 500;
