import type { FileProblem } from "../content/source.ts";

/** A finding of a check. A note is worth knowing, but needs no action. */
export interface Finding extends FileProblem {
  level: "error" | "warning" | "note";
}

/** An article that readers can't find now. */
interface Unpublished {
  slug: string;
  title: string;
  file: string;
}

/** The result of a check: the document of `hustings check --json`. */
export interface Report {
  /** No errors; with `--strict`, no warnings either. */
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
