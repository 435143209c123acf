import { imagePath, type Picture, pictureOf, type ShareImage } from "../../core/content/picture.ts";
import { loadImages } from "../../store/content/images.ts";
import type { Database } from "../../store/database.ts";
import type { SharedPicture } from "../../views/page/head.tsx";

/** Loads pictures of the publication by their names in the content folder. */
export async function loadPictures(
  db: Database,
  names: readonly string[],
): Promise<ReadonlyMap<string, Picture>> {
  const images = await loadImages(db, names);
  return new Map(
    images.map((image) => {
      const { name, digest, width, height } = image;
      const file = name.slice(name.lastIndexOf("/") + 1);
      // A picture that was sent as a single file.
      const whole = { url: `/images/${digest}/${file}`, width, height };
      return [name, pictureOf(name, image.variants) ?? whole];
    }),
  );
}

/** The same pictures with absolute addresses, for feeds: one file each, which every program can show. */
export function absolute(
  pictures: ReadonlyMap<string, Picture>,
  origin: string,
): ReadonlyMap<string, Picture> {
  return new Map(
    [...pictures].map(([name, { url, width, height }]) => [
      name,
      { url: origin + url, width, height },
    ]),
  );
}

/** The share image of a page. */
export function sharedPicture(made: ShareImage, title: string): SharedPicture {
  const { width, height } = made;
  return { url: imagePath("share", made), width, height, alt: title };
}
