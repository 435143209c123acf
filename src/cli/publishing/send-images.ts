import type { Api } from "../api/client.ts";
import { imageFiles, type MadeFile, UnusableImageError, variantOf } from "./image-files.ts";
import type { ImageFile } from "../content/find-image.ts";
import type { FileProblem } from "../content/source.ts";
import { forEachConcurrent } from "../../core/concurrency.ts";

/** How many pictures are made or sent concurrently: making one uses every core for much of the time. */
const PICTURES_AT_ONCE = 3;

/** Makes the files of pictures, before anything is sent. Returns what is wrong with those that can't be published. */
export async function makeImages(
  images: readonly [name: string, image: ImageFile][],
  progress: (done: number) => void,
): Promise<FileProblem[]> {
  const problems: FileProblem[] = [];
  let done = 0;
  await forEachConcurrent(images, PICTURES_AT_ONCE, async ([file, image]) => {
    try {
      await imageFiles(image);
    } catch (error) {
      if (!(error instanceof UnusableImageError)) throw error;
      problems.push({ file, line: 1, message: error.message });
    }
    done += 1;
    progress(done);
  });
  return problems.toSorted((a, b) => a.file.localeCompare(b.file));
}

/**
 * Sends pictures, a few at a time. Their files were made and cached, so they are read again rather than held in memory.
 */
export async function sendImages(
  api: Api,
  images: readonly [name: string, image: ImageFile][],
  sent: () => void,
): Promise<void> {
  await forEachConcurrent(images, PICTURES_AT_ONCE, async ([name, image]) => {
    await sendImage(api, name, image);
    sent();
  });
}

/**
 * Sends a picture: its files first, then the record that refers to them. A crash in between leaves files that nothing
 * refers to; the site does not know the picture's digest, so all of it is sent again.
 */
async function sendImage(api: Api, name: string, image: ImageFile): Promise<void> {
  const files = await imageFiles(image);
  for (const file of files) await sendFile(api, file);
  const variants = files.map(variantOf);
  await api.send("PUT", `/api/${name}`, { digest: image.digest, variants });
}

/** Sends one file of a picture. */
export async function sendFile(api: Api, { bytes, type }: MadeFile): Promise<void> {
  await api.sendBytes("POST", "/api/files", bytes, type);
}
