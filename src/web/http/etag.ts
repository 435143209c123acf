/** If-None-Match by weak comparison (RFC 9110, 13.1.2). */
export function matches(conditional: string, etag: string): boolean {
  if (conditional.trim() === "*") return true;
  const opaque = etag.replace(/^W\//, "");
  return conditional.split(",").some((tag) => tag.trim().replace(/^W\//, "") === opaque);
}
