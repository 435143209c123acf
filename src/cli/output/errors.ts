import type { FileProblem } from "../content/source.ts";

/** Something the user can mend: its message is shown as it is, without a stack trace. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** There is no site at the address, or none that answers. */
export class UnreachableError extends CliError {}

/** What is wrong in a content folder: its message has one line for each. */
export class ContentError extends CliError {
  readonly problems: readonly FileProblem[];
  readonly folder: string;

  constructor(problems: readonly FileProblem[], folder: string) {
    super(describe(problems, folder));
    this.problems = problems;
    this.folder = folder;
  }
}

/** A command that did what it is for, and found something wrong: what it found is its answer all the same. */
export class FoundError extends CliError {
  readonly answer: unknown;

  constructor(message: string, answer: unknown) {
    super(message);
    this.answer = answer;
  }
}

/** Problems of content files, one in a line. */
export function describe(problems: readonly FileProblem[], folder: string): string {
  return problems
    .map(({ file, line, message }) => `${pathOf(folder, file)}:${line}: ${message}`)
    .join("\n");
}

/** A file of the content folder as the user finds it. */
export function pathOf(folder: string, file: string): string {
  return `${folder.replace(/\/+$/, "")}/${file}`;
}
