import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A file that {@link keepFile} cached; `null` if there is none. */
export async function readKeptFile(folder: string, name: string): Promise<Buffer | null> {
  return readFile(join(folder, name)).catch(() => null);
}

/** Caches a file, under a temporary name until it is complete: a crash leaves one that nobody reads. */
export async function keepFile(
  folder: string,
  name: string,
  contents: string | Uint8Array,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const making = join(folder, `${name}-${randomUUID()}`);
    await writeFile(making, contents);
    await rename(making, join(folder, name));
  } catch {
    // The disk is full, say: it is made again the next time.
  }
}
