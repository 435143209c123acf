import type { Picture } from "../core/picture.ts";
import { loadImages } from "../store/content.ts";
import type { Database } from "../store/database.ts";

/** Pictures of the publication by their names in the content folder. */
export async function loadPictures(
  db: Database,
  names: readonly string[],
): Promise<ReadonlyMap<string, Picture>> {
  const images = await loadImages(db, names);
  return new Map(
    images.map(({ name, digest, width, height }) => {
      const file = name.slice(name.lastIndexOf("/") + 1);
      return [name, { url: `/images/${digest}/${file}`, width, height }];
    }),
  );
}

/** The same pictures with whole addresses, for feeds. */
export function absolute(
  pictures: ReadonlyMap<string, Picture>,
  origin: string,
): ReadonlyMap<string, Picture> {
  return new Map(
    [...pictures].map(([name, picture]) => [name, { ...picture, url: origin + picture.url }]),
  );
}
