import type { Site } from "./site.ts";

/** A tag as readers see it. */
export interface TagName {
  name: string;
  description: string | undefined;
  /** The language of both; the site's if nothing else is said. */
  language: string;
  /** Whether site.yaml has it. */
  named: boolean;
}

/** What readers see of a tag: what site.yaml says, else its id with spaces. */
export function tagName(site: Pick<Site, "tags" | "language">, id: string): TagName {
  const found = site.tags?.find((tag) => tag.id === id);
  return {
    name: found?.name ?? id.replaceAll("-", " "),
    description: found?.description,
    language: found?.language ?? site.language,
    named: found !== undefined,
  };
}

/** A tag's name as a title: what has no name of its own begins with a capital letter. */
export function tagTitle({ name, named }: TagName): string {
  return named ? name : name.charAt(0).toUpperCase() + name.slice(1);
}

/** A tag for programs: its name if it has one, else its id. */
export function tagLabel(site: Pick<Site, "tags" | "language">, id: string): string {
  const { name, named } = tagName(site, id);
  return named ? name : id;
}
