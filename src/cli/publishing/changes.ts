import type { ImageFile } from "../content/find-image.ts";
import type { Item } from "../content/content.ts";
import type { FileProblem } from "../content/source.ts";

/** What a publish changed: names, by kind. */
export interface Published extends Record<Kind, Named> {
  to: string;
  /** Whether these were sent. */
  site: boolean;
  redirects: boolean;
  /** How many share images were made. */
  shareImages: number;
  rendered: { written: number; deleted: number };
  warnings: FileProblem[];
}

interface Named {
  added: string[];
  changed: string[];
  unchanged: number;
  removed: string[];
}

/** The kinds of content in a publication. */
export type Kind = "articles" | "polls" | "images" | "pages";

/** The changes of one kind. */
type Changes<T> = { added: T[]; changed: T[]; unchanged: number; removed: string[] };

/** The names of what changed. */
export function namesOf({ added, changed, unchanged, removed }: Changes<[string, unknown]>): Named {
  const names = (list: [string, unknown][]): string[] => list.map(([name]) => name);
  return { added: names(added), changed: names(changed), unchanged, removed };
}

/**
 * Compares local content with the site's.
 *
 * @param known the digests that items are compared with
 * @param there what the site says it has
 */
export function compare<T extends Item | ImageFile>(
  here: ReadonlyMap<string, T>,
  known: Record<string, string>,
  there: Record<string, string>,
): Changes<[string, T]> {
  const entries = [...here];
  const has = (name: string): boolean => Object.hasOwn(there, name);
  const same = ([name, item]: [string, T]): boolean =>
    Object.hasOwn(known, name) && known[name] === item.digest;
  return {
    added: entries.filter(([name]) => !has(name)),
    changed: entries.filter((entry) => has(entry[0]) && !same(entry)),
    unchanged: entries.filter(same).length,
    removed: Object.keys(there).filter((name) => !here.has(name)),
  };
}

/** The items to send. */
export function pick<T>({ added, changed }: Changes<T>): T[] {
  return [...added, ...changed];
}

/** A one-line summary of one kind. */
export function summary(
  kind: string,
  { added, changed, unchanged, removed }: Changes<unknown>,
): string {
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  return `${name}: ${added.length} added, ${changed.length} changed, ${unchanged} unchanged, ${removed.length} removed`;
}
