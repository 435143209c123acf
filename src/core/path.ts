import { isPlainText, URL } from "./content/fields.ts";

/**
 * The one spelling of a path that this site compares by, in ASCII; `null` if it is not a path of this site.
 *
 * Paths that differ only as follows are one:
 *
 * - percent-encoding: `%d0` and `%D0`, `%7E` and `~` (RFC 3986, 6.2.2.1 and 6.2.2.2), and `%28` and `(`, because
 *   delimiters mean nothing within a segment here. `%2F`, `%3F`, `%23` and `%25` stay apart from what they stand for.
 * - dot segments (6.2.2.3), slashes at the end, and several slashes in a row
 * - composed and decomposed letters (NFC and NFD)
 */
export function normalPath(path: string): string | null {
  if (!/^\/(?![/\\])[^\s\\?#]*$/.test(path) || !isPlainText(path)) return null;
  const { pathname } = new URL(path, "http://here.invalid");
  return `/${pathname.split("/").filter(Boolean).map(normalSegment).join("/")}`;
}

/** A path for people, such as `/новости`; as it is where its bytes are no text. */
export function readablePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function normalSegment(segment: string): string {
  const valid = segment.replace(/%(?![0-9a-f]{2})/gi, "%25");
  try {
    return encode(decodeURIComponent(valid).normalize("NFC"));
  } catch {
    // Bytes that are not UTF-8, such as %E9 in an address of a site in Latin-1.
    return valid.replace(/%[0-9a-f]{2}/gi, (byte) =>
      /^%[0-7]/.test(byte) ? encode(decodeURIComponent(byte)) : byte.toUpperCase(),
    );
  }
}

/** Percent-encodes what RFC 3986, 3.3 does not allow in a segment. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent);
}
