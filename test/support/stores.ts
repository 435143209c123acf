import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The databases of one kind that a local site has on disk: those of D1, of KV or of objects.
 *
 * @param persistTo the folder that the site was started with
 */
export async function databaseFiles(
  persistTo: string,
  kind: "d1" | "do" | "kv",
): Promise<string[]> {
  const folder = join(persistTo, "v3", kind);
  const paths = await readdir(folder, { recursive: true });
  return paths
    .filter((path) => path.endsWith(".sqlite") && !path.includes("metadata"))
    .map((path) => join(folder, path));
}
