import type { Api } from "./api.ts";
import { imageFiles, type MadeFile, variantOf } from "./image-files.ts";
import type { ImageFile } from "./image.ts";

/** Pictures that are made and sent at the same time: making them is what takes the time, and uses every core. */
export const PICTURES_AT_ONCE = 3;

/**
 * Sends a picture: its files, then what its name stands for. A crash between leaves files that nothing refers to; the
 * site does not know the picture's digest, so that all of it is sent again.
 */
export async function sendImage(api: Api, name: string, image: ImageFile): Promise<void> {
  const files = await imageFiles(image);
  for (const file of files) await sendFile(api, file);
  const variants = files.map(variantOf);
  await api.send("PUT", `/api/${name}`, { digest: image.digest, variants });
}

/** Sends one file of a picture. */
export async function sendFile(api: Api, { bytes, type }: MadeFile): Promise<void> {
  await api.sendBytes("POST", "/api/files", bytes, type);
}
