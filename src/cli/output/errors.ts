import type { FileProblem } from "../content/source.ts";

/** An error that the user can fix. Its message is shown as it is, without a stack trace. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** There is no site at the address, or none that answers. */
export class UnreachableError extends CliError {}

/** Problems in a content folder. The message has one line for each. */
export class ContentError extends CliError {
  readonly problems: readonly FileProblem[];
  readonly folder: string;

  constructor(problems: readonly FileProblem[], folder: string) {
    super(describe(problems, folder));
    this.problems = problems;
    this.folder = folder;
  }
}

/** A command did its job and found something wrong. The findings are still its answer. */
export class FoundError extends CliError {
  readonly answer: unknown;

  constructor(message: string, answer: unknown) {
    super(message);
    this.answer = answer;
  }
}

/** Formats problems of content files, one per line. */
export function describe(problems: readonly FileProblem[], folder: string): string {
  return problems
    .map(({ file, line, message }) => `${pathOf(folder, file)}:${line}: ${message}`)
    .join("\n");
}

/** The path of a content file as the user would write it. */
export function pathOf(folder: string, file: string): string {
  return `${folder.replace(/\/+$/, "")}/${file}`;
}
