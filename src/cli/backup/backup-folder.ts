import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { BACKUP_FORMAT, type CopiedRow } from "../../core/backup.ts";
import { CliError } from "../output/errors.ts";
import { messageOf } from "../content/source.ts";

const MANIFEST = "manifest.json";
/** Characters of JSON per request, approximately. */
const CHUNK_CHARACTERS = 1_000_000;

const manifestSchema = v.object({
  format: v.number(),
  /** When the backup began: RFC 3339. */
  takenAt: v.string(),
  /** The site that was backed up. */
  from: v.string(),
  /** Path in the folder → digest of the file. */
  files: v.record(v.string(), v.object({ sha256: v.string(), bytes: v.number() })),
  /** Digests of pictures that the site refers to but has no bytes of. */
  missing: v.array(v.string()),
});

/** The files of a backup and their digests. */
type BackupManifest = v.InferOutput<typeof manifestSchema>;

/**
 * A folder that a backup is written into. `manifest.json`, which marks the backup as complete, is written last: a crash
 * before that leaves a folder that `restore` refuses. Only the owner may read the folder: it has voter keys and
 * readers' own words.
 */
export class BackupWriter {
  readonly #folder: string;
  readonly #files: BackupManifest["files"] = {};

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws CliError if the folder exists and is not empty */
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

  /** Writes a file of rows, one line of JSON each. */
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

  /** Writes a whole file. */
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

  /** Marks the backup as complete. */
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

/** A backup in its folder. Every file is what the manifest says. */
export class BackupReader {
  readonly manifest: BackupManifest;
  /** The id of this backup, the same whenever it is read: 32 hexadecimal digits. */
  readonly id: string;
  readonly #folder: string;

  private constructor(folder: string, manifest: BackupManifest, id: string) {
    this.#folder = folder;
    this.manifest = manifest;
    this.id = id;
  }

  /** @throws CliError if it is not a backup, is incomplete, or was changed */
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

  /** Paths of the files below a prefix, including those in subfolders. */
  paths(prefix: string): string[] {
    return Object.keys(this.manifest.files).filter((path) => path.startsWith(prefix));
  }

  /** Reads a whole file. */
  async bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await readFile(join(this.#folder, path)));
  }

  /** Reads a file of JSON. */
  async json<T>(path: string): Promise<T> {
    return JSON.parse(await readFile(join(this.#folder, path), "utf8")) as T;
  }

  /** Rows of a file, in batches that fit one request. */
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

/** Lines of a file, without line ends. Only "\\n" ends a line: JSON strings may contain the other line terminators. */
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
