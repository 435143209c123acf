import type { FileProblem } from "../content/source.ts";

/** Something that a check found. A note is worth knowing, and nothing need be done. */
export interface Finding extends FileProblem {
  level: "error" | "warning" | "note";
}

/** An article that readers do not find now. */
interface Unpublished {
  slug: string;
  title: string;
  file: string;
}

/** All that a check found: the document of `hustings check --json`. */
export interface Report {
  /** No errors; where it was strict, no warnings either. */
  ok: boolean;
  errors: number;
  warnings: number;
  notes: number;
  /** In the order of files and lines. */
  problems: Finding[];
  drafts: Unpublished[];
  scheduled: (Unpublished & { publishAt: string })[];
  checked: { articles: number; pages: number; polls: number; images: number };
}
