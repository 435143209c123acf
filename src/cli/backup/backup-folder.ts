import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { BACKUP_FORMAT, type CopiedRow } from "../../core/backup.ts";
import { CliError } from "../output/errors.ts";
import { messageOf } from "../content/source.ts";

const MANIFEST = "manifest.json";
/** Characters of JSON in one request, about. */
const CHUNK_CHARACTERS = 1_000_000;

const manifestSchema = v.object({
  format: v.number(),
  /** When it was begun: RFC 3339. */
  takenAt: v.string(),
  /** The site that it is of. */
  from: v.string(),
  /** Path in the folder → the digest of the file. */
  files: v.record(v.string(), v.object({ sha256: v.string(), bytes: v.number() })),
  /** Pictures that the site names and has no bytes of: digests. */
  missing: v.array(v.string()),
});

/** What a backup's folder has, and the digest of each of its files. */
type BackupManifest = v.InferOutput<typeof manifestSchema>;

/**
 * A folder that a backup is written into. What says that it is whole, `manifest.json`, is written last: a crash before
 * leaves a folder that `restore` refuses. Nobody but its owner may read it: it has voter keys and readers' own words.
 */
export class BackupWriter {
  readonly #folder: string;
  readonly #files: BackupManifest["files"] = {};

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws CliError where the folder is there and has something in it */
  static async create(folder: string): Promise<BackupWriter> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const there = await readdir(folder);
      if (there.length > 0) {
        throw new CliError(`${folder} is not empty. Name a folder for this backup alone.`);
      }
    } catch (error) {
      if (error instanceof CliError) throw error;
      throw new CliError(`${folder} can't be written to: ${messageOf(error)}`);
    }
    return new BackupWriter(folder);
  }

  /** Writes a file of rows, a line of JSON for each. */
  async rows(path: string, pages: AsyncIterable<readonly CopiedRow[]>): Promise<number> {
    const file = await this.#open(path);
    const digest = createHash("sha256");
    let [rows, bytes] = [0, 0];
    try {
      for await (const page of pages) {
        const text = page.map((row) => `${JSON.stringify(row)}\n`).join("");
        digest.update(text);
        bytes += Buffer.byteLength(text);
        rows += page.length;
        await file.write(text);
      }
    } finally {
      await file.close();
    }
    this.#files[path] = { sha256: digest.digest("hex"), bytes };
    return rows;
  }

  /** Writes a file whole. */
  async file(path: string, content: string | Uint8Array): Promise<void> {
    const file = await this.#open(path);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    const bytes = Buffer.byteLength(content);
    this.#files[path] = { sha256: createHash("sha256").update(content).digest("hex"), bytes };
  }

  /** Says that the backup is whole. */
  async finish(about: Pick<BackupManifest, "takenAt" | "from" | "missing">): Promise<void> {
    const names = Object.keys(this.#files).toSorted();
    const files = Object.fromEntries(names.map((name) => [name, this.#files[name]]));
    const manifest = { format: BACKUP_FORMAT, ...about, files };
    const path = join(this.#folder, MANIFEST);
    await writeFile(`${path}.part`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  async #open(path: string) {
    const whole = join(this.#folder, path);
    await mkdir(dirname(whole), { recursive: true, mode: 0o700 });
    return open(whole, "wx", 0o600);
  }
}

/** A backup as it lies in its folder: every file is what its manifest says. */
export class BackupReader {
  readonly manifest: BackupManifest;
  /** A name of this backup, the same whenever it is read: 32 hexadecimal digits. */
  readonly id: string;
  readonly #folder: string;

  private constructor(folder: string, manifest: BackupManifest, id: string) {
    this.#folder = folder;
    this.manifest = manifest;
    this.id = id;
  }

  /** @throws CliError where it is no backup, is not whole, or was changed */
  static async open(folder: string): Promise<BackupReader> {
    const text = await readFile(join(folder, MANIFEST), "utf8").catch(() => {
      throw new CliError(
        `${folder} has no ${MANIFEST}: it is no backup, or one that was cut off before its end.`,
      );
    });
    const manifest = parse(text, folder);
    const id = createHash("sha256").update(text).digest("hex").slice(0, 32);
    const backup = new BackupReader(folder, manifest, id);
    const damaged = await backup.#damaged();
    if (damaged.length > 0) {
      const list = damaged.slice(0, 20).map((path) => `\n  ${path}`);
      throw new CliError(
        `${folder} is not as it was written. Nothing was sent. Missing or changed:${list.join("")}`,
      );
    }
    return backup;
  }

  /** Names of files, and of those in folders, of a part of it. */
  paths(prefix: string): string[] {
    return Object.keys(this.manifest.files).filter((path) => path.startsWith(prefix));
  }

  /** A file, whole. */
  async bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await readFile(join(this.#folder, path)));
  }

  /** A file of JSON. */
  async json<T>(path: string): Promise<T> {
    return JSON.parse(await readFile(join(this.#folder, path), "utf8")) as T;
  }

  /** Rows of a file, as many at a time as a request should have. */
  async *rows(path: string, most: number): AsyncGenerator<CopiedRow[]> {
    let chunk: CopiedRow[] = [];
    let characters = 0;
    const input = createReadStream(join(this.#folder, path), "utf8");
    for await (const line of linesOf(input)) {
      const full = chunk.length === most || characters + line.length > CHUNK_CHARACTERS;
      if (full && chunk.length > 0) {
        yield chunk;
        [chunk, characters] = [[], 0];
      }
      chunk.push(JSON.parse(line) as CopiedRow);
      characters += line.length;
    }
    if (chunk.length > 0) yield chunk;
  }

  async #damaged(): Promise<string[]> {
    const damaged: string[] = [];
    for (const [path, { sha256 }] of Object.entries(this.manifest.files)) {
      const digest = createHash("sha256");
      try {
        for await (const part of createReadStream(join(this.#folder, path))) {
          digest.update(part as Buffer);
        }
        if (digest.digest("hex") !== sha256) damaged.push(path);
      } catch {
        damaged.push(path);
      }
    }
    return damaged;
  }
}

/** Lines of a file, without what ends them: "\\n" alone, as JSON's strings may have the other characters that end lines. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of input) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function parse(text: string, folder: string): BackupManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const parsed = v.safeParse(manifestSchema, value);
  if (!parsed.success) throw new CliError(`${join(folder, MANIFEST)} is not a backup's.`);
  const { format, files } = parsed.output;
  if (format !== BACKUP_FORMAT) {
    throw new CliError(
      `${folder} has format ${format}, and this version reads ${BACKUP_FORMAT}. Restore it with the version that made it.`,
    );
  }
  const outside = Object.keys(files).find(
    (path) => !/^[a-z0-9_-]+(?:\/[a-z0-9_.-]+)*$/i.test(path) || path.includes(".."),
  );
  if (outside !== undefined) {
    throw new CliError(`${join(folder, MANIFEST)} names a file that a backup has not: ${outside}`);
  }
  return parsed.output;
}
