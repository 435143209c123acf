import { CliError } from "../output/errors.ts";

const ID = "CLOUDFLARE_ACCESS_CLIENT_ID";
const SECRET = "CLOUDFLARE_ACCESS_CLIENT_SECRET";

/**
 * Headers that let a program through Cloudflare Access: a service token, from the same variables that wrangler reads.
 * It is sent over https only.
 *
 * @throws CliError if only half of it is set
 */
export function accessHeaders(site: string): Record<string, string> {
  const [id, secret] = [process.env[ID] ?? "", process.env[SECRET] ?? ""];
  if (id === "" && secret === "") return {};
  if (id === "" || secret === "") {
    throw new CliError(
      `A service token of Cloudflare Access has two halves: set ${ID} and ${SECRET}.`,
    );
  }
  // Not quoted in the message: they are secrets.
  if (![id, secret].every((half) => /^[\x21-\x7E]+$/.test(half))) {
    throw new CliError(
      `${ID} and ${SECRET} must be visible ASCII characters without spaces or line breaks.`,
    );
  }
  if (!URL.canParse(site) || new URL(site).protocol !== "https:") return {};
  return { "CF-Access-Client-Id": id, "CF-Access-Client-Secret": secret };
}

/** Whether an address is Cloudflare Access's sign-in page. */
export function isAccessLogin(address: string | null): boolean {
  if (address === null || !URL.canParse(address)) return false;
  return new URL(address).hostname.endsWith(".cloudflareaccess.com");
}

/** What the user can do about it. */
export const ACCESS_HINT = `is behind Cloudflare Access: set ${ID} and ${SECRET} to a service token that its policy lets in`;
