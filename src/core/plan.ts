// What one request may ask of the stores, of the 50 queries and calls that Cloudflare's free plan allows, and of the
// 1,000 of the paid plan. Some are left for the log, and for what is not counted.

export const FREE_OPERATIONS = 45;
/** The least: enough for one page. A free request has 10 ms of processor time, which several pages may take. */
export const FEWEST_OPERATIONS = 20;
/** Far from the limit, for a quick answer. */
export const PAID_OPERATIONS = 500;
