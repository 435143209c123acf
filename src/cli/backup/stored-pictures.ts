import type { CopiedRow } from "../../core/backup.ts";

/** Picture files that a row of D1's tables `images` or `share_images` refers to: digest of the bytes, and type. */
export function picturesOf({
  digest,
  type,
  variants,
}: CopiedRow): [digest: string, type: string][] {
  if (type === undefined || digest === undefined) return [];
  const files = JSON.parse(String(variants ?? "[]")) as { digest: string; type: string }[];
  // A picture with a single file is known by the digest of its bytes.
  return files.length > 0
    ? files.map((file) => [file.digest, file.type])
    : [[String(digest), String(type)]];
}

/** The path at which a site serves a picture's bytes. */
export function picturePath(digest: string): string {
  return `/images/${digest}/picture`;
}
